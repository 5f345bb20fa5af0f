/** What a backend in a browser must give: the operations written out in double precision, computed in this process. */
import { buildGraph } from '../../src/arch/build.ts';
import type { FamilySpec } from '../../src/arch/types.ts';
import { required } from '../../src/base/invariant.ts';
import { patternImage } from '../../src/image/pattern.ts';
import { providedTensors } from '../../src/runtime/nodeTensors.ts';
import { walkReference } from '../../src/runtime/reference.ts';
import { seededProvider } from '../../src/weights/weightSource.ts';

/** The logits of the deterministic weights and image. About a second for 300 million multiplications. */
export async function referenceLogits(spec: FamilySpec): Promise<Float64Array> {
  const graph = buildGraph(spec);
  const input = patternImage(spec.inputChannels, spec.inputHeight, spec.inputWidth);
  let logits: Float64Array | null = null;
  for await (const [{ id }, { values }] of walkReference(
    graph,
    providedTensors(graph, seededProvider()),
    input,
  )) {
    if (id === graph.output) logits = values;
  }
  return required(logits, 'logits');
}
