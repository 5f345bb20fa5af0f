import { required } from '../base/invariant.ts';
import { indexOf, inputsOf, nodeOf, nodesIn, outputOf, outputsOf } from '../graph/queries.ts';
import type { Graph, NodeId, Region, RegionId } from '../graph/types.ts';
import { t } from '../text/index.ts';
import {
  type BlockFacts,
  blockInterior,
  blocksOf,
  sayMarks,
  throughText,
  widthsOf,
  sayShortcut,
  shortcutText,
  cardShape,
} from './blocks.ts';
import { groupsMarkWidth } from './groups.ts';
import { type Interior, layoutInterior } from './interior.ts';
import { runsOf } from './runs.ts';
import { shapeText, shapeWide } from './labels.ts';
import { fontSize, insideTop, metrics, textWidth } from './metrics.ts';
import { keptIn, markDropped, sayKept } from './survival.ts';
import type { CardBox, FrameBox, GraphView } from './types.ts';

type Unplaced<T> = T extends unknown ? Omit<T, 'row' | 'x' | 'y'> : never;

/** One thing on a row: a card, a frame with its inside, or bare operations (stem and head). */
export interface RowItem {
  readonly width: number;
  readonly height: number;
  /** Height of the main line below the item's top. */
  readonly lane: number;
  readonly box: Unplaced<CardBox> | Unplaced<FrameBox> | null;
  readonly inside: { readonly interior: Interior; readonly x: number; readonly y: number } | null;
  /** How a place in it is called: `stage 2 block 0`. */
  readonly where: string;
  /** Where streams enter, below the item's top, and what they go to. */
  readonly entries: readonly number[];
  readonly target: NodeId;
  /** Where streams leave, and from which nodes. */
  readonly exits: readonly Exit[];
}

interface Exit {
  readonly source: NodeId;
  /** From the item's left and below its top. */
  readonly x: number;
  readonly y: number;
}

/** Between the lines of streams that leave or enter a box at its side. */
const streamGap = 12;

/** Heights of `count` lines around `lane`. */
const spread = (count: number, lane: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => lane + (at - (count - 1) / 2) * streamGap);

/** Lines at the side of a box of this width. */
const atSide = (graph: Graph, region: RegionId, last: RegionId, width: number, lane: number) => {
  const outputs = outputsOf(graph, last);
  const heights = spread(outputs.length, lane);
  return {
    entries: spread(inputsOf(graph, region).length, lane),
    exits: outputs.map((source, at): Exit => ({ source, x: width, y: heights[at] ?? lane })),
  };
};

export const rowTitle = (region: Region): string =>
  region.kind === 'stage'
    ? t('graph.stage', { index: region.index })
    : t(region.kind === 'stem' ? 'graph.stem' : 'graph.head');

export const say = (place: string, what: string): string => t('graph.say.in', { place, what });

/** What stands on the upper edge of a card: the button that folds a run again, and the marks of the block. */
const topEdge = ({ attention, groups }: BlockFacts, count: number): number =>
  textWidth(t('graph.fold', { count }), fontSize.detail, 'bold') +
  (attention === '' ? 0 : attention.length * 6 + 14) +
  (groups ? groupsMarkWidth(groups) : 0) +
  44;

function cardOf(
  graph: Graph,
  stage: Region,
  blocks: readonly BlockFacts[],
  unfolded: CardBox['foldable'],
): RowItem {
  const first = required(blocks[0], 'a block');
  const last = required(blocks.at(-1), 'a block');
  const position = (block: BlockFacts): number =>
    required(indexOf(graph).region.get(block.region), 'region').index;
  const count = blocks.length;
  const title =
    count === 1
      ? t('graph.block', { index: position(first) })
      : t('graph.blocks', { first: position(first), last: position(last) });
  const shape = cardShape(blocks);
  const { card } = metrics;
  const regions = blocks.map((block) => block.region);
  const kept = keptIn(graph, regions);
  const text = Math.max(
    textWidth(title, fontSize.title, 'bold') + 12,
    textWidth(shape, fontSize.shape, 'mono'),
    textWidth(shortcutText(first.shortcut), fontSize.detail, 'sans') + 22,
  );
  const width = Math.ceil(
    Math.max(card.width, card.picture + 3 * card.pad + text, unfolded ? topEdge(first, unfolded.count) : 0),
  );
  const values = {
    stage: rowTitle(stage),
    title,
    count,
    shortcut: sayShortcut(first.shortcut),
    shape: shapeWide(first.shape),
  };
  const widths = widthsOf(graph, blocks);
  const height = card.height + (widths.length > 0 ? card.widths : 0);
  return {
    width,
    height,
    lane: height / 2,
    inside: null,
    where: '',
    ...atSide(graph, first.region, last.region, width, height / 2),
    target: first.region,
    box: {
      kind: 'card',
      of: 'block',
      key: first.region,
      id: first.region,
      width,
      height,
      parent: null,
      title,
      label: sayKept(sayMarks(t(count === 1 ? 'graph.say.block' : 'graph.say.fold', values), first), kept),
      regions,
      picture: last.output,
      shortcut: first.shortcut,
      detail: count === 1 ? shortcutText(first.shortcut) : t('graph.times', { count }),
      down: first.down,
      attention: first.attention,
      shapeText: shape,
      widths,
      groups: first.groups,
      kept,
      foldable: unfolded,
    },
  };
}

