import type { Totals as Figures } from '../../graph/queries.ts';
import { selectPreviousTotals, selectTotals } from '../../store/select.ts';
import { type MessageKey, t } from '../../text/index.ts';
import {
  formatBytes,
  formatCount,
  formatExact,
  formatExactSigned,
  formatSigned,
  formatSignedBeside,
  Hint,
  Popover,
  scaleOf,
} from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';

interface Total {
  readonly figure: string;
  readonly label: string;
  readonly difference: string;
}

/** The three figures as the bar shows them: short, each with its difference in the unit beside it. */
function shortTotals(now: Figures, before: Figures | null): readonly Total[] {
  const delta = (key: keyof Figures): number => (before ? now[key] - before[key] : 0);
  const macsScale = scaleOf(now.macs);
  const [macs = ''] = formatCount(now.macs, 3, true).split('\u00a0');
  return [
    {
      figure: formatCount(now.params, 4, true),
      label: t('app.totals.params'),
      difference: formatSigned(delta('params')),
    },
    {
      figure: macs,
      label: t('app.totals.macs', { scale: macsScale }),
      difference: formatSignedBeside(delta('macs'), macsScale, t('app.totals.macs', { scale: '' })),
    },
    {
      figure: formatBytes(now.activationBytes, 3, true),
      label: t('app.totals.activations'),
      difference: formatSignedBeside(delta('activationBytes'), scaleOf(now.activationBytes), 'B', 1),
    },
  ];
}

const rows: readonly (readonly [keyof Figures, MessageKey])[] = [
  ['params', 'app.totals.paramsExact'],
  ['macs', 'app.totals.macsExact'],
  ['activationBytes', 'app.totals.activationsExact'],
  ['nodes', 'app.totals.layersExact'],
];

/** What the network costs, with what the last edit changed; every digit one press away. */
export function Totals() {
  const now = useExplorer(selectTotals);
  const before = useExplorer(selectPreviousTotals);
  const exact = rows
    .map(([key, label]) => {
      const difference = before ? now[key] - before[key] : 0;
      const value = `${t(label)}: ${formatExact(now[key])}`;
      return difference === 0 ? value : `${value} (${formatExactSigned(difference)})`;
    })
    .join('\n');
  return (
    <div className="bar-totals" title={exact}>
      <Popover
        label={t('app.totals')}
        className="bar-totals-button"
        align="start"
        button={shortTotals(now, before).map(({ figure, label, difference }) => (
          <span key={label} className="bar-total">
            <span className="bar-figure">
              <strong>{figure}</strong>
              {difference === '0' || difference.match(/^0[.,]0*$/) ? null : (
                <span className="bar-difference"> {difference}</span>
              )}
            </span>
            <span className="bar-caption"> {label}</span>
          </span>
        ))}
      >
        <table className="bar-exact">
          <thead>
            <tr>
              <td />
              <th scope="col">{t('app.totals.now')}</th>
              {before ? (
                <th scope="col" className="bar-exact-before">
                  {t('app.totals.before')}
                </th>
              ) : null}
              {before ? <th scope="col">{t('app.totals.difference')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {rows.map(([key, label]) => (
              <tr key={key}>
                <th scope="row">{t(label)}</th>
                <td>{formatExact(now[key])}</td>
                {before ? <td className="bar-exact-before">{formatExact(before[key])}</td> : null}
                {before ? (
                  <td className={now[key] === before[key] ? '' : 'bar-difference'}>
                    {formatExactSigned(now[key] - before[key])}
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
        <Hint>{t('app.totals.note')}</Hint>
      </Popover>
    </div>
  );
}
