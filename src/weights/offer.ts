/** A weights file offered to a network: the one call behind a dropped file and behind the terminal's option. */
import { buildGraph } from '../arch/build.ts';
import { nameOf } from '../arch/names/specText.ts';
import type { FamilySpec } from '../arch/types.ts';
import { type BindingReport, bindTensors } from './bind.ts';
import { WeightsError } from './errors.ts';
import { type Suggestion, suggestFit } from './infer.ts';
import { type Labels, labelsOf } from './labels.ts';
import { openSafetensorsBlob, type SafetensorsFile } from './safetensors.ts';
import type { WeightSource } from './weightSource.ts';

/** What a file's header says about a network. Discriminated by `fits`. */
export type Judgement = Labels & {
  readonly report: BindingReport;
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
 * Reads the header of a file and says whether the network of `spec` can take it. Nothing is loaded. Throws
 * WeightsError when the file cannot be read at all.
 */
export async function offerFile(blob: Blob, name: string, spec: FamilySpec): Promise<Offer> {
  const judgement = judgeFile(await openSafetensorsBlob(blob, name), spec);
  if (!judgement.fits) return judgement;
  return { ...judgement, source: { kind: 'file', name, blob, prefix: judgement.report.prefix } };
}

/** The same from a header alone, before the values are there. */
export function judgeFile(file: SafetensorsFile, spec: FamilySpec): Judgement {
  const report = bindTensors(buildGraph(spec), file);
  if (report.fits) return { fits: true, report, ...labelsOf(file, spec.classes) };
  const suggestion = suggestFit(file, spec);
  const classes = suggestion.kind === 'spec' ? suggestion.spec.classes : spec.classes;
  return {
    fits: false,
    report,
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
function titleOf(spec: FamilySpec): string {
  const { name, beyond: all } = nameOf(spec);
  const beyond = all.filter((option) => !/^input(Height|Width)=/.test(option));
  return beyond.length === 0 ? name : `${name} (${beyond.join(', ')})`;
}
