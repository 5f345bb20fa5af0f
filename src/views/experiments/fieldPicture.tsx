import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { centreOfSpan, type Extent, sizeOfSpan, type Span, spanAt } from '../../graph/receptiveField.ts';
import type { RgbImage } from '../../image/types.ts';
import type { Rectangle } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatExact, formatPercent } from '../../ui/index.ts';
import { toRgba } from '../image/geometry.ts';
import { movePosition, type Position } from '../inspector/lookup.ts';

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Of the picture's side: how much of the padding around it is shown at most. */
const mostMargin = 0.3;

/** How far a window reaches beyond the picture at the outermost positions, cut to what is shown. */
function marginOf({ lo, hi }: Span, size: number, positions: number, jump: number): number {
  const beyond = Math.max(0, -lo, spanAt({ lo, hi }, positions - 1, jump).hi - (size - 1));
  return Math.min(beyond, mostMargin * size);
}

const nearest = (at: number, window: Span, jump: number, positions: number): number =>
  Math.min(positions - 1, Math.max(0, Math.round((at - centreOfSpan(window)) / jump)));

/** Which pixels one position of a map sees. */
export const seenInWords = (position: Position, rows: Span, columns: Span): string =>
  t('try.field.sees', {
    y: position.y,
    x: position.x,
    top: formatExact(rows.lo),
    bottom: formatExact(rows.hi),
    left: formatExact(columns.lo),
    right: formatExact(columns.hi),
  });

/**
 * The network's picture with what one position of a map sees: the widest window, the shortest, and how much each patch
 * counts. A slider in two directions.
 */
export function FieldPicture({
  crop,
  input,
  map,
  jump,
  widest,
  shortest,
  position,
  patches,
  influence,
  onPosition,
}: {
  /** Null where the picture is not there yet. */
  readonly crop: RgbImage | null;
  readonly input: Size;
  readonly map: Size;
  readonly jump: number;
  readonly widest: Extent;
  readonly shortest: Extent;
  readonly position: Position;
  readonly patches: readonly Rectangle[];
  /** By patch; undefined where it is not known. */
  readonly influence: readonly (number | undefined)[];
  readonly onPosition: (position: Position) => void;
}) {
  const margin = {
    y: marginOf(widest.rows, input.height, map.height, jump),
    x: marginOf(widest.columns, input.width, map.width, jump),
  };
  const view = {
    top: -margin.y,
    left: -margin.x,
    height: input.height + 2 * margin.y,
    width: input.width + 2 * margin.x,
  };
  const share = (value: number, of: number): string => `${(100 * value) / of}%`;
  const rows = spanAt(widest.rows, position.y, jump);
  const columns = spanAt(widest.columns, position.x, jump);
  const said = seenInWords(position, rows, columns);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = movePosition(map, position, event.key);
    if (next === null) return;
    event.preventDefault();
    onPosition(next);
  };
  const point = (event: PointerEvent): void => {
    if (event.type !== 'pointerdown' && event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const y = view.top + ((event.clientY - box.top) / box.height) * view.height;
    const x = view.left + ((event.clientX - box.left) / box.width) * view.width;
    onPosition({
      y: nearest(y, widest.rows, jump, map.height),
      x: nearest(x, widest.columns, jump, map.width),
    });
  };
  const strongest = Math.max(0, ...influence.map((value) => value ?? 0));
  const stroke = view.width / 150;
  return (
    <div
      className="field-picture"
      role="slider"
      tabIndex={0}
      aria-label={t('try.field.position')}
      aria-valuemin={0}
      aria-valuemax={map.height * map.width - 1}
      aria-valuenow={position.y * map.width + position.x}
      aria-valuetext={said}
      style={{ aspectRatio: `${view.width} / ${view.height}` }}
      onKeyDown={onKeyDown}
      onPointerDown={point}
      onPointerMove={point}
    >
      {crop ? (
        <Picture
          crop={crop}
          style={{
            left: share(margin.x, view.width),
            top: share(margin.y, view.height),
            width: share(input.width, view.width),
            height: share(input.height, view.height),
          }}
        />
      ) : null}
      <svg viewBox={`${view.left} ${view.top} ${view.width} ${view.height}`} aria-hidden="true">
        <rect className="field-edge" width={input.width} height={input.height} strokeWidth={stroke / 2} />
        {patches.map((patch, at) => {
          const value = influence[at];
          return value === undefined || strongest === 0 ? null : (
            <rect
              key={`${patch.top} ${patch.left}`}
              className="field-patch"
              x={patch.left}
              y={patch.top}
              width={patch.width}
              height={patch.height}
              fillOpacity={0.85 * (value / strongest)}
            >
              <title>{t('try.field.patch', { value: formatPercent(value) })}</title>
            </rect>
          );
        })}
        <Frame className="field-under" extent={widest} position={position} jump={jump} width={stroke * 2.4} />
        <Frame className="field-widest" extent={widest} position={position} jump={jump} width={stroke} />
        <Frame
          className="field-under"
          extent={shortest}
          position={position}
          jump={jump}
          width={stroke * 2.4}
        />
        <Frame
          className="field-shortest"
          extent={shortest}
          position={position}
          jump={jump}
          width={stroke}
          dashes={`${stroke * 2.5} ${stroke * 1.5}`}
        />
      </svg>
    </div>
  );
}

/** A pixel is a unit square: the window of pixels lo to hi ends at hi + 1. */
function Frame({
  className,
  extent,
  position,
  jump,
  width,
  dashes,
}: {
  readonly className: string;
  readonly extent: Extent;
  readonly position: Position;
  readonly jump: number;
  readonly width: number;
  readonly dashes?: string;
}) {
  const rows = spanAt(extent.rows, position.y, jump);
  const columns = spanAt(extent.columns, position.x, jump);
  return (
    <rect
      className={className}
      x={columns.lo}
      y={rows.lo}
      width={sizeOfSpan(columns)}
      height={sizeOfSpan(rows)}
      strokeWidth={width}
      strokeDasharray={dashes}
    />
  );
}

function Picture({
  crop,
  style,
}: {
  readonly crop: RgbImage;
  readonly style: Readonly<Record<'left' | 'top' | 'width' | 'height', string>>;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    context?.putImageData(new ImageData(toRgba(crop), crop.width, crop.height), 0, 0);
  }, [crop]);
  return <canvas ref={canvas} width={crop.width} height={crop.height} style={style} />;
}
