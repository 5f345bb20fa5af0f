/** What the menu offers, as bytes. A chunk of its own: the page loads it when something is exported. */
import { nameOf } from '../../arch/names/specText.ts';
import { buildGraph } from '../../arch/build.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { layersCsv } from '../../export/csv.ts';
import { onnxModel } from '../../export/onnx/index.ts';
import { pytorchModule } from '../../export/pytorch/index.ts';
import { safetensorsParts } from '../../export/safetensors.ts';
import type { GetTensor, OnTensor } from '../../export/tensors.ts';
import { type TrainingRecipe, trainingProject } from '../../export/training/index.ts';
import { zipFiles } from '../../export/zip.ts';
import type { FileId } from './files.ts';

export interface Wanted {
  readonly spec: FamilySpec;
  readonly recipe: TrainingRecipe;
  readonly weights: GetTensor;
  readonly labels: readonly string[] | null;
  readonly onTensor: OnTensor;
}

const utf8 = (text: string): readonly Uint8Array[] => [new TextEncoder().encode(text)];

type Make = (wanted: Wanted) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;

const onnx =
  (fold: boolean, bare: boolean): Make =>
  async ({ spec, weights, onTensor }) =>
    (await onnxModel(spec, { weights: bare ? null : weights, fold, onTensor })).chunks;

const safetensors =
  (dtype: 'F32' | 'F16'): Make =>
  ({ spec, weights, labels, onTensor }) =>
    safetensorsParts(spec, { weights, dtype, labels, onTensor });

const makers: { readonly [I in FileId]: Make } = {
  csv: ({ spec }) => utf8(layersCsv(buildGraph(spec))),
  json: ({ spec }) => utf8(`${JSON.stringify(spec, null, 2)}\n`),
  pytorch: ({ spec }) => utf8(pytorchModule(spec)),
  training: ({ spec, recipe }) => [zipFiles(nameOf(spec).name, trainingProject(spec, recipe))],
  onnx: onnx(false, false),
  onnxFolded: onnx(true, false),
  onnxBare: onnx(false, true),
  safetensors: safetensors('F32'),
  safetensorsHalf: safetensors('F16'),
};

/** Rejects with what `onTensor` throws, with WeightsError, or with BackendError. */
export const makeFile = async (id: FileId, wanted: Wanted): Promise<readonly Uint8Array[]> =>
  makers[id](wanted);
