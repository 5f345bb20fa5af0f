/** What is derived from the state. Remembered by identity, so that asking again costs nothing. */
import { buildGraph } from '../arch/build.ts';
import type { FamilySpec } from '../arch/types.ts';
import { diffGraphs, graphTotals, type Totals } from '../graph/queries.ts';
import type { Graph, NodeId } from '../graph/types.ts';
import type { HubSource } from '../weights/hub.ts';
import type { ExplorerState } from './state.ts';

export const selectSpec = (state: ExplorerState): FamilySpec => state.history.present;
export const selectGraph = (state: ExplorerState): Graph => buildGraph(state.history.present);
export const selectTotals = (state: ExplorerState): Totals => graphTotals(selectGraph(state));

/** Totals before the last edit, or null right after opening. */
export const selectPreviousTotals = (state: ExplorerState): Totals | null =>
  state.previous ? graphTotals(buildGraph(state.previous)) : null;

const nothing: ReadonlySet<NodeId> = new Set();
const diffs = new WeakMap<Graph, WeakMap<Graph, ReadonlySet<NodeId>>>();

/** Nodes that the last edit made or changed, and those that read past what it took away. */
export function selectChanged(state: ExplorerState): ReadonlySet<NodeId> {
  if (state.previous === null) return nothing;
  const before = buildGraph(state.previous);
  const after = selectGraph(state);
  const known = diffs.get(before) ?? new WeakMap<Graph, ReadonlySet<NodeId>>();
  diffs.set(before, known);
  const changed = known.get(after) ?? diffGraphs(before, after).changed;
  known.set(after, changed);
  return changed;
}

/** Class names of the last result: from a file of their own, or those that came with its weights. */
export function selectLabels({ run, weights }: ExplorerState): readonly string[] | null {
  const { result, resultOf } = run;
  if (weights.names?.labels.length === result?.logits.length) return weights.names?.labels ?? null;
  return resultOf?.weights === weights.ref ? (weights.report?.labels ?? null) : null;
}

/** Whether the last result is not that of the present spec, weights and image. */
export function selectStale(state: ExplorerState): boolean {
  const { resultOf } = state.run;
  return (
    resultOf === null ||
    resultOf.spec !== state.history.present ||
    resultOf.weights !== state.weights.ref ||
    resultOf.imageVersion !== state.image.version
  );
}

/** The checkpoint of the Hub that a link to this state names: what is on its way, else what is in use. */
export function selectSharedWeights({ fetching, weights }: ExplorerState): HubSource | null {
  const used = weights.ref.kind === 'file' ? weights.origin?.source : undefined;
  const source = fetching.status === 'none' ? used : (fetching.source ?? used);
  return source?.kind === 'hub' ? source : null;
}
