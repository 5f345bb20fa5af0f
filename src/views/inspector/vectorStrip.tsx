import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react';
import { t } from '../../text/index.ts';
import { formatValue, Select } from '../../ui/index.ts';
import { descending } from './order.ts';
import { movePlace } from './mosaicLayout.ts';
import { stripPath } from './stripPath.ts';

const width = 300;
const height = 84;
/** Named one by one beneath the strip. */
const listed = 6;

type VectorOrder = 'value' | 'index';

/**
 * A vector as a strip of bars, sorted or as it is stored. A slider: arrow keys move from entry to entry.
 * `nameOf` says what an entry is: a channel, a class.
 */
export function VectorStrip({
  label,
  values,
  nameOf,
}: {
  readonly label: string;
  readonly values: Float32Array;
  readonly nameOf: (index: number) => string;
}) {
  const [by, setBy] = useState<VectorOrder>('value');
  const [place, setPlace] = useState(0);
  const sorted = useMemo(() => descending(values), [values]);
  const order = useMemo(
    () => (by === 'value' ? sorted : Int32Array.from(values, (_, i) => i)),
    [by, sorted, values],
  );
  const strip = useMemo(() => stripPath(values, order, width, height), [values, order]);
  const at = Math.min(place, values.length - 1);
  const index = order[at] ?? 0;
  const said = t('inspect.entry', { name: nameOf(index), value: formatValue(values[index] ?? Number.NaN) });
  const onPointerMove = (event: PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    setPlace(Math.min(values.length - 1, Math.max(0, Math.floor(share * values.length))));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const columns = Math.max(1, Math.round(values.length / 40));
    const next = movePlace({ count: values.length, columns }, at, event.key);
    if (next === null) return;
    event.preventDefault();
    setPlace(next);
  };
  return (
    <div className="insp-vector">
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={values.length - 1}
        aria-valuenow={at}
        aria-valuetext={said}
        className="insp-strip"
        onPointerMove={onPointerMove}
        onPointerDown={onPointerMove}
        onKeyDown={onKeyDown}
      >
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          <path d={strip.path} />
          <line className="insp-zero" x1={0} x2={width} y1={strip.zero} y2={strip.zero} />
        </svg>
        <span className="insp-strip-cursor" style={{ left: `${(100 * (at + 0.5)) / values.length}%` }} />
      </div>
      <div className="insp-strip-line">
        <span className="insp-readout">{said}</span>
        <Select<VectorOrder>
          label={t('inspect.sort')}
          hideLabel
          value={by}
          onChange={setBy}
          options={[
            { value: 'value', label: t('inspect.sort.value') },
            { value: 'index', label: t('inspect.sort.index') },
          ]}
        />
      </div>
      {values.length > listed ? (
        <ol className="insp-top" aria-label={t('inspect.largest')}>
          {[...sorted.subarray(0, listed)].map((entry) => (
            <li key={entry}>
              <span>{nameOf(entry)}</span>
              <span>{formatValue(values[entry] ?? Number.NaN)}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}
