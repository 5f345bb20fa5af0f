/** A weights file offered to a network: the one call behind a dropped file and behind the terminal's option. */
import { buildGraph } from '../arch/build.ts';
import { nameOf } from '../arch/names/specText.ts';
import type { FamilySpec } from '../arch/types.ts';
import { type BindingReport, bindTensors } from './bind.ts';
import { WeightsError } from './errors.ts';
import { type Suggestion, suggestFit } from './infer.ts';
import { type Labels, labelsOf } from './labels.ts';
import { openWeightFiles, type WeightFile } from './openWeightFiles.ts';
import type { FilePart, TensorFile } from './tensorFile.ts';
import type { WeightSource } from './weightSource.ts';

/** What a file's header says about a network. Discriminated by `fits`. */
export type Judgement = Labels & {
  readonly report: BindingReport;
  /** The sets of weights in the file, and which of them this is about; see `TensorFile`. */
  readonly parts: readonly FilePart[];
  readonly part: string;
} & (
    | { readonly fits: true }
    | {
        readonly fits: false;
        readonly suggestion: Suggestion;
        /** What to tell the person: what does not fit, and what would. */
        readonly refusal: WeightsError;
      }
  );

/** Discriminated by `fits`. */
export type Offer =
  | (Extract<Judgement, { fits: true }> & { readonly source: Extract<WeightSource, { kind: 'file' }> })
  | Extract<Judgement, { fits: false }>;

/**
 * Reads what a file (or several that belong together) says of its tensors, and whether the network of `spec` can take
 * them. No values are loaded. `part` is the set of weights that is wanted, null for the usual one. Throws WeightsError
 * when the file cannot be read at all.
 */
export async function offerFiles(
  files: readonly WeightFile[],
  spec: FamilySpec,
  part: string | null,
): Promise<Offer> {
  const file = await openWeightFiles(files, part);
  const judgement = judgeFile(file, spec);
  if (!judgement.fits) return judgement;
  const { prefix } = judgement.report;
  return { ...judgement, source: { kind: 'file', name: file.name, files, part: file.part, prefix } };
}

/** The same from what a file says of its tensors, before their values are there. */
export function judgeFile(file: TensorFile, spec: FamilySpec): Judgement {
  const report = bindTensors(buildGraph(spec), file);
  const of = { report, parts: file.parts, part: file.part };
  if (report.fits) return { ...of, fits: true, ...labelsOf(file, spec.classes) };
  const suggestion = suggestFit(file, spec);
  const classes = suggestion.kind === 'spec' ? suggestion.spec.classes : spec.classes;
  return {
    ...of,
    fits: false,
    suggestion,
    refusal: refusalOf(report, spec, suggestion),
    ...labelsOf(file, classes),
  };
}

function refusalOf(report: BindingReport, spec: FamilySpec, suggestion: Suggestion): WeightsError {
  const values = {
    file: report.file,
    network: titleOf(spec),
    missing: report.missing.length,
    wrong: report.wrongShape.length + report.wrongType.length,
    surplus: report.surplus.length,
  };
  return suggestion.kind === 'spec'
    ? new WeightsError('weights.fitsOther', { ...values, name: titleOf(suggestion.spec) })
    : new WeightsError('weights.fitsNone', { ...values, reason: suggestion.reason.message });
}

/** `resnet50d`, or `resnet50d (classes=10)` where the name cannot say all. No tensor depends on the input's size. */
export function titleOf(spec: FamilySpec): string {
  const { name, beyond: all } = nameOf(spec);
  const beyond = all.filter((option) => !/^input(Height|Width)=/.test(option));
  return beyond.length === 0 ? name : `${name} (${beyond.join(', ')})`;
}
