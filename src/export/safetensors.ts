/** The weights that are loaded, as a `.safetensors` file with the checkpoint's names. */
import { buildGraph } from '../arch/build.ts';
import { formatSpecText } from '../arch/names/specText.ts';
import type { FamilySpec } from '../arch/types.ts';
import { tensorList } from '../weights/names/index.ts';
import { safetensorsHeader, storedBytes } from '../weights/safetensorsWrite.ts';
import type { GetTensor, OnTensor } from './tensors.ts';

export interface SafetensorsOptions {
  readonly weights: GetTensor;
  readonly dtype: 'F32' | 'F16';
  /** Class names, which go along. */
  readonly labels: readonly string[] | null;
  readonly onTensor?: OnTensor;
}

/** The file's parts in order: they are never copied together, for a large network would then need its size twice. */
export async function safetensorsParts(
  spec: FamilySpec,
  { weights, dtype, labels, onTensor }: SafetensorsOptions,
): Promise<readonly Uint8Array[]> {
  const tensors = tensorList(buildGraph(spec));
  const entries = tensors.map(({ name, shape }) => ({ name, shape, dtype }));
  const metadata = {
    format: 'pt',
    specification: formatSpecText(spec),
    ...(labels === null ? {} : { labels: JSON.stringify(labels) }),
  };
  const parts: Uint8Array[] = [safetensorsHeader(entries, metadata)];
  for (const [done, tensor] of tensors.entries()) {
    onTensor?.(done, tensors.length);
    const { name, shape } = tensor;
    parts.push(storedBytes({ name, shape, dtype, data: await weights(tensor) }));
  }
  onTensor?.(tensors.length, tensors.length);
  return parts;
}
