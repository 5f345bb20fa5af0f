import { memoByIdentity } from '../base/memo.ts';
import { required } from '../base/invariant.ts';
import { indexOf, inputsOf, nodeOf, nodesIn, outputOf, outputsOf, signatureOf } from '../graph/queries.ts';
import type { Graph, NodeId, Region, RegionId, Shape } from '../graph/types.ts';
import { currentLanguage, type MessageKey, t } from '../text/index.ts';
import { groupsIn, groupsText } from './groups.ts';
import { type Interior, layoutInterior } from './interior.ts';
import { gateText } from './labels.ts';
import { isParallel } from './parallel.ts';
import type { BlockGroups, BlockShortcut, WidthPart } from './types.ts';

const shortcutTexts: { readonly [K in BlockShortcut]: MessageKey } = {
  none: 'graph.plain',
  projection: 'graph.projection',
  identity: 'graph.identity',
  dual: 'graph.dual',
  appended: 'graph.appended',
  merged: 'graph.merged',
  apart: 'graph.apart',
  branches: 'graph.branches',
  added: 'graph.added',
  columns: 'graph.columns',
  zeroPad: 'graph.zeroPad',
  joined: 'graph.joined',
  split: 'graph.split',
  transition: 'graph.transition',
};

export const shortcutText = (shortcut: BlockShortcut): string => t(shortcutTexts[shortcut]);

/** The same within a sentence. */
export const sayShortcut = (shortcut: BlockShortcut): string =>
  shortcut === 'projection' || shortcut === 'zeroPad' || shortcut === 'identity'
    ? t('graph.say.around', { shortcut: shortcutText(shortcut) })
    : shortcut === 'dual'
      ? t('graph.say.dual')
      : shortcutText(shortcut);

/** What a closed block says about itself. */
export interface BlockFacts {
  readonly region: RegionId;
  readonly signature: string;
  /** Equal for blocks that fold into one: where a stream grows, its channels are left out. */
  readonly form: string;
  readonly output: NodeId;
  readonly inShape: Shape;
  readonly shape: Shape;
  /** Of each stream that enters and leaves. */
  readonly into: readonly Shape[];
  readonly out: readonly Shape[];
  readonly grows: boolean;
  readonly shortcut: BlockShortcut;
  /** The stride where the height falls; 1 where it stays. */
  readonly down: number;
  readonly attention: string;
  readonly groups: BlockGroups | null;
  /** Attention regions in it, closed or open. */
  readonly attentions: readonly RegionId[];
}

/** How the one path of a block goes around its branch. */
function aroundOf(graph: Graph, region: RegionId): BlockShortcut {
  const index = indexOf(graph);
  const end = nodeOf(graph, outputOf(graph, region));
  const join = end.op === 'channelShuffle' ? nodeOf(graph, required(end.inputs[0], end.id)) : end;
  if (join.op === 'concat') {
    return join.inputs.some((id) => nodeOf(graph, id).op === 'slice') ? 'split' : 'joined';
  }
  const around = (index.children.get(region) ?? []).find(({ kind }) => kind === 'shortcut');
  if (around) return nodesIn(graph, around.id).some(({ params }) => params > 0) ? 'projection' : 'zeroPad';
  // Where nothing is added, nothing goes around the branch.
  if ((index.members.get(region) ?? []).some(({ op }) => op === 'add')) return 'identity';
  return appends(graph) ? 'transition' : 'none';
}

/** Attention regions at any depth. */
const attentionsIn = (graph: Graph, region: RegionId): readonly RegionId[] =>
  (indexOf(graph).children.get(region) ?? []).flatMap(({ id, kind }) =>
    kind === 'attention' ? [id] : attentionsIn(graph, id),
  );

/** The stream that a block appends to: what it puts out has what comes in, and more. */
const appendsTo = (graph: Graph, region: RegionId): boolean => {
  const inputs = new Set(inputsOf(graph, region));
  return outputsOf(graph, region).some((id) => {
    const node = nodeOf(graph, id);
    return node.op === 'concat' && node.inputs.some((input) => inputs.has(input));
  });
};

