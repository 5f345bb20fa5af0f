/**
 * Graph and view to scene: every coordinate of the drawing, and no colour. Pure; the insides of blocks are cached
 * by their canonical form.
 */
import { required } from '../base/invariant.ts';
import { indexOf, nodeOf, outputsOf } from '../graph/queries.ts';
import type { Graph, NodeId, Region, Shape } from '../graph/types.ts';
import { t } from '../text/index.ts';
import { fontSize, metrics, textWidth } from './metrics.ts';
import { placeItems } from './placeItems.ts';
import { itemsOf, type RowItem, rowTitle } from './rows.ts';
import type { GraphView, Scene, SceneBox, SceneEdge, SceneRow, TensorBox } from './types.ts';

export type * from './types.ts';
export { boxOf, chainOf, type Direction, neighbour, type Place, placeOf } from './navigate.ts';

export function layoutGraph(graph: Graph, view: GraphView): Scene {
  const index = indexOf(graph);
  const regions = (index.children.get('') ?? []).filter(
    ({ kind }) => kind === 'stem' || kind === 'stage' || kind === 'head',
  );
  const lines = regions.map((region) => ({ regions: [region], items: itemsOf(graph, region, view) }));
  const joined = joinHead(lines);
  const outputs = joined.map(({ regions: [region] }) =>
    outputsOf(graph, required(region, 'row').id).map((id) => nodeOf(graph, id).shape),
  );
  // Streams side by side are one tensor to look at, and are written one by one.
  const shapes = outputs.map((streams): Shape => {
    const [, , ...size] = streams[0] ?? [];
    return [1, streams.reduce((sum, [, width = 0]) => sum + width, 0), ...size];
  });
  const texts = outputs.map((streams) =>
    [streams.map(([, width]) => width).join(' + '), ...(streams[0] ?? []).slice(2)].join(' × '),
  );
  const tensors = tensorBoxes(shapes);
  const gutter = gutterFor(
    texts,
    joined.flatMap(
      ({ items }) => items.at(-1)?.exits.flatMap(({ source }) => streamName(graph, source)) ?? [],
    ),
  );

  const rows: SceneRow[] = [];
  const boxes: SceneBox[] = [];
  const edges: SceneEdge[] = [];
  let y = metrics.top;
  joined.forEach(({ regions: [region], items }, row) => {
    const { id } = required(region, 'row');
    const above = Math.max(...items.map((item) => item.lane));
    const below = Math.max(...items.map((item) => item.height - item.lane));
    const height = Math.max(metrics.rowMin, above + below + 2 * metrics.rowPad);
    const lane = Math.round(y + (height - above - below) / 2 + above);
    const title = rowTitle(required(region, 'row'));
    const placed = placeItems(items, gutter, lane, row);
    const before = rows.at(-1);
    const last = joined[row - 1]?.items.at(-1);
    const first = items[0];
    if (before && last && first) edges.push(...stubs(graph, before, last, first, gutter, lane, row));
    boxes.push(...placed.boxes);
    edges.push(...placed.edges);
    const shape = shapes[row] ?? [];
    const shapeText = texts[row] ?? '';
    rows.push({
      key: `row:${id}`,
      region: id,
      title,
      shape: shape.slice(1),
      shapeText,
      label: t('graph.say.row', { title, shape: shapeText }),
      y,
      height,
      lane,
      right: placed.right,
      tensor: tensors[row] ?? null,
      collapsed: view.collapsed.has(id),
      collapsible: true,
    });
    y += height;
  });
  return {
    width: Math.max(...rows.map((row) => row.right)) + metrics.right,
    height: y + metrics.top,
    gutter,
    rows,
    boxes,
    edges,
  };
}

/** Streams that lie side by side by what they are made by: added to, or appended to. */
function streamName(graph: Graph, source: NodeId): readonly string[] {
  const { op, scope } = nodeOf(graph, source);
  if (indexOf(graph).region.get(scope)?.kind !== 'branch') return [];
  if (op === 'add') return [t('graph.stream.residual')];
  return op === 'concat' ? [t('graph.stream.dense')] : [];
}

