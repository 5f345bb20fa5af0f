/** What is inside a region: the things that are placed, and the boxes that each of them becomes. */
import { required } from '../base/invariant.ts';
import { touches } from '../graph/identity.ts';
import { indexOf, nodesIn } from '../graph/queries.ts';
import type { Graph, GraphNode, NodeId, Region, RegionId } from '../graph/types.ts';
import { t } from '../text/index.ts';
import type { FlowNode } from './flow.ts';
import { sayGroups, wiringOf } from './groups.ts';
import { gateText, opText, sayNode, shapeText } from './labels.ts';
import { metrics } from './metrics.ts';
import type { Anchor } from './route.ts';
import { underLine } from './texts.ts';
import type { FrameBox, GateBox, JoinBox, OpBox, PillBox } from './types.ts';
import { isJoin, pillWidth, type Unit } from './units.ts';

export type InnerBox = OpBox | PillBox | JoinBox | GateBox | FrameBox;
export type Inner<T> = T extends unknown ? Omit<T, 'row'> : never;

const gatePad = { side: 9, top: 9, bottom: 21 };

/** A unit of operations, or a closed attention region. */
export interface Item {
  readonly flow: FlowNode;
  readonly unit: Unit | null;
  readonly gate: { readonly region: RegionId; readonly name: string; readonly detail: string } | null;
  readonly inputs: readonly NodeId[];
  readonly outputs: readonly NodeId[];
}

/** The attention region that a node stands in, below `region`, or null. */
export function attentionOf(graph: Graph, node: GraphNode, region: RegionId): RegionId | null {
  const regions = indexOf(graph).region;
  for (let scope: RegionId | null = node.scope; scope !== null && scope !== region; ) {
    const around: Region = required(regions.get(scope), `region ${scope}`);
    if (around.kind === 'attention') return scope;
    scope = around.parent;
  }
  return null;
}

/** The shape stands under a join that is followed at once by its activation, where no line has room for it. */
export const shapeGoesBelow = (graph: Graph, node: GraphNode): boolean =>
  node.op === 'add' &&
  // A stream that is added to runs on to the next block.
  (indexOf(graph).region.get(node.scope)?.kind === 'branch' ||
    // Where a line comes up from below to it, nothing else is there.
    (!node.inputs.some((id) => indexOf(graph).node.get(id)?.op === 'slice') &&
      (indexOf(graph).consumers.get(node.id) ?? []).every(
        (reader) => indexOf(graph).node.get(reader)?.op === 'activation',
      )));

export function boxesOf(
  graph: Graph,
  region: RegionId,
  item: Item,
  at: Anchor,
  owner: RegionId | null,
): Inner<InnerBox>[] {
  const place = { x: at.x, y: at.y, width: at.width, height: at.height };
  if (item.gate) {
    const { name, detail, region: id } = item.gate;
    const title = t('graph.gateOf', { name });
    const label = t('graph.say.gate', { place: '', name, detail }).trim();
    return [{ kind: 'gate', key: id, id, ...place, parent: owner, title, label, tone: 'attention', detail }];
  }
  const { main, pills } = required(item.unit, 'unit');
  const attention = attentionOf(graph, main, region);
  const inGates = attention !== null && main.op !== 'scale';
  const parent = inGates ? attention : owner;
  const words = opText(main);
  const tone = inGates ? 'attention' : words.tone;
  const said = sayGroups(graph, main, sayNode(graph, main, region));
  const base = {
    key: main.id,
    id: main.id,
    ...place,
    parent,
    label: touches(graph).has(main.id) ? t('graph.say.onIdentity', { words: said }) : said,
    title: words.title,
  };
  if (isJoin(main)) {
    const shapeBelow = shapeGoesBelow(graph, main);
    return [
      {
        kind: 'join',
        ...base,
        tone,
        symbol: words.title,
        shapeText: shapeText(main.shape),
        shapeBelow,
        shapeAt: [at.width / 2, at.height + underLine],
      },
    ];
  }
  const strip = pills.length > 0 ? metrics.op.strip : 0;
  const op: Inner<OpBox> = {
    kind: 'op',
    ...base,
    tone,
    stride: words.stride,
    detail: words.detail,
    onIdentity: touches(graph).has(main.id),
    strip,
    shapeText: shapeText(main.shape),
    wiring: wiringOf(graph, main, at.width),
  };
  const needed = pills.map(pillWidth);
  const spare = (at.width - needed.reduce((sum, width) => sum + width, 0)) / Math.max(1, pills.length);
  let x = at.x;
  const strips = pills.map((pill, index): Inner<PillBox> => {
    const end = index === pills.length - 1 ? at.x + at.width : Math.round(x + (needed[index] ?? 0) + spare);
    const width = end - x;
    const { title, tone: own } = opText(pill);
    const only = pills.length === 1;
    const box: Inner<PillBox> = {
      kind: 'pill',
      key: pill.id,
      id: pill.id,
      x,
      y: at.y + at.height - strip,
      width,
      height: strip,
      parent,
      title,
      tone: own,
      label: sayNode(graph, pill, region),
      host: main.id,
      place: only ? 'only' : index === 0 ? 'first' : index === pills.length - 1 ? 'last' : 'middle',
    };
    x += width;
    return box;
  });
  return [op, ...strips];
}

/** Tinted frames behind open attention regions. */
export function framesOf(
  graph: Graph,
  region: RegionId,
  items: readonly Item[],
  anchorOf: (item: Item) => Anchor,
  open: ReadonlySet<RegionId>,
): Inner<FrameBox>[] {
  return [...open]
    .filter((id) => id.startsWith(`${region}.`) && indexOf(graph).region.get(id)?.kind === 'attention')
    .map((id) => {
      const inside = items.filter((item) => item.unit?.main.scope === id && item.unit.main.op !== 'scale');
      const anchors = inside.map(anchorOf);
      const left = Math.min(...anchors.map((at) => at.x)) - gatePad.side;
      const top = Math.min(...anchors.map((at) => at.y)) - gatePad.top;
      const right = Math.max(...anchors.map((at) => at.x + at.width)) + gatePad.side;
      const bottom = Math.max(...anchors.map((at) => at.y + at.height)) + gatePad.bottom;
      const nodes = nodesIn(graph, id).filter((node) => node.op !== 'scale');
      const { name, detail } = gateText(graph, nodes);
      return {
        kind: 'frame',
        of: 'attention',
        key: id,
        id,
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
        parent: region,
        title: t('graph.gateOf', { name }),
        label: t('graph.say.gate', { place: '', name, detail }).trim(),
        picture: required(nodes.at(-1), id).id,
        shortcut: null,
        detail,
        down: 1,
        attention: name,
        shapeText: '',
        port: (bottom - top) / 2,
        corner: 0,
        outline: [],
        lines: '',
        kept: null,
        foldable: null,
      };
    });
}
