/**
 * The networks of the reference figures on the WASM backend, in parts: a test file is a process of its own, and two
 * of them keep two cores busy.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { indexOf, nodeOf, outputOf } from '../graph/queries.ts';
import type { Graph, NodeId } from '../graph/types.ts';
import { patternImage } from '../image/pattern.ts';
import { Engine } from './engine.ts';
import { nodePlatform } from './platform/node.ts';

/** The part of a reference network that a run is held against; see fixtures/golden.ts. */
export interface ExpectedRun {
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly macs: number;
  readonly logits16: readonly number[];
  readonly top5: readonly number[];
  readonly top6: readonly number[];
  readonly l2: number;
  readonly stages: Readonly<Record<string, { shape: number[]; l2: number; first8: number[] }>>;
}

/** Of the largest |logit|; the reference was computed in double precision. */
const limit = 1e-4;

/** Our node for a stage of the reference; null for a value that has none of its own. */
function stageNode(graph: Graph, stage: string): NodeId | null {
  const layer = /^layer(\d)$/.exec(stage);
  // Behind the last stage there may be a convolution more.
  if (layer) {
    const stage = `stage${layer[1]}`;
    return indexOf(graph).region.has(stage) ? outputOf(graph, stage) : 'head.act';
  }
  // Where the classifier is a convolution, the vector is flattened behind it.
  if (stage === 'pooled') return graph.output === 'head.flatten' ? 'head.pool' : 'head.flatten';
  if (stage === 'stem') return outputOf(graph, 'stem');
  if (stage === 'final_norm') return 'head.act';
  if (stage === 'stem_conv') {
    // What stands before the pool, where the stem has no activation of its own at its end.
    return graph.nodes.filter(({ id, op }) => op !== 'maxPool' && id.startsWith('stem.')).at(-1)?.id ?? null;
  }
  if (stage !== 'stem_act') return null;
  const acts = graph.nodes.filter(({ id, op }) => op === 'activation' && /^stem\.act\d?$/.test(id));
  return acts.at(-1)?.id ?? null;
}

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

async function checkNetwork(engine: Engine, runId: number, network: ExpectedRun): Promise<void> {
  const spec = parseSpec(network.spec);
  const graph = buildGraph(spec);
  const [, channels = 3, height = 1, width = 1] = nodeOf(graph, graph.input).shape;
  const stages = Object.entries(network.stages).flatMap(([name, figures]) => {
    const node = stageNode(graph, name);
    return node === null ? [] : [{ name, node, figures }];
  });
  expect(stages.length).toBeGreaterThanOrEqual(5);
  const input = patternImage(channels, height, width);
  const request = { spec, weights: { kind: 'seeded' }, input, keep: stages.map(({ node }) => node) } as const;
  const { logits } = await engine.run(runId, request, () => undefined);

  const largest = Math.max(...network.top6.map(Math.abs), ...network.logits16.map(Math.abs));
  const off = network.logits16.map((wanted, at) => Math.abs((logits[at] ?? Number.NaN) - wanted) / largest);
  expect(Math.max(...off)).toBeLessThan(limit);
  expect(Math.abs(norm(logits) / network.l2 - 1)).toBeLessThan(limit);
  const order = [...logits.keys()].sort((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0)).slice(0, 5);
  for (const [rank, wanted] of network.top5.entries()) {
    const [value, next] = [network.top6[rank] ?? 0, network.top6[rank + 1] ?? 0];
    if (rank > 0 && (network.top6[rank - 1] ?? 0) - value < limit * largest) continue;
    if (value - next > limit * largest) expect(order[rank]).toBe(wanted);
  }
  for (const { name, node, figures } of stages) {
    const { values, shape } = await engine.inspect(runId, node);
    const wanted = name === 'pooled' && shape.length > 2 ? [...figures.shape, 1, 1] : figures.shape;
    expect([name, shape]).toEqual([name, wanted]);
    expect(Math.abs(norm(values) / figures.l2 - 1), name).toBeLessThan(limit);
    const scale = figures.l2 / Math.sqrt(values.length) + Math.max(...figures.first8.map(Math.abs));
    const first = figures.first8.map((wanted, at) => Math.abs((values[at] ?? Number.NaN) - wanted) / scale);
    expect(Math.max(...first), name).toBeLessThan(limit);
  }
}

/** One test per network: every `of`-th one, from the `part`-th, the costly ones spread evenly. */
export function checkGoldenPart(all: readonly ExpectedRun[], part: number, of: number): void {
  const engine = new Engine(nodePlatform());
  beforeAll(async () => {
    const state = await engine.start('wasm');
    expect(state.active).toBe('wasm');
  });
  afterAll(() => engine.dispose());
  const networks = [...all].sort((a, b) => b.macs - a.macs).filter((_, index) => index % of === part);
  it.each(networks.map((network, index) => [network.name, index, network] as const))(
    '%s gives the logits and stages of PyTorch',
    (_name, index, network) => checkNetwork(engine, index, network),
  );
}
