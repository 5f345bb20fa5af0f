import { expect, it } from 'vitest';
import { buildGraph } from '../arch/build.ts';
import { parseSpec } from '../arch/spec.ts';
import { nodeOf } from '../graph/queries.ts';
import { seededProvider } from '../weights/weightSource.ts';
import { backends } from './backends/index.ts';
import { selfCheck } from './backends/selfCheck.ts';
import { checkFits, needOf } from './budget.ts';
import { backendIds } from './contract.ts';
import type { Target } from './lowering/types.ts';
import { providedTensors } from './nodeTensors.ts';
import { blockOutputs, makePlan } from './plan.ts';

/** What a run of the page would do. */
function planOf(form: object, target: Target = backends.wasm.target) {
  const graph = buildGraph(parseSpec(form));
  const keep = new Set([...blockOutputs(graph), graph.output]);
  const tensors = providedTensors(graph, seededProvider());
  const plan = makePlan(graph, tensors, target, keep, new Set([graph.input]));
  return { plan, input: nodeOf(graph, graph.input).shape };
}

const check = (form: object, target: Target): void => {
  const { plan, input } = planOf(form, target);
  checkFits(plan, input, target, (node) => `place of ${node}`);
};

it.each(backendIds)('knows the sizes of all weights on %s before they are made', async (id) => {
  const { graph, tensors } = await selfCheck();
  const plan = makePlan(graph, tensors, backends[id].target, new Set([graph.output]));
  const forms = plan.steps.flatMap(({ weights }) => (weights ? [weights] : []));
  expect(forms.length).toBeGreaterThan(10);
  for (const form of forms) {
    const made = await form.make();
    expect([form.key, form.sizes]).toEqual([form.key, made.map(({ values }) => values.length)]);
  }
});

it('adds up what is alive at one time', () => {
  const { plan, input } = planOf({ depth: 18, inputHeight: 4096, inputWidth: 4096 });
  const need = needOf(plan, input);
  // The input, the stem's map and its pooled one: nothing later comes near.
  expect(need.activations).toBe(4 * (3 * 4096 ** 2 + 64 * 2048 ** 2 + 64 * 1024 ** 2));
  expect(need.largest.bytes).toBe(4 * 64 * 2048 ** 2);
  // With norms folded, a bias for each of their channels: 11,689,512 parameters less 4,800 weights of norms.
  expect(need.weights).toBe(4 * (11_689_512 - 4800));
});

it('keeps what is to be kept, and lets go of the rest', () => {
  const small = { depth: 18, inputHeight: 64, inputWidth: 64 };
  const { plan, input } = planOf(small);
  const all = needOf({ ...plan, keep: new Set(plan.steps.map(({ node }) => node.id)) }, input);
  const sum = plan.steps.reduce((total, { node }) => total + 4 * node.shape.reduce((a, b) => a * b, 1), 0);
  expect(all.activations).toBe(4 * 3 * 64 ** 2 + sum);
  expect(needOf(plan, input).activations).toBeLessThan(all.activations / 2);
});

it.each([
  [{ depth: 50, widthMultiplier: 8 }, 'wasm', 'run.error.tooLarge.wasm'],
  [{ depths: [100, 100, 100, 100] }, 'wasm', 'run.error.tooLarge.wasm'],
  [{ depth: 50, widthMultiplier: 8, baseWidth: 1024 }, 'cpu', 'run.error.tooLarge.tab'],
  [{ depth: 50, widthMultiplier: 8, baseWidth: 1024 }, 'webgpu', 'run.error.tooLarge.gpu'],
] as const)('refuses %j on %s with the figures', (form, id, key) => {
  expect(() => check(form, backends[id].target)).toThrow(expect.objectContaining({ key, op: null }));
});

it('lets everything through that may fit', () => {
  const { target } = backends.wasm;
  for (const form of [
    { depth: 152 },
    { depth: 18, inputHeight: 4096, inputWidth: 4096 },
    { depth: 101, cardinality: 64, baseWidth: 4 },
  ]) {
    expect(() => check(form, target)).not.toThrow();
  }
});

it('refuses a single tensor that the device does not take, and says where', () => {
  const { target } = backends.webgpu;
  const small: Target = { ...target, memory: { ...target.memory, tensor: 2 ** 20 } };
  expect(() => check({ depth: 18 }, small)).toThrow(/place of .*0\.00105 GB in one piece/);
});