/** The margin holds the longest shape and, behind it, the line that enters the row with its name. */
function gutterFor(texts: readonly string[], names: readonly string[]): number {
  const { gutter, rowShape, stub: reach } = metrics;
  const longest = Math.max(...texts.map((text) => textWidth(text, fontSize.rowShape, 'mono')));
  const entry = Math.max(reach, ...names.map((name) => textWidth(name, fontSize.shape, 'mono') + nameGap));
  return Math.max(gutter, Math.ceil(rowShape.x + longest + rowShape.gap + entry));
}

interface Line {
  readonly regions: readonly Region[];
  readonly items: readonly RowItem[];
}

const widthOf = (items: readonly RowItem[]): number =>
  items.reduce((sum, item) => sum + item.width, (items.length - 1) * metrics.itemGap);

/** The head runs on behind the last stage's blocks, unless that makes the row the widest by far or a block is open. */
function joinHead(lines: readonly Line[]): readonly Line[] {
  const last = lines.at(-1);
  const stage = lines.at(-2);
  if (last?.regions[0]?.kind !== 'head' || stage?.regions[0]?.kind !== 'stage') return lines;
  const joined = [...stage.items, ...last.items];
  const roomy = Math.max(640, ...lines.map(({ items }) => widthOf(items)));
  if (stage.items.some((item) => item.box?.kind === 'frame') || widthOf(joined) > roomy) return lines;
  return [...lines.slice(0, -2), { regions: [...stage.regions, ...last.regions], items: joined }];
}

/** Right of the name of a stream that enters a row. */
const nameGap = 9;

/** The lines from the end of a row to the start of the next: two stubs each, since the eye reads rows as lines of text. */
function stubs(
  graph: Graph,
  before: SceneRow,
  last: RowItem,
  first: RowItem,
  gutter: number,
  lane: number,
  row: number,
): readonly SceneEdge[] {
  const { stub: reach } = metrics;
  return last.exits.map(({ source, x, y }, at): SceneEdge => {
    const out = before.lane - last.lane + y;
    const start = before.right - last.width + (last.box?.kind === 'frame' ? x : last.width);
    const into = lane - first.lane + (first.entries[at] ?? first.lane);
    const [name] = last.exits.length > 1 ? streamName(graph, source) : [];
    const apart = Math.abs((first.entries[1] ?? 0) - (first.entries[0] ?? 0)) > 30;
    return {
      key: `${source}>${first.target}`,
      source,
      target: first.target,
      path: `M${start},${out}L${before.right + reach + 8},${out}M${gutter - reach},${into}L${gutter},${into}`,
      kind: 'row',
      arrow: true,
      row,
      parent: null,
      bounds: [gutter - reach, out, before.right + reach, into],
      label:
        name === undefined
          ? null
          : {
              text: name,
              x: gutter - nameGap - textWidth(name, fontSize.shape, 'mono') / 2,
              // Lines that enter close to one another have their names above and below.
              y: into + (at === 0 || apart ? -6 : 12),
            },
      kept: 1,
      note: null,
    };
  });
}

/** Largest drawn side. */
const tensorSide = 34;

/** Shapes as boxes of one scale: each side goes with the square root of its size, so that 7 and 2048 both show. */
function tensorBoxes(shapes: readonly Shape[]): readonly (TensorBox | null)[] {
  const sides = shapes.flatMap(([, , h = 0, w = 0]) => [h, w]);
  const spatial = tensorSide / Math.sqrt(Math.max(1, ...sides));
  const channels =
    tensorSide / Math.sqrt(Math.max(1, ...shapes.filter(({ length }) => length === 4).map(([, c = 0]) => c)));
  const side = (size: number, scale: number): number =>
    Math.max(2, Math.round(Math.sqrt(size) * scale * 10) / 10);
  return shapes.map(([, c = 1, h, w]) =>
    h === undefined || w === undefined || (h === 1 && w === 1)
      ? null
      : { channels: side(c, channels), height: side(h, spatial), depth: side(w, spatial) },
  );
}
