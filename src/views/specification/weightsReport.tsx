import { useState } from 'react';
import type { WeightsReport } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatDims } from '../../ui/index.ts';

/** Names that a list shows; the count above it says how many there are. */
const longestList = 200;

/** What became of each tensor of a file. */
export function ReportLists({ report }: { readonly report: WeightsReport }) {
  const wrongShape = report.wrongShape.map(({ name, file, wanted }) =>
    t('weights.shapes', { name, file: formatDims(file), wanted: formatDims(wanted) }),
  );
  return (
    <ul className="spec-report">
      <NameList
        title={t(report.id === null ? 'weights.wouldFit' : 'weights.loaded', { count: report.loaded.length })}
        names={report.loaded}
      />
      <NameList title={t('weights.missing', { count: report.missing.length })} names={report.missing} warn />
      <NameList title={t('weights.wrongShape', { count: wrongShape.length })} names={wrongShape} warn />
      <NameList
        title={t('weights.unexpected', { count: report.unexpected.length })}
        names={report.unexpected}
        warn
      />
    </ul>
  );
}

function NameList({
  title,
  names,
  warn = false,
}: {
  readonly title: string;
  readonly names: readonly string[];
  readonly warn?: boolean;
}) {
  const [open, setOpen] = useState(false);
  if (names.length === 0) return null;
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={warn ? 'spec-report-warn' : ''}>{title}</summary>
        {open ? (
          // Scrolls by itself, so the keyboard must reach it.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled list
          <ul className="spec-names" tabIndex={0}>
            {names.slice(0, longestList).map((name) => (
              <li key={name}>{name}</li>
            ))}
            {names.length > longestList ? (
              <li>{t('weights.more', { count: names.length - longestList })}</li>
            ) : null}
          </ul>
        ) : null}
      </details>
    </li>
  );
}
