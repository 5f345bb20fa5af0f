/**
 * The other side of a check: the operations written out in double precision (`reference.ts`), not tfjs's CPU backend.
 * That one goes through the same lowering as every other backend (channels last, grouped convolutions cut into dense
 * ones, norms folded, paddings made explicit) and would repeat a mistake of ours; this one shares with a backend only
 * the graph, its shapes and the stored weights.
 */
import { buildGraph } from '../../arch/build.ts';
import { parseSpec } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { required } from '../../base/invariant.ts';
import { elements } from '../../graph/ops/index.ts';
import { graphTotals } from '../../graph/queries.ts';
import type { Graph, NodeId } from '../../graph/types.ts';
import { patternImage } from '../../image/pattern.ts';
import { ExplorerError } from '../../text/index.ts';
import { seededProvider } from '../../weights/weightSource.ts';
import type { TracedValue, TraceScope } from '../contract.ts';
import { providedTensors } from '../nodeTensors.ts';
import { walkReference } from '../reference.ts';
import { type Deviation, deviationOf } from './deviation.ts';

/** One node's value on the backend against the reference. */
export interface LayerDeviation {
  readonly node: NodeId;
  /** Of the node by itself; null where only a fused kernel computed it. */
  readonly alone: Deviation | null;
  /** As a run computes it, fused with the nodes before it; null where a run has no such value. */
  readonly inRun: Deviation | null;
}

export interface CheckProgress {
  readonly done: number;
  readonly total: number;
}

/** A thread hands its work over by `postMessage`; the terminal calls the object itself. */
export interface CheckerHandle {
  give(scope: TraceScope, value: TracedValue): void | Promise<void>;
  compare(
    spec: FamilySpec,
    onProgress: (progress: CheckProgress) => void,
  ): Promise<readonly LayerDeviation[]>;
  /** How many multiply-accumulates this device's reference does in a millisecond. */
  speed(): number | Promise<number>;
}

/** Bytes of activations that are held until the reference has caught up; both passes of a backend are there whole. */
const mostBytes = 1.5e9;

/** Throws ExplorerError where holding all values of the network would be too much for a page. */
export function checkHolds(graph: Graph): void {
  const bytes = 8 * graph.nodes.reduce((sum, node) => sum + elements(node.shape), 0);
  if (bytes <= mostBytes) return;
  throw new ExplorerError('check.error.tooLarge', {
    bytes: Number((bytes / 1e9).toPrecision(2)),
    limit: mostBytes / 1e9,
  });
}

/** What a node costs the reference, in multiply-accumulates: an element of anything else is about ten of them. */
const costOf = (graph: Graph): number =>
  graphTotals(graph).macs + 10 * graph.nodes.reduce((sum, node) => sum + elements(node.shape), 0);

/** Milliseconds that the reference will take for a network. */
export const estimateMs = (spec: FamilySpec, speed: number): number => costOf(buildGraph(spec)) / speed;

/** The deterministic input of a network. */
export function patternOf(spec: FamilySpec): Float32Array<ArrayBuffer> {
  return patternImage(spec.inputChannels, spec.inputHeight, spec.inputWidth);
}

/** A small network in the shapes of the real ones, for telling the speed: some 40 million operations. */
const probe = parseSpec({
  block: 'basic',
  depths: [1, 1, 1, 1],
  widthMultiplier: 0.5,
  classes: 10,
  inputHeight: 64,
  inputWidth: 64,
});

export class Checker implements CheckerHandle {
  readonly #given = new Map<string, Float32Array>();
  #speed: number | null = null;

  /** Takes what a backend computed. A later value of the same node replaces it. */
  give(scope: TraceScope, { node, values }: TracedValue): void {
    this.#given.set(`${scope} ${node}`, values);
  }

  #take(scope: TraceScope, node: NodeId, expected: Float64Array): Deviation | null {
    const key = `${scope} ${node}`;
    const values = this.#given.get(key);
    this.#given.delete(key);
    return values ? deviationOf(values, expected) : null;
  }

  /**
   * Computes every node and holds what was given against it, in the graph's order; nodes of which nothing was given
   * are left out. What was given is let go.
   */
  async compare(
    spec: FamilySpec,
    onProgress: (progress: CheckProgress) => void,
  ): Promise<readonly LayerDeviation[]> {
    const graph = buildGraph(spec);
    const tensors = providedTensors(graph, seededProvider());
    const total = costOf(graph);
    const layers: LayerDeviation[] = [];
    const start = performance.now();
    let done = 0;
    for await (const [node, { values }] of walkReference(graph, tensors, patternOf(spec))) {
      done += node.macs + 10 * elements(node.shape);
      onProgress({ done, total });
      if (node.op === 'input') continue;
      const [alone, inRun] = [this.#take('nodes', node.id, values), this.#take('run', node.id, values)];
      if (alone !== null || inRun !== null) layers.push({ node: node.id, alone, inRun });
    }
    this.#given.clear();
    this.#speed = total / (performance.now() - start);
    return layers;
  }

  /** By a small network, until a check has told it better. */
  async speed(): Promise<number> {
    return this.#speed ?? this.#measure();
  }

  async #measure(): Promise<number> {
    // One of its own: what was given to this one must stay.
    const other = new Checker();
    // The first round is slow: the engine of the language has not compiled the loops yet.
    for (let round = 0; round < 2; round += 1) await other.compare(probe, () => undefined);
    this.#speed = required(other.#speed, 'the speed');
    return this.#speed;
  }
}
