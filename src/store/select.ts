/** What is derived from the state. Remembered by identity, so that asking again costs nothing. */
import { buildGraph } from '../arch/build.ts';
import type { FamilySpec } from '../arch/types.ts';
import { diffGraphs, graphTotals, type Totals } from '../graph/queries.ts';
import type { Graph, NodeId } from '../graph/types.ts';
import type { HubSource } from '../weights/hub.ts';
import { sampleImages } from '../image/samples.ts';
import { checkpointOfRemote } from '../weights/resolve.ts';
import { trained } from '../weights/trained/index.ts';
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
  if (resultOf !== null && resultOf.trained !== null) return trained.task.labels;
  return resultOf?.weights === weights.ref ? (weights.report?.labels ?? null) : null;
}

/**
 * Whether the last result is not that of the present spec, weights and image. While one draws, the answer is a few
 * milliseconds behind the pen and as good as present.
 */
export function selectStale({ run, history, weights, image }: ExplorerState): boolean {
  const { resultOf } = run;
  if (resultOf === null || resultOf.spec !== history.present || resultOf.weights !== weights.ref) return true;
  return resultOf.imageVersion !== image.version && (image.drawn !== 'live' || run.status === 'failed');
}

/**
 * Where the last answer cannot be right because its weights know other things than the picture shows: `photo` for a
 * photograph given to weights that know glyphs, `glyph` for the reverse. Null where nothing of the kind is known.
 */
export function selectForeign({ run, image, weights }: ExplorerState): 'photo' | 'glyph' | null {
  const sample = sampleImages.find(({ id }) => id === image.sample);
  const kind = image.drawn === 'no' ? (sample?.kind ?? null) : 'glyph';
  const { resultOf } = run;
  if (resultOf === null || kind === null) return null;
  if (resultOf.trained !== null) return kind === 'photo' ? 'photo' : null;
  const source = resultOf.weights === weights.ref ? weights.origin?.source : undefined;
  const knowsPhotos = source !== undefined && checkpointOfRemote(source) !== null;
  return knowsPhotos && kind === 'glyph' ? 'glyph' : null;
}

/** Whether the pad stands open with nothing drawn on it: the image is still the one from before. */
export const selectPadEmpty = ({ pad, image }: ExplorerState): boolean =>
  pad.shown && pad.strokes.length === 0 && image.drawn === 'no';

/** The checkpoint of the Hub that a link to this state names: what is on its way, else what is in use. */
export function selectSharedWeights({ fetching, weights }: ExplorerState): HubSource | null {
  const used = weights.ref.kind === 'file' ? weights.origin?.source : undefined;
  const source = fetching.status === 'none' ? used : (fetching.source ?? used);
  return source?.kind === 'hub' ? source : null;
}
