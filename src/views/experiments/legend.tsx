import type { ReactNode } from 'react';

export interface LegendEntry {
  /** The class of a swatch, or a picture. */
  readonly mark: string | ReactNode;
  readonly text: string;
  readonly strong?: boolean;
}

/** What the colours, dashes and shapes of a picture stand for. */
export const Legend = ({ entries }: { readonly entries: readonly LegendEntry[] }) => (
  <ul className="try-legend">
    {entries.map(({ mark, text, strong = false }) => (
      <li key={text} data-strong={strong}>
        {typeof mark === 'string' ? <span className={mark} aria-hidden="true" /> : mark}
        {text}
      </li>
    ))}
  </ul>
);