/** The largest square, within what is good to look at, that fits under the right end of a frame's header. */
function cornerOf({ boxes, edges, lane, exits }: Interior, width: number): number {
  const { frame, corner } = metrics;
  const side = Math.min(corner.most, insideTop + lane - corner.top - corner.gap);
  const left = width - corner.right - side - corner.near - frame.padX;
  const bottom = corner.top + side + corner.near - insideTop;
  const meets = (x: number, y: number): boolean => x > left && y < bottom;
  const taken =
    boxes.some((box) => meets(box.x + box.width, box.y)) ||
    edges.some(({ bounds: [, top, right] }) => meets(right, top)) ||
    exits.some(({ y }) => y < bottom);
  return taken ? 0 : Math.max(0, side);
}

function frameOf(
  graph: Graph,
  stage: Region,
  block: BlockFacts,
  view: GraphView,
  unfolded: FrameBox['foldable'],
): RowItem {
  const interior = markDropped(graph, block.region, blockInterior(graph, block, view.open));
  const kept = keptIn(graph, [block.region]);
  const { frame } = metrics;
  const { index } = required(indexOf(graph).region.get(block.region), block.region);
  const shortcut = shortcutText(block.shortcut);
  const name = t('graph.block', { index });
  const through = throughText(block);
  const header =
    textWidth(`${name} · ${shortcut}`, fontSize.title, 'bold') +
    textWidth(through, fontSize.shape, 'mono') +
    80;
  const width = Math.ceil(Math.max(header, interior.width + 2 * frame.padX));
  const top = insideTop;
  const height = top + interior.height + frame.padBottom;
  const values = {
    stage: rowTitle(stage),
    title: name,
    shortcut: sayShortcut(block.shortcut),
    shape: shapeWide(block.shape),
  };
  return {
    width,
    height,
    lane: top + interior.lane,
    inside: { interior, x: frame.padX, y: top },
    where: say(values.stage, name),
    entries: interior.entries.map((y) => top + y),
    exits: outputsOf(graph, block.region).map((source, at): Exit => {
      const exit = required(interior.exits[at], source);
      return { source, x: frame.padX + exit.x, y: top + exit.y };
    }),
    target: block.region,
    box: {
      kind: 'frame',
      of: 'block',
      key: block.region,
      id: block.region,
      width,
      height,
      parent: null,
      title: name,
      label: sayKept(sayMarks(t('graph.say.block', values), block), kept),
      picture: block.output,
      shortcut: block.shortcut,
      detail: shortcut,
      down: block.down,
      attention: block.attention,
      shapeText: through,
      port: top + interior.lane,
      corner: cornerOf(interior, width),
      outline: interior.outline,
      lines: interior.lines,
      kept,
      foldable: unfolded,
    },
  };
}

function collapsedItem(graph: Graph, region: Region): RowItem {
  const output = outputOf(graph, region.id);
  const { shape } = nodeOf(graph, output);
  const children = (indexOf(graph).children.get(region.id) ?? []).map(({ id }) => id);
  const count = children.length;
  const kept = keptIn(graph, children);
  const title = rowTitle(region);
  const detail =
    count > 0
      ? t('graph.stageBlocks', { count })
      : t('graph.stageOps', { count: nodesIn(graph, region.id).length });
  const { card } = metrics;
  return {
    width: card.width,
    height: card.height,
    lane: card.height / 2,
    inside: null,
    where: '',
    ...atSide(graph, region.id, region.id, card.width, card.height / 2),
    target: region.id,
    box: {
      kind: 'card',
      of: 'stage',
      key: `${region.id}:card`,
      id: region.id,
      width: card.width,
      height: card.height,
      parent: null,
      title,
      label: sayKept(t('graph.say.stageCard', { title, blocks: detail, shape: shapeWide(shape) }), kept),
      regions: [region.id],
      picture: output,
      shortcut: null,
      detail,
      down: 1,
      attention: '',
      shapeText: shapeText(shape),
      widths: [],
      groups: null,
      kept,
      foldable: null,
    },
  };
}

/** Operations that stand on a row without a frame: stem (with the network's input) and head. */
function bareItem(graph: Graph, region: Region): RowItem {
  const own = nodesIn(graph, region.id);
  const input = graph.nodes.filter((node) => node.op === 'input');
  const nodes = region.kind === 'stem' ? [...input, ...own] : own;
  const interior = layoutInterior(graph, region.id, nodes, { open: new Set(), framed: false });
  const first = required(nodes[0], `nodes of ${region.id}`);
  return {
    width: interior.width,
    height: interior.height,
    lane: interior.lane,
    box: null,
    inside: { interior, x: 0, y: 0 },
    where: rowTitle(region),
    ...atSide(graph, region.id, region.id, interior.width, interior.lane),
    target: interior.entered ? region.id : first.id,
  };
}

/** What stands on the row of a region, from left to right. */
export function itemsOf(graph: Graph, region: Region, view: GraphView): readonly RowItem[] {
  if (view.collapsed.has(region.id)) return [collapsedItem(graph, region)];
  const blocks = (indexOf(graph).children.get(region.id) ?? []).filter((child) => child.kind === 'block');
  if (blocks.length === 0) return [bareItem(graph, region)];
  const facts = blocksOf(graph);
  return runsOf(
    blocks.map((block) => required(facts.get(block.id), block.id)),
    view.open,
    view.unfolded,
  ).map(({ blocks: run, unfolded }) => {
    const only = run.length === 1 ? run[0] : undefined;
    return only && view.open.has(only.region)
      ? frameOf(graph, region, only, view, unfolded)
      : cardOf(graph, region, run, unfolded);
  });
}
