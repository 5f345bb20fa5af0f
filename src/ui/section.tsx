import type { ReactNode } from 'react';
import './section.css';

/** A group of controls or figures under a quiet heading. `action` stands at the heading's right. */
export function Section({
  title,
  action,
  level = 3,
  children,
}: {
  readonly title: string;
  readonly action?: ReactNode;
  readonly level?: 2 | 3 | 4;
  readonly children: ReactNode;
}) {
  const Heading = `h${level}` as const;
  return (
    // Neither landmark nor group: the heading is enough, and a page with twenty landmarks has none.
    <div className="rx-section">
      <div className="rx-section-head">
        <Heading className="rx-section-title">{title}</Heading>
        {action}
      </div>
      {children}
    </div>
  );
}
