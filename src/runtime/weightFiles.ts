import type { FamilySpec } from '../arch/types.ts';
import { ExplorerError } from '../text/index.ts';
import { type Offer, offerFiles } from '../weights/offer.ts';
import type { WeightFile } from '../weights/openWeightFiles.ts';
import { openWeights, seededProvider, type TensorProvider } from '../weights/weightSource.ts';
import type { WeightsRef, WeightsReport, WeightsWish } from './contract.ts';

interface OpenFile {
  readonly files: readonly WeightFile[];
  readonly part: string;
  readonly provider: TensorProvider;
}

function reportOf(offer: Offer, id: string | null, files: readonly WeightFile[]): WeightsReport {
  const { report, parts, part } = offer;
  const suggestion = offer.fits || offer.suggestion.kind === 'none' ? null : offer.suggestion;
  return {
    id,
    fileName: report.file,
    bytes: files.reduce((sum, { blob }) => sum + blob.size, 0),
    loaded: report.loaded,
    missing: report.missing,
    unexpected: report.unexpected,
    wrongShape: report.wrongShape,
    wrongType: report.wrongType,
    parts,
    part,
    prefix: report.prefix,
    labels: offer.labels,
    suggestion: suggestion?.spec ?? null,
    questions: suggestion?.questions ?? [],
    refusal: offer.fits ? null : { key: offer.refusal.key, values: offer.refusal.values },
  };
}

/** The weights that a run may name: the seeded ones, and files by the id they got when they were opened. */
export class WeightFiles {
  readonly #open = new Map<string, OpenFile>();
  #count = 0;

  /** Throws WeightsError when the file cannot be read at all; one that does not fit is reported and not opened. */
  async open(blob: Blob, name: string, spec: FamilySpec, wish: WeightsWish = {}): Promise<WeightsReport> {
    const files = [{ blob, name }, ...(wish.others ?? [])];
    const offer = await offerFiles(files, spec, wish.part ?? null);
    if (!offer.fits) return reportOf(offer, null, files);
    this.#count += 1;
    const id = `weights${this.#count}`;
    this.#open.set(id, { files, part: offer.part, provider: await openWeights(offer.source) });
    return reportOf(offer, id, files);
  }

  /** The report of an open file for another spec; `id` is null in it where it does not fit. */
  async check(id: string, spec: FamilySpec): Promise<WeightsReport> {
    const { files, part } = this.#find(id);
    const offer = await offerFiles(files, spec, part);
    return reportOf(offer, offer.fits ? id : null, files);
  }

  close(id: string): void {
    this.#open.delete(id);
  }

  provider(ref: WeightsRef): TensorProvider {
    return ref.kind === 'seeded' ? seededProvider() : this.#find(ref.id).provider;
  }

  #find(id: string): OpenFile {
    const file = this.#open.get(id);
    if (!file) throw new ExplorerError('run.error.noWeights', { id });
    return file;
  }
}
