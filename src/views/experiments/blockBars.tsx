import { scaleLinear } from 'd3';
import type { ReactNode } from 'react';
import type { RegionId } from '../../graph/types.ts';
import { type MessageKey, t } from '../../text/index.ts';
import { formatPercent } from '../../ui/index.ts';
import { hatchFill } from './hatch.ts';
import type { Change } from './measure.ts';
import { Hatch } from './parts.tsx';
import './blockBars.css';

export interface BlockBar {
  readonly key: string;
  readonly region: RegionId;
  readonly label: string;
  /** In full, for assistive technology. */
  readonly name: string;
  readonly downsamples: boolean;
  /** Undefined until it has been measured. */
  readonly change: Change | undefined;
  /** The same in the network beside it; null where it cannot be had there, undefined until it has been measured. */
  readonly beside?: Change | null | undefined;
  /** Why the row cannot be pressed. */
  readonly reason?: string | undefined;
  readonly pressed?: boolean;
}

interface Words {
  readonly change: MessageKey;
  readonly beside: MessageKey;
}
const usualWords: Words = { change: 'try.moves', beside: 'try.plain.moves' };

const width = 100;

/** The largest finite change, at least as much as can be seen. */
const extent = (bars: readonly BlockBar[]): number =>
  Math.max(
    0.01,
    ...bars
      .flatMap(({ change, beside }) => [change, beside].map((entry) => entry?.relative ?? 0))
      .filter(Number.isFinite),
  );

/**
 * One bar a block: how far the answer moves. Downsampling blocks are hatched and have an arrow; where the first class is
 * another one, that is written. With `onPress` a row is a switch.
 */
export function BlockBars({
  label,
  bars,
  strike = false,
  words = usualWords,
  onPress,
}: {
  readonly label: string;
  readonly bars: readonly BlockBar[];
  /** Pressed means gone: names are struck through. */
  readonly strike?: boolean;
  /** What a change and one beside it are called; each with {value}. */
  readonly words?: Words;
  readonly onPress?: (region: RegionId, key: string) => void;
}) {
  const largest = extent(bars);
  const x = scaleLinear().domain([0, largest]).nice(4).range([0, width]);
  const measured = bars.some(({ change, beside }) => change || beside);
  const ticks = measured ? x.ticks(4) : [];
  const two = bars.some(({ beside }) => beside !== undefined);
  const hatched = bars.some(({ downsamples }) => downsamples);
  return (
    <figure className={`try-bars ${strike ? 'try-bars-strike' : ''} ${two ? 'try-bars-two' : ''}`}>
      <Hatch />
      <div className="try-bars-axis" aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick} style={{ left: `${x(tick)}%` }}>
            {formatPercent(tick, largest < 0.05 ? 1 : 0)}
          </span>
        ))}
      </div>
      <ul aria-label={label}>
        {bars.map((bar) => (
          <li key={bar.key}>
            <Row bar={bar} says={words} onPress={onPress}>
              <span className="try-bars-name" aria-hidden="true">
                {bar.label}
                {bar.downsamples ? <span title={t('try.downsamples')}>↓</span> : null}
              </span>
              <svg
                className="try-bars-svg"
                viewBox={`0 0 ${width} 12`}
                preserveAspectRatio="none"
                aria-hidden="true"
              >
                {ticks.map((tick) => (
                  <line key={tick} className="try-grid" x1={x(tick)} x2={x(tick)} y1="0" y2="12" />
                ))}
                {bar.change ? (
                  <rect
                    className="try-bar"
                    y={two ? 0.5 : 2}
                    height={two ? 5 : 8}
                    width={x(finite(bar.change.relative, largest))}
                  />
                ) : null}
                {bar.change && bar.downsamples ? (
                  <rect
                    fill={hatchFill}
                    y={two ? 0.5 : 2}
                    height={two ? 5 : 8}
                    width={x(finite(bar.change.relative, largest))}
                  />
                ) : null}
                {bar.beside ? (
                  <rect
                    className="try-bar-beside"
                    y="6.5"
                    height="5"
                    width={x(finite(bar.beside.relative, largest))}
                  />
                ) : null}
              </svg>
              <span className="try-bars-value" aria-hidden="true">
                <span>
                  {bar.change?.top1Changed ? <b title={t('try.top1')}>≠1</b> : null}
                  {bar.change ? written(bar.change) : bar.reason ? '–' : '…'}
                </span>
                {two ? (
                  <small>{bar.beside ? written(bar.beside) : bar.beside === null ? '–' : '…'}</small>
                ) : null}
              </span>
            </Row>
          </li>
        ))}
      </ul>
      <figcaption>
        {t('try.bars.caption')} {hatched ? t('try.bars.hatched') : ''} {t('try.bars.first')}
      </figcaption>
    </figure>
  );
}

const finite = (value: number, instead: number): number => (Number.isFinite(value) ? value : instead);
const written = ({ relative }: Change): string =>
  Number.isFinite(relative) ? formatPercent(relative) : t('try.notFinite');

function Row({
  bar,
  says,
  onPress,
  children,
}: {
  readonly bar: BlockBar;
  readonly says: Words;
  readonly onPress: ((region: RegionId, key: string) => void) | undefined;
  readonly children: ReactNode;
}) {
  const parts = [
    bar.name,
    bar.downsamples ? t('try.downsamples') : '',
    bar.reason ?? '',
    bar.change ? t(says.change, { value: written(bar.change) }) : '',
    bar.change?.top1Changed ? t('try.top1') : '',
    bar.beside ? t(says.beside, { value: written(bar.beside) }) : '',
  ];
  const words = parts.filter(Boolean).join(', ');
  if (!onPress) {
    return (
      <div className="try-row try-bars-row" role="img" aria-label={words} title={words}>
        {children}
      </div>
    );
  }
  return (
    <button
      type="button"
      className="try-row try-bars-row"
      aria-pressed={bar.pressed ?? false}
      aria-label={words}
      title={words}
      aria-disabled={bar.reason !== undefined}
      onClick={() => bar.reason === undefined && onPress(bar.region, bar.key)}
    >
      {children}
    </button>
  );
}
