import { useId } from 'react';
import { t } from '../../text/index.ts';
import { Button } from '../../ui/index.ts';

/** A number that is dragged, with its name and its value in words. */
export function Slider({
  label,
  value,
  words,
  min,
  max,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly words: string;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}) {
  const id = useId();
  return (
    <div className="try-slider">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>{words}</output>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step="0.05"
        value={value}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    </div>
  );
}

/** Another throw of the dice; the same seed throws the same. */
export const ThrowAgain = ({
  seed,
  onThrow,
}: {
  readonly seed: number;
  readonly onThrow: (seed: number) => void;
}) => (
  <div className="try-buttons">
    <Button onClick={() => onThrow(seed + 1)}>{t('try.depth.throw')}</Button>
    <span className="try-faint">{t('try.seed', { seed })}</span>
  </div>
);
