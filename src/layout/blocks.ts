import { memoByIdentity } from '../base/memo.ts';
import { required } from '../base/invariant.ts';
import { indexOf, inputsOf, nodeOf, nodesIn, outputOf, signatureOf } from '../graph/queries.ts';
import type { Graph, NodeId, Region, RegionId, Shape } from '../graph/types.ts';
import { currentLanguage, t } from '../text/index.ts';
import { type Interior, layoutInterior } from './interior.ts';
import { gateText, shapeText } from './labels.ts';
import type { BlockShortcut } from './types.ts';

export const shortcutText = (shortcut: BlockShortcut): string =>
  t(shortcut === 'none' ? 'graph.plain' : shortcut === 'projection' ? 'graph.projection' : 'graph.identity');

/** What a closed block says about itself. */
export interface BlockFacts {
  readonly region: RegionId;
  readonly signature: string;
  readonly output: NodeId;
  readonly inShape: Shape;
  readonly shape: Shape;
  readonly shortcut: BlockShortcut;
  /** Height in over height out, rounded; 1 where it stays. */
  readonly down: number;
  readonly attention: string;
  /** Attention regions in it, closed or open. */
  readonly attentions: readonly RegionId[];
}

/** Whether something is added within a block: else nothing goes around its branch. */
const joins = (graph: Graph, region: RegionId): boolean =>
  (indexOf(graph).members.get(region) ?? []).some((node) => node.op === 'add');

function factsOf(graph: Graph, region: RegionId): BlockFacts {
  const { children } = indexOf(graph);
  const output = outputOf(graph, region);
  const { shape } = nodeOf(graph, output);
  const inShape = nodeOf(graph, required(inputsOf(graph, region)[0], `input of ${region}`)).shape;
  const inner = children.get(region) ?? [];
  const attentions = inner.filter(({ kind }) => kind === 'attention').map(({ id }) => id);
  return {
    region,
    signature: signatureOf(graph, region),
    output,
    inShape,
    shape,
    shortcut: inner.some(({ kind }) => kind === 'shortcut')
      ? 'projection'
      : joins(graph, region)
        ? 'identity'
        : 'none',
    down: Math.round((inShape[2] ?? 1) / (shape[2] ?? 1)),
    attention: attentions
      .map(
        (id) =>
          gateText(
            graph,
            nodesIn(graph, id).filter((node) => node.op !== 'scale'),
          ).name,
      )
      .join(' '),
    attentions,
  };
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

/** `256×56×56 → 512×28×28`, or the one shape where it stays. */
export const throughText = ({ inShape, shape }: BlockFacts): string =>
  shapeText(inShape) === shapeText(shape) ? shapeText(shape) : `${shapeText(inShape)} → ${shapeText(shape)}`;

/** Adds what is seen at a glance to what is said of a block. */
export function sayMarks(words: string, facts: BlockFacts): string {
  const down = facts.down > 1 ? t('graph.say.halves', { words, down: facts.down }) : words;
  return facts.attention === '' ? down : t('graph.say.attention', { words: down, name: facts.attention });
}

export interface Run {
  readonly blocks: readonly BlockFacts[];
  /** Set on the first block of an unfolded run. */
  readonly unfolded: { readonly key: string; readonly count: number } | null;
}

/**
 * The blocks of a stage as they are shown: runs of equal neighbours in one, but for open blocks, which stand alone,
 * and unfolded runs.
 */
export function runsOf(
  blocks: readonly BlockFacts[],
  open: ReadonlySet<RegionId>,
  unfolded: ReadonlySet<string>,
): readonly Run[] {
  const equal: BlockFacts[][] = [];
  for (const block of blocks) {
    const group = equal.at(-1);
    if (group?.[0]?.signature === block.signature) group.push(block);
    else equal.push([block]);
  }
  return equal.flatMap((group): Run[] => {
    const key = required(group[0], 'a block').region;
    if (group.length > 1 && unfolded.has(key)) {
      return group.map((block, index) => ({
        blocks: [block],
        unfolded: index === 0 ? { key, count: group.length } : null,
      }));
    }
    const runs: BlockFacts[][] = [];
    let closed: BlockFacts[] | null = null;
    for (const block of group) {
      if (open.has(block.region)) {
        runs.push([block]);
        closed = null;
      } else if (closed) closed.push(block);
      else {
        closed = [block];
        runs.push(closed);
      }
    }
    return runs.flatMap((run): Run[] => {
      const first = required(run[0], 'a block').region;
      return run.length > 1 && unfolded.has(first)
        ? run.map((block, index) => ({
            blocks: [block],
            unfolded: index === 0 ? { key: first, count: run.length } : null,
          }))
        : [{ blocks: run, unfolded: null }];
    });
  });
}
