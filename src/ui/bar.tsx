import './bar.css';

interface BarProps {
  /** 0 to 1. */
  readonly value: number;
  readonly tone?: 'accent' | 'muted' | 'change' | 'warn';
}

/** A share as a length. Without a role: the number stands beside it as text. */
export function Bar({ value, tone = 'accent' }: BarProps) {
  return (
    <span className={`rx-bar rx-bar-${tone}`} aria-hidden="true">
      <span style={{ width: `${100 * share(value)}%` }} />
    </span>
  );
}

/** A share that is announced: `label` names it, `text` is the value in words. */
export function Meter({
  value,
  tone = 'accent',
  label,
  text,
}: BarProps & { readonly label: string; readonly text: string }) {
  return (
    <>
      <meter className="rx-visually-hidden" aria-label={label} value={share(value)}>
        {text}
      </meter>
      <Bar value={value} tone={tone} />
    </>
  );
}

/** Work under way; null where nobody knows how much is left. */
export function Progress({ value, label }: { readonly value: number | null; readonly label: string }) {
  return (
    <span
      role="progressbar"
      className={`rx-bar rx-progress ${value === null ? 'rx-progress-unknown' : ''}`}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={1}
      {...(value === null ? {} : { 'aria-valuenow': share(value) })}
    >
      <span style={{ width: value === null ? '30%' : `${100 * share(value)}%` }} />
    </span>
  );
}

const share = (value: number): number => (Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0);
