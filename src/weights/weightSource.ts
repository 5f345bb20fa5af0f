/**
 * Where the values of a network's tensors come from. A `WeightSource` is plain data that crosses to the worker; the
 * `TensorProvider` made from it hands out one tensor at a time, so a worker asks only for what it does not hold yet.
 */
import { sameShape } from '../graph/ops/index.ts';
import { t } from '../text/index.ts';
import { WeightsError } from './errors.ts';
import type { NamedTensor } from './names/index.ts';
import { openWeightFiles, type WeightFile } from './openWeightFiles.ts';
import { seededTensor } from './seeded.ts';
import type { TensorFile } from './tensorFile.ts';

/** Discriminated by `kind`. */
export type WeightSource =
  | { readonly kind: 'seeded' }
  | {
      readonly kind: 'file';
      /** The file's name, for messages. */
      readonly name: string;
      /** One file, or the shards of one with their index. */
      readonly files: readonly WeightFile[];
      /** Which set of weights in it; see `TensorFile.parts`. */
      readonly part: string;
      /** What the file's names begin with beyond the network's; see `BindingReport.prefix`. */
      readonly prefix: string;
    };

export interface TensorProvider {
  readonly kind: WeightSource['kind'];
  /**
   * Equal for two tensors exactly when this provider has the same values for them, whatever networks they belong to;
   * never equal to a key of another file. What a cache of uploaded tensors is keyed by.
   */
  keyOf(tensor: NamedTensor): string;
  /** The values, row-major in PyTorch's layout. The caller owns them. Throws WeightsError. */
  get(tensor: NamedTensor): Promise<Float32Array<ArrayBuffer>>;
  /** One line for the person: what these weights are. */
  describe(): string;
}

/** The rule is part of the key: `layer1.0.bn2.weight` differs between a basic block and a bottleneck. */
const seeded: TensorProvider = {
  kind: 'seeded',
  keyOf: ({ name, shape, kind }) => `seeded ${kind} ${shape.join('x')} ${name}`,
  get: ({ name, shape, kind }) => Promise.resolve(seededTensor(name, shape, kind)),
  describe: () => t('weights.seeded'),
};

export const seededProvider = (): TensorProvider => seeded;

let filesOpened = 0;

/** Reads a tensor of `file` whenever one is asked for. `prefix` as in `BindingReport`. */
export function fileProvider(file: TensorFile, prefix: string): TensorProvider {
  filesOpened += 1;
  const id = `file${filesOpened}`;
  const name = file.name;
  return {
    kind: 'file',
    keyOf: (tensor) => `${id} ${prefix}${tensor.name}`,
    get: (tensor) => {
      const entry = file.entries.get(prefix + tensor.name);
      if (entry === undefined)
        return Promise.reject(new WeightsError('weights.absent', { file: name }, tensor.name));
      if (!sameShape(entry.shape, tensor.shape)) {
        const values = { value: `[${entry.shape.join(', ')}]`, shape: `[${tensor.shape.join(', ')}]` };
        return Promise.reject(new WeightsError('weights.otherShape', { file: name, ...values }, tensor.name));
      }
      return file.read(entry.name);
    },
    describe: () => t('weights.fromFile', { file: name }),
  };
}

/** Opens a source. A file's header is read and checked again: it is small, and nothing is believed across threads. */
export async function openWeights(source: WeightSource): Promise<TensorProvider> {
  switch (source.kind) {
    case 'seeded':
      return seeded;
    case 'file':
      return fileProvider(await openWeightFiles(source.files, source.part), source.prefix);
  }
}