/** Whether any block of the network appends to its stream. */
const appends = memoByIdentity((graph: Graph): boolean =>
  graph.regions.some(({ kind, id }) => kind === 'block' && appendsTo(graph, id)),
);

function shortcutOf(graph: Graph, region: RegionId): BlockShortcut {
  const several = inputsOf(graph, region).length > 1 || outputsOf(graph, region).length > 1;
  const nodes = nodesIn(graph, region);
  const has = (op: string): boolean => nodes.some((node) => node.op === op);
  if (several) return has('mean') ? 'merged' : has('concat') ? 'dual' : 'apart';
  if (isParallel(graph, region)) {
    if (appendsTo(graph, region)) return 'appended';
    if (has('concat')) return 'branches';
    return has('mean') ? 'columns' : has('add') ? 'added' : 'none';
  }
  return aroundOf(graph, region);
}

/** A block's form without the channels that grow from block to block. */
function growingForm(graph: Graph, region: RegionId): string {
  const nodes = nodesIn(graph, region);
  const place = new Map(nodes.map((node, position) => [node.id, position]));
  return JSON.stringify(
    nodes.map((node) => [
      node.op,
      node.op === 'slice' ? null : node.attrs,
      node.id.slice(region.length),
      node.inputs.map((input) => place.get(input) ?? 'outside'),
      node.shape.slice(2),
    ]),
  );
}

/** Of whatever strides in a block: each of its paths does once at most. */
const strideOf = (graph: Graph, region: RegionId): number =>
  Math.max(1, ...nodesIn(graph, region).map(({ attrs }) => ('stride' in attrs ? attrs.stride : 1)));

function factsOf(graph: Graph, region: RegionId): BlockFacts {
  const output = outputOf(graph, region);
  const { shape } = nodeOf(graph, output);
  const shapesOf = (ids: readonly NodeId[]): readonly Shape[] => ids.map((id) => nodeOf(graph, id).shape);
  const into = shapesOf(inputsOf(graph, region));
  const inShape = required(into[0], `input of ${region}`);
  const attentions = attentionsIn(graph, region);
  const grows = appendsTo(graph, region);
  const signature = signatureOf(graph, region);
  return {
    region,
    signature,
    form: grows ? growingForm(graph, region) : signature,
    output,
    inShape,
    shape,
    into,
    out: shapesOf(outputsOf(graph, region)),
    grows,
    shortcut: shortcutOf(graph, region),
    down: inShape[2] === shape[2] ? 1 : strideOf(graph, region),
    attention: attentions
      .map(
        (id) =>
          gateText(
            graph,
            nodesIn(graph, id).filter((node) => node.op !== 'scale'),
          ).name,
      )
      .join(' '),
    groups: groupsIn(graph, region),
    attentions,
  };
}

const channels = (shapes: readonly Shape[]): number => shapes.reduce((sum, [, width = 0]) => sum + width, 0);

/** The most channels that a block of the graph puts out, all streams together. */
const widestOf = memoByIdentity((graph: Graph): number =>
  Math.max(1, ...[...blocksOf(graph).values()].map(({ out }) => channels(out))),
);

/** `256 → 128×28×28` of a transition, which is there to change them. */
export const cardShape = (run: readonly BlockFacts[]): string => {
  const shape = streamsText(run);
  const first = required(run[0], 'a block');
  return first.shortcut === 'transition' ? `${channels(first.into)} → ${shape}` : shape;
};

/** What the channels behind a run of blocks are made of; empty where nothing grows. */
export function widthsOf(graph: Graph, run: readonly BlockFacts[]): readonly WidthPart[] {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last || !(first.grows || first.shortcut === 'dual')) return [];
  const share = (width: number): number => width / widestOf(graph);
  const added = first.shortcut === 'dual' ? (last.out[0]?.[1] ?? 0) : 0;
  const all = channels(last.out);
  const fresh = first.grows ? all - channels(first.into) : all - added;
  return [
    { kind: 'added' as const, share: share(added) },
    { kind: 'kept' as const, share: share(all - added - fresh) },
    { kind: 'new' as const, share: share(fresh) },
  ].filter((part) => part.share > 0);
}

