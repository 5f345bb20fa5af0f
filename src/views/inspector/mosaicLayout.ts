/** Where the tiles of a mosaic are, in CSS pixels from its top left. */

export interface MosaicLayout {
  readonly count: number;
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  readonly gap: number;
  /** Of all tiles and the gaps between them. */
  readonly width: number;
  readonly height: number;
}

const gap = 1;
/** A few channels (an input image) are shown no larger than this. */
const maxTile = 160;

/** Small maps are recognised at a small size, so more of them fit beside each other. */
const wantedTile = (side: number): number => (side <= 32 ? 36 : side <= 64 ? 48 : 72);

/** `width`: what there is; `map`: positions of one map. */
export function mosaicLayout(
  count: number,
  map: { readonly height: number; readonly width: number },
  width: number,
): MosaicLayout {
  const wanted = wantedTile(Math.max(map.height, map.width));
  const fitting = Math.max(1, Math.floor((width + gap) / (wanted + gap)));
  const columns = Math.max(1, Math.min(fitting, count));
  const tileWidth = Math.max(1, Math.min(maxTile, Math.floor((width - gap * (columns - 1)) / columns)));
  const ratio = Math.min(4, Math.max(0.25, map.height / map.width));
  const tileHeight = Math.max(1, Math.round(tileWidth * ratio));
  const rows = Math.ceil(count / columns);
  return {
    count,
    columns,
    rows,
    tileWidth,
    tileHeight,
    gap,
    width: columns * (tileWidth + gap) - gap,
    height: Math.max(0, rows * (tileHeight + gap) - gap),
  };
}

/** Top left of the tile at a place in the order. */
export const tilePosition = (layout: MosaicLayout, place: number): { x: number; y: number } => ({
  x: (place % layout.columns) * (layout.tileWidth + layout.gap),
  y: Math.floor(place / layout.columns) * (layout.tileHeight + layout.gap),
});

/** The tile under a point, and where in it the point is (0 … 1, 1 excluded); null in a gap or outside. */
export function tileAt(
  layout: MosaicLayout,
  x: number,
  y: number,
): { place: number; u: number; v: number } | null {
  const column = Math.floor(x / (layout.tileWidth + layout.gap));
  const row = Math.floor(y / (layout.tileHeight + layout.gap));
  const u = (x - column * (layout.tileWidth + layout.gap)) / layout.tileWidth;
  const v = (y - row * (layout.tileHeight + layout.gap)) / layout.tileHeight;
  const place = row * layout.columns + column;
  const inside = x >= 0 && y >= 0 && column < layout.columns && place < layout.count && u < 1 && v < 1;
  return inside ? { place, u, v } : null;
}

/** First and last (excluded) place whose tiles touch the window from `top`, `height` high. */
export function visiblePlaces(layout: MosaicLayout, top: number, height: number): [number, number] {
  const step = layout.tileHeight + layout.gap;
  const first = Math.max(0, Math.floor(top / step)) * layout.columns;
  const last = Math.min(layout.count, Math.max(0, Math.ceil((top + height) / step)) * layout.columns);
  return [Math.min(first, layout.count), last];
}

/** Where a key moves the cursor, or null for keys that do not move it. Stays inside. */
export function movePlace(
  layout: { readonly count: number; readonly columns: number },
  place: number,
  key: string,
): number | null {
  const page = layout.columns * 4;
  const steps: Readonly<Record<string, number>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: layout.columns,
    ArrowUp: -layout.columns,
    PageDown: page,
    PageUp: -page,
  };
  const last = layout.count - 1;
  if (key === 'Home') return 0;
  if (key === 'End') return Math.max(0, last);
  const step = steps[key];
  if (step === undefined) return null;
  const next = place + step;
  // A whole row up or down that would leave the mosaic stays where it is, as in a grid.
  if (Math.abs(step) === layout.columns && layout.columns > 1 && (next < 0 || next > last)) return place;
  return Math.min(last, Math.max(0, next));
}
