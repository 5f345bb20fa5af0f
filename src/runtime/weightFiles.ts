import type { FamilySpec } from '../arch/types.ts';
import { ExplorerError } from '../text/index.ts';
import { type Offer, offerFile } from '../weights/offer.ts';
import { openWeights, seededProvider, type TensorProvider } from '../weights/weightSource.ts';
import type { WeightsRef, WeightsReport } from './contract.ts';

interface OpenFile {
  readonly blob: Blob;
  readonly name: string;
  readonly provider: TensorProvider;
}

function reportOf(offer: Offer, id: string | null, blob: Blob, fileName: string): WeightsReport {
  const { report } = offer;
  const refusal = offer.fits ? null : { key: offer.refusal.key, values: offer.refusal.values };
  return {
    id,
    fileName,
    bytes: blob.size,
    loaded: report.loaded,
    missing: report.missing,
    unexpected: report.unexpected,
    wrongShape: report.wrongShape,
    wrongType: report.wrongType,
    labels: offer.labels,
    suggestion: offer.fits || offer.suggestion.kind === 'none' ? null : offer.suggestion.spec,
    refusal,
  };
}

/** The weights that a run may name: the seeded ones, and files by the id they got when they were opened. */
export class WeightFiles {
  readonly #open = new Map<string, OpenFile>();
  #count = 0;

  /** Throws WeightsError when the file cannot be read at all; one that does not fit is reported and not opened. */
  async open(blob: Blob, name: string, spec: FamilySpec): Promise<WeightsReport> {
    const offer = await offerFile(blob, name, spec);
    if (!offer.fits) return reportOf(offer, null, blob, name);
    this.#count += 1;
    const id = `weights${this.#count}`;
    this.#open.set(id, { blob, name, provider: await openWeights(offer.source) });
    return reportOf(offer, id, blob, name);
  }

  /** The report of an open file for another spec; `id` is null in it where it does not fit. */
  async check(id: string, spec: FamilySpec): Promise<WeightsReport> {
    const { blob, name } = this.#find(id);
    const offer = await offerFile(blob, name, spec);
    return reportOf(offer, offer.fits ? id : null, blob, name);
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