/** `64 + 48–80×56×56`: the channels of each stream behind a run of blocks, from the first to the last of it. */
export function streamsText(run: readonly BlockFacts[]): string {
  const first = required(run[0], 'a block');
  const last = required(run.at(-1), 'a block');
  const widths = last.out.map(([, width = 0], at) => {
    const start = first.out[at]?.[1] ?? width;
    return start === width ? String(width) : `${start}–${width}`;
  });
  return [widths.join(' + '), ...last.shape.slice(2)].join('×');
}

/** The facts of every block of a graph, by region; made once per graph. */
export const blocksOf = memoByIdentity(
  (graph: Graph): ReadonlyMap<RegionId, BlockFacts> =>
    new Map(
      graph.regions
        .filter((region: Region) => region.kind === 'block')
        .map((region) => [region.id, factsOf(graph, region.id)]),
    ),
);

interface Template {
  readonly interior: Interior;
  readonly region: RegionId;
  readonly externals: readonly NodeId[];
}

/** Interiors by canonical form. Networks share most of their forms, so edits rarely lay anything out anew. */
const templates = new Map<string, Template>();
const limit = 400;

/** The inside of an open block, from the cache where a block of the same form was laid out before. */
export function blockInterior(graph: Graph, facts: BlockFacts, open: ReadonlySet<RegionId>): Interior {
  const { region } = facts;
  const shown = facts.attentions.filter((id) => open.has(id));
  const key = `${currentLanguage()} ${shown.map((id) => id.slice(region.length)).join()} ${facts.signature}`;
  let template = templates.get(key);
  if (!template) {
    if (templates.size >= limit) templates.clear();
    template = {
      interior: layoutInterior(graph, region, nodesIn(graph, region), { open: new Set(shown), framed: true }),
      region,
      externals: inputsOf(graph, region),
    };
    templates.set(key, template);
  }
  return retarget(template, region, inputsOf(graph, region));
}

/** The same interior for another region: only ids differ. */
function retarget(template: Template, region: RegionId, externals: readonly NodeId[]): Interior {
  const { interior } = template;
  const same = template.region === region && template.externals.every((id, index) => id === externals[index]);
  if (same) return interior;
  const prefix = template.region.length;
  const names = new Map(template.externals.map((id, index) => [id, externals[index] ?? id]));
  const rename = (id: string): string => names.get(id) ?? region + id.slice(prefix);
  return {
    ...interior,
    boxes: interior.boxes.map((box) => ({
      ...box,
      key: rename(box.key),
      id: rename(box.id),
      parent: box.parent === null ? null : rename(box.parent),
      ...(box.kind === 'frame' ? { picture: rename(box.picture) } : {}),
      ...(box.kind === 'pill' ? { host: rename(box.host) } : {}),
    })),
    edges: interior.edges.map((edge) => {
      const [from = '', to = ''] = edge.key.split('>');
      return {
        ...edge,
        key: `${rename(from)}>${rename(to)}`,
        source: rename(edge.source),
        target: rename(edge.target),
        parent: region,
      };
    }),
  };
}

const sideBySide = (shapes: readonly Shape[]): string =>
  [shapes.map(([, width]) => width).join(' + '), ...(shapes[0] ?? []).slice(2)].join('×');

/** `256×56×56 → 512×28×28`, or the one shape where it stays; streams side by side are written `64 + 48×56×56`. */
export function throughText({ into, out }: BlockFacts): string {
  const [before, after] = [sideBySide(into), sideBySide(out)];
  return before === after ? after : `${before} → ${after}`;
}

/** Adds what is seen at a glance to what is said of a block. */
export function sayMarks(words: string, facts: BlockFacts): string {
  const narrowed =
    facts.shortcut === 'transition'
      ? t('graph.say.narrows', { words, from: channels(facts.into), to: channels(facts.out) })
      : words;
  const down = facts.down > 1 ? t('graph.say.halves', { words: narrowed, down: facts.down }) : narrowed;
  const attended =
    facts.attention === '' ? down : t('graph.say.attention', { words: down, name: facts.attention });
  return facts.groups
    ? t('graph.say.grouped', { words: attended, groups: groupsText(facts.groups) })
    : attended;
}
