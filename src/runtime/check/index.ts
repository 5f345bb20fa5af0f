/**
 * A check: the deterministic weights and image through a network, on the active backend and in double precision, layer
 * by layer; and its logits against PyTorch's, where they are stored.
 */
import { buildGraph } from '../../arch/build.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { required } from '../../base/invariant.ts';
import type { NodeId } from '../../graph/types.ts';
import type { BackendId, Runtime, TracedValue, TraceScope } from '../contract.ts';
import { RunSuperseded } from '../errors.ts';
import { nextTraceId } from '../traceId.ts';
import {
  type CheckerHandle,
  checkHolds,
  type CheckProgress,
  type LayerDeviation,
  patternOf,
} from './checker.ts';
import { type Deviation, within } from './deviation.ts';
import { compareStored, findStored, type StoredComparison } from './stored.ts';

/**
 * Largest deviation over the layer's largest value that passes. Float32 in another order of summation leaves about
 * 2e-6 (the logits of PyTorch's own float32 are within 7e-7 of its float64 over all reference networks); a network
 * that differs in one stride leaves more than 1e-2. The limit stands between, about a hundredfold from both.
 */
export const tolerance = 1e-4;

export interface CheckReport {
  /** The network with the size at which its layers were compared. */
  readonly spec: FamilySpec;
  readonly backend: BackendId;
  /** In the graph's order. */
  readonly layers: readonly LayerDeviation[];
  /** The first layer that deviates by more than the tolerance. */
  readonly first: LayerDeviation | null;
  /** The layer with the largest relative deviation. */
  readonly worst: LayerDeviation;
  /** Null for a network that has no stored figures. */
  readonly stored: StoredComparison | null;
  readonly ms: number;
}

/** `device`: the backend computes; `reference`: the layers are compared; `stored`: PyTorch's logits are. */
export interface CheckStep extends CheckProgress {
  readonly phase: 'device' | 'reference' | 'stored';
}

/** The worse of a layer's two values; NaN is worst. */
export function worseOf({ alone, inRun }: LayerDeviation): Deviation {
  const [first, second] = [alone ?? inRun, inRun ?? alone];
  const one = required(first, 'a deviation');
  const other = required(second, 'a deviation');
  return one.relative >= other.relative || Number.isNaN(one.relative) ? one : other;
}

export const passes = (layer: LayerDeviation): boolean => within(worseOf(layer), tolerance);

export const reportPasses = ({ first, stored }: CheckReport): boolean =>
  first === null && (stored === null || stored.ok);

/** The layer with the largest deviation of a list that is not empty. */
export function worstOf(layers: readonly LayerDeviation[]): LayerDeviation {
  return layers.reduce((worst, layer) => {
    const [now, next] = [worseOf(worst).relative, worseOf(layer).relative];
    return next > now || (Number.isNaN(next) && !Number.isNaN(now)) ? layer : worst;
  });
}

export interface CheckSetup {
  readonly runtime: Pick<Runtime, 'trace' | 'cancel'>;
  readonly checker: CheckerHandle;
  /** With the input size to check at. */
  readonly spec: FamilySpec;
  readonly signal: AbortSignal;
  readonly onStep: (step: CheckStep) => void;
}

/** A trace from its beginning, however often a run of the page went before it. */
async function traceAll(
  { runtime, signal }: CheckSetup,
  spec: FamilySpec,
  scope: TraceScope,
  onValue: (value: TracedValue) => void,
): Promise<BackendId> {
  for (;;) {
    signal.throwIfAborted();
    const id = nextTraceId();
    const cancel = (): void => void runtime.cancel(id);
    signal.addEventListener('abort', cancel);
    try {
      const request = { spec, weights: { kind: 'seeded' }, input: patternOf(spec), scope } as const;
      return await runtime.trace(id, request, onValue);
    } catch (error) {
      if (!(error instanceof RunSuperseded)) throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}

/**
 * Rejects with the signal's reason, BackendError, or ExplorerError for a network that is too large to be held. The
 * caller ends a checker in a thread of its own when the signal does; here nothing waits for it.
 */
export async function checkNetwork(setup: CheckSetup): Promise<CheckReport> {
  const { checker, spec, signal, onStep } = setup;
  const start = performance.now();
  const graph = buildGraph(spec);
  checkHolds(graph);
  const nodes = graph.nodes.length;
  const handed: unknown[] = [];
  let backend: BackendId | null = null;
  for (const scope of ['run', 'nodes'] as const) {
    let done = 0;
    backend = await traceAll(setup, spec, scope, (value) => {
      handed.push(checker.give(scope, value));
      done += 1;
      onStep({
        phase: 'device',
        done: Math.min(done + (scope === 'run' ? 0 : nodes), 2 * nodes),
        total: 2 * nodes,
      });
    });
  }
  await Promise.all(handed);
  signal.throwIfAborted();
  const layers = await checker.compare(spec, (progress) => onStep({ phase: 'reference', ...progress }));
  signal.throwIfAborted();
  const found = await findStored(spec);
  let stored: StoredComparison | null = null;
  if (found) {
    onStep({ phase: 'stored', done: 0, total: 1 });
    let logits = new Float32Array();
    await traceAll(setup, found.spec, 'output', ({ values }) => {
      logits = values;
    });
    stored = compareStored(found, logits, tolerance);
  }
  return {
    spec,
    backend: required(backend, 'a backend'),
    layers,
    first: layers.find((layer) => !passes(layer)) ?? null,
    worst: worstOf(layers),
    stored,
    ms: performance.now() - start,
  };
}

/** The layers of each part of the network: stem, stages, head. */
export function byPart(
  spec: FamilySpec,
  layers: readonly LayerDeviation[],
): readonly { readonly part: NodeId; readonly layers: readonly LayerDeviation[] }[] {
  const graph = buildGraph(spec);
  const parts = graph.regions.filter(({ kind }) => kind === 'stem' || kind === 'stage' || kind === 'head');
  return parts
    .map(({ id }) => ({ part: id, layers: layers.filter(({ node }) => node.startsWith(`${id}.`)) }))
    .filter(({ layers: own }) => own.length > 0);
}
