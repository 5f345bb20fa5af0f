/** A page with the runtime and nothing else: what the runtime's browser tests drive. */
import { parseSpec } from '../../src/arch/spec.ts';
import { buildGraph } from '../../src/arch/build.ts';
import { patternImage } from '../../src/image/pattern.ts';
import { createRuntimeClient } from '../../src/runtime/client.ts';
import type { BackendId, RuntimeState } from '../../src/runtime/contract.ts';

const client = createRuntimeClient();
const states: RuntimeState[] = [];
client.onState((state) => states.push(state));
let runs = 0;

async function run(form: Record<string, unknown>, keep: readonly string[] = []) {
  const spec = parseSpec(form);
  const input = patternImage(spec.inputChannels, spec.inputHeight, spec.inputWidth);
  runs += 1;
  const phases: string[] = [];
  const result = await client.run(runs, { spec, weights: { kind: 'seeded' }, input, keep }, ({ phase }) => {
    if (phases.at(-1) !== phase) phases.push(phase);
  });
  return { ...result, logits: [...result.logits], phases, thumbnails: result.thumbnails.length };
}

const driver = {
  states,
  isolated: (): boolean => crossOriginIsolated,
  start: (force: BackendId | null) => client.start(force),
  state: () => client.state(),
  memory: () => client.memory(),
  run,
  /** Whether the older of two runs gives way. */
  async supersede(form: Record<string, unknown>) {
    const older = run(form).then(
      () => 'finished',
      (error: Error) => error.name,
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    const newer = await run({ ...form, depth: 10 });
    return { older: await older, newer: newer.logits.length };
  },
  async inspect(node: string) {
    const reading = await client.inspect(runs, node);
    return { shape: reading.shape, figures: { ...reading.figures }, first: [...reading.values.slice(0, 8)] };
  },
  nodes: (form: Record<string, unknown>) => buildGraph(parseSpec(form)).nodes.map(({ id }) => id),
};

export type Harness = typeof driver;

declare global {
  var harness: Harness;
}

globalThis.harness = driver;
