/**
 * The networks of the reference figures on the WASM backend, in parts: a test file is a process of its own, and two
 * of them keep two cores busy.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { required } from '../base/invariant.ts';
import { indexOf, nodeOf, outputsOf } from '../graph/queries.ts';
import type { Graph, NodeId } from '../graph/types.ts';
import { patternImage } from '../image/pattern.ts';
import { Engine } from './engine.ts';
import { type SharingNetwork, sharingParts } from './goldenOrder.ts';
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

/** Our nodes for a stage of the reference, several where streams lie side by side; none for a value without a node. */
function stageNodes(graph: Graph, stage: string): readonly NodeId[] {
  const layer = /^layer(\d)$/.exec(stage);
  // Behind the last stage there may be a convolution more.
  if (layer) {
    const region = `stage${layer[1]}`;
    return indexOf(graph).region.has(region) ? outputsOf(graph, region) : ['head.act'];
  }
  const transition = /^transition(\d)$/.exec(stage);
  if (transition) return outputsOf(graph, `stage${Number(transition[1]) + 1}.block0`);
  const [, row, letter = ''] = /^i(\d)([a-e])$/.exec(stage) ?? [];
  if (row) return outputsOf(graph, `stage${Number(row) - 2}.block${letter.charCodeAt(0) - 97}`);
  const [, feature] = /^f(\d+)$/.exec(stage) ?? [];
  // A list of three convolutions and all modules.
  const module = graph.regions.filter(({ kind }) => kind === 'block')[Number(feature) - 3];
  if (module) return outputsOf(graph, module.id);
  // Where the classifier is a convolution, the vector is flattened behind it.
  if (stage === 'pooled') return [graph.output === 'head.flatten' ? 'head.pool' : 'head.flatten'];
  if (stage === 'stem') return outputsOf(graph, 'stem');
  if (stage === 'final_norm') return ['head.act'];
  if (stage === 'stem_conv') {
    // What stands before the pool, where the stem has no activation of its own at its end.
    return graph.nodes
      .filter(({ id, op }) => op !== 'maxPool' && id.startsWith('stem.'))
      .slice(-1)
      .map(({ id }) => id);
  }
  if (stage !== 'stem_act') return [];
  const acts = graph.nodes.filter(({ id, op }) => op === 'activation' && /^stem\.act\d?$/.test(id));
  // The first convolution of an Inception's stem.
  if (/inception/i.test(graph.naming)) return ['stem.act1'];
  return acts.slice(-1).map(({ id }) => id);
}

const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/** Maps of equal size, one behind the other. */
function together(parts: readonly { readonly values: Float32Array; readonly shape: readonly number[] }[]) {
  const [, , ...size] = parts[0]?.shape ?? [];
  const channels = parts.reduce((sum, { shape }) => sum + (shape[1] ?? 0), 0);
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.values.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { values, shape: [1, channels, ...size] };
}

async function checkNetwork(engine: Engine, runId: number, network: ExpectedRun): Promise<void> {
  const spec = parseSpec(network.spec);
  const graph = buildGraph(spec);
  const [, channels = 3, height = 1, width = 1] = nodeOf(graph, graph.input).shape;
  const stages = Object.entries(network.stages).flatMap(([name, figures]) => {
    const nodes = stageNodes(graph, name);
    return nodes.length === 0 ? [] : [{ name, nodes, figures }];
  });
  expect(stages.length).toBeGreaterThanOrEqual(4);
  const input = patternImage(channels, height, width);
  const request = {
    spec,
    weights: { kind: 'seeded' },
    input,
    keep: stages.flatMap(({ nodes }) => nodes),
  } as const;
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
  for (const { name, nodes, figures } of stages) {
    const parts = [];
    for (const node of nodes) parts.push(await engine.inspect(runId, node));
    const { values, shape } = together(parts);
    // A classifier that is a convolution reads a vector as a map of one position.
    expect([name, shape.slice(0, figures.shape.length)]).toEqual([name, figures.shape]);
    expect(Math.abs(norm(values) / figures.l2 - 1), name).toBeLessThan(limit);
    const scale = figures.l2 / Math.sqrt(values.length) + Math.max(...figures.first8.map(Math.abs));
    const first = figures.first8.map((wanted, at) => Math.abs((values[at] ?? Number.NaN) - wanted) / scale);
    expect(Math.max(...first), name).toBeLessThan(limit);
  }
}

/** One test per network of one of `of` parts; see `sharingParts`. */
export function checkGoldenPart(
  all: readonly (ExpectedRun & SharingNetwork)[],
  part: number,
  of: number,
): void {
  const engine = new Engine(nodePlatform());
  beforeAll(async () => {
    const state = await engine.start('wasm');
    expect(state.active).toBe('wasm');
  });
  afterAll(() => engine.dispose());
  const networks = required(sharingParts(all, of)[part], `part ${part}`);
  it.each(networks.map((network, index) => [network.name, index, network] as const))(
    '%s gives the logits and stages of PyTorch',
    (_name, index, network) => checkNetwork(engine, index, network),
  );
}
