import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { required } from '../../base/invariant.ts';
import type { NodeReading } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatPercent, formatValue } from '../../ui/index.ts';
import type { ColourScale } from './colour.ts';
import { type Position, positionAt } from './lookup.ts';
import { mosaicLayout, movePlace, tileAt, tilePosition, visiblePlaces } from './mosaicLayout.ts';
import { paintMap } from './paint.ts';
import { type DrawView, ScrollCanvas } from './scrollCanvas.tsx';

/** What is said of a channel: its number and how it stands out. */
export function channelInWords({ channels }: NodeReading, channel: number): string {
  return t('inspect.channel.summary', {
    channel,
    strength: formatValue(channels.strength[channel] ?? Number.NaN),
    zeros: formatPercent(channels.zeros[channel] ?? 0, 0),
  });
}

/**
 * All channels of a node as small pictures. One tab stop: arrow keys move a cursor from channel to channel, Enter opens
 * the channel. Pointing tells channel and position.
 */
export function Mosaic({
  reading,
  map,
  order,
  scaleFor,
  place,
  pinned,
  onMove,
  onPoint,
  onOpen,
}: {
  readonly reading: NodeReading;
  readonly map: { readonly height: number; readonly width: number };
  /** Channel numbers in the order of showing. */
  readonly order: Int32Array;
  /** Must be the same function as long as it would answer the same. */
  readonly scaleFor: (channel: number) => ColourScale;
  /** Of the cursor, in the order. */
  readonly place: number;
  readonly pinned: readonly number[];
  readonly onMove: (place: number) => void;
  readonly onPoint: (at: { channel: number; position: Position } | null) => void;
  readonly onOpen: (place: number) => void;
}) {
  const [width, setWidth] = useState(0);
  const scroller = useRef<HTMLDivElement | null>(null);
  const layout = useMemo(() => mosaicLayout(order.length, map, width), [order.length, map, width]);

  const draw = useCallback<DrawView>(
    (pixels, view, ratio) => {
      const [first, last] = visiblePlaces(layout, view.y, view.height);
      const at = (css: number): number => Math.round(css * ratio);
      for (let shown = first; shown < last; shown += 1) {
        const channel = required(order[shown], 'a channel of the order');
        const { x, y } = tilePosition(layout, shown);
        const left = at(x - view.x);
        const top = at(y - view.y);
        const box = {
          x: left,
          y: top,
          width: at(x - view.x + layout.tileWidth) - left,
          height: at(y - view.y + layout.tileHeight) - top,
        };
        const offset = channel * map.height * map.width;
        const tile = { values: reading.values, offset, width: map.width, height: map.height };
        paintMap(pixels, box, tile, scaleFor(channel));
      }
    },
    [layout, order, reading, map, scaleFor],
  );

  const cursor = tilePosition(layout, place);
  useEffect(() => {
    const element = scroller.current;
    if (!element || document.activeElement !== element) return;
    if (cursor.y < element.scrollTop) element.scrollTop = cursor.y;
    const below = cursor.y + layout.tileHeight - element.clientHeight;
    if (below > element.scrollTop) element.scrollTop = below;
  }, [cursor.y, layout.tileHeight]);

  const under = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return tileAt(layout, event.clientX - box.left, event.clientY - box.top);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const hit = under(event);
    const channel = hit && order[hit.place];
    onPoint(
      hit && channel !== undefined && channel !== null
        ? { channel, position: positionAt(map, hit.u, hit.v) }
        : null,
    );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen(place);
      return;
    }
    const next = movePlace(layout, place, event.key);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    onMove(next);
  };
  const current = required(order[place], 'the channel under the cursor');
  const option = `channel-${current}`;
  return (
    <ScrollCanvas
      className="insp-mosaic"
      role="listbox"
      tabIndex={0}
      aria-label={t('inspect.mosaic', { count: order.length })}
      aria-activedescendant={option}
      contentWidth={layout.width}
      contentHeight={layout.height}
      draw={draw}
      scroller={scroller}
      onWidth={setWidth}
      onKeyDown={onKeyDown}
      contentProps={{
        onPointerMove,
        onPointerLeave: () => onPoint(null),
        onClick: (event) => {
          const hit = under(event as unknown as PointerEvent);
          if (hit) onOpen(hit.place);
        },
      }}
    >
      {pinned.map((channel) => {
        const at = tilePosition(layout, order.indexOf(channel));
        const style = { left: at.x, top: at.y, width: layout.tileWidth, height: layout.tileHeight };
        return <span key={channel} className="insp-tile-pinned" style={style} />;
      })}
      {/* The one option that exists is the one under the cursor: 2048 would be heard no better and cost much. */}
      <div
        key={option}
        id={option}
        role="option"
        tabIndex={-1}
        aria-selected="true"
        aria-setsize={order.length}
        aria-posinset={place + 1}
        aria-label={channelInWords(reading, current)}
        className="insp-tile-cursor"
        style={{ left: cursor.x, top: cursor.y, width: layout.tileWidth, height: layout.tileHeight }}
      />
    </ScrollCanvas>
  );
}
