/** Opens whatever a person gives as weights: one file of a known kind, or the shards of one. */
import { blobSource } from './byteSource.ts';
import { WeightsError } from './errors.ts';
import { looksTorch } from './fileKind.ts';
import { openSafetensors } from './safetensors.ts';
import { openShards } from './shards.ts';
import type { TensorFile } from './tensorFile.ts';
import { withPresentNames } from './olderNames.ts';
import { openTorchFile } from './torchFile.ts';

export interface WeightFile {
  readonly blob: Blob;
  /** Without its folders. */
  readonly name: string;
}

/** One file of a known kind. Throws WeightsError. */
export async function openOne({ blob, name }: WeightFile, part: string | null): Promise<TensorFile> {
  const source = blobSource(blob, name);
  if (source.size === 0) throw new WeightsError('weights.empty', { file: name });
  const start = await source.read(0, Math.min(source.size, 16));
  return looksTorch(start) ? openTorchFile(source, part) : openSafetensors(source);
}

/**
 * What the files say of their tensors; what kind a file is, its bytes say. `part` as in `openTorchFile`; other kinds
 * have one set of weights. Throws WeightsError.
 */
export async function openWeightFiles(
  files: readonly WeightFile[],
  part: string | null = null,
): Promise<TensorFile> {
  const [first] = files;
  if (first === undefined) throw new WeightsError('weights.noFile');
  const sharded = files.length > 1 || /\.index\.json$/i.test(first.name);
  return withPresentNames(await (sharded ? openShards(files) : openOne(first, part)));
}
