/** Stochastic depth in the drawing: how often training keeps the branch of a block, and which lines that concerns. */
import { indexOf, nodeOf, nodesIn, survivalIn } from '../graph/queries.ts';
import type { Graph, GraphNode, NodeId, RegionId } from '../graph/types.ts';
import { t } from '../text/index.ts';
import type { Interior } from './interior.ts';
import type { Kept } from './types.ts';

/** Two digits, and as many more as tell a probability from 1. */
const digitsOf = (p: number): number => [2, 3, 4].find((count) => Number(p.toFixed(count)) < 1) ?? 5;

export const probabilityText = (p: number): string => p.toFixed(digitsOf(p));

/** The rest to 1 of what is written for `p`. */
export const restText = (p: number): string => (1 - Number(probabilityText(p))).toFixed(digitsOf(p));

/** Of the blocks from first to last; null where all branches are always kept. */
export function keptIn(graph: Graph, blocks: readonly RegionId[]): Kept | null {
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (first === undefined || last === undefined) return null;
  const kept = { first: survivalIn(graph, first), last: survivalIn(graph, last) };
  return Math.min(kept.first, kept.last) < 1 ? kept : null;
}

/** `0.83`, or `0.83–0.67` of a run of blocks. */
export const keptText = ({ first, last }: Kept): string =>
  [...new Set([first, last].map(probabilityText))].join('–');

/** Adds to what is said of a block how often its branch is kept. */
export const sayKept = (words: string, kept: Kept | null): string =>
  kept === null ? words : t('graph.say.kept', { words, p: keptText(kept) });

/** The addition of a block, whose first input is what training drops. */
const additionOf = (graph: Graph, region: RegionId): GraphNode | undefined =>
  (indexOf(graph).members.get(region) ?? []).find(({ op }) => op === 'add');

/** What a value is computed from inside a region, itself included. */
function madeOf(graph: Graph, inside: ReadonlySet<NodeId>, value: NodeId): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  const open = [value];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || !inside.has(id)) continue;
    found.add(id);
    open.push(...nodeOf(graph, id).inputs);
  }
  return found;
}

/** The inside of an open block with its branch marked as one that training drops; the same where it never does. */
export function markDropped(graph: Graph, region: RegionId, interior: Interior): Interior {
  const kept = survivalIn(graph, region);
  const add = additionOf(graph, region);
  const [branch, ...others] = add?.inputs ?? [];
  if (kept === 1 || add === undefined || branch === undefined) return interior;
  const inside = new Set(nodesIn(graph, region).map(({ id }) => id));
  const shared = new Set(others.flatMap((id) => [...madeOf(graph, inside, id)]));
  const dropped = new Set([...madeOf(graph, inside, branch)].filter((id) => !shared.has(id)));
  const isIn = (target: string): boolean =>
    dropped.has(target) || nodesIn(graph, target).some(({ id }) => dropped.has(id));
  const values = { p: probabilityText(kept), q: restText(kept) };
  return {
    ...interior,
    boxes: interior.boxes.map((box) =>
      box.id === add.id ? { ...box, label: t('graph.say.dropped', { words: box.label, ...values }) } : box,
    ),
    edges: interior.edges.map((edge) => {
      const last = edge.target === add.id && edge.source === branch;
      if (!last && !isIn(edge.target)) return edge;
      const at = last ? edge.label : null;
      return {
        ...edge,
        kept,
        note: at && { text: t('graph.kept', { p: values.p }), x: at.x, y: at.y + noteDrop },
      };
    }),
  };
}

/** From the shape above a line to what stands below it. */
const noteDrop = 16;
