/** What the tables of experiments have in common. */
import type { ReactNode } from 'react';

/** The heads of a table's columns. */
export const Heads = ({ names }: { readonly names: readonly string[] }) => (
  <thead>
    <tr>
      {names.map((name) => (
        <th key={name} scope="col">
          {name}
        </th>
      ))}
    </tr>
  </thead>
);

/** What is wide scrolls in its own box, and does not widen the panel. */
export const ScrollBox = ({
  label,
  className = 'try-scroll',
  children,
}: {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section className={className} aria-label={label} tabIndex={0}>
    {children}
  </section>
);
