import type { FamilySpec } from '../arch/types.ts';
import { ExplorerError } from '../text/index.ts';
import { WeightsError } from '../weights/errors.ts';
import { type Offer, offerFiles } from '../weights/offer.ts';
import type { WeightFile } from '../weights/openWeightFiles.ts';
import type { SafetensorsFile } from '../weights/safetensors.ts';
import { StreamedSource } from '../weights/streamedSource.ts';
import { openWeights, seededProvider, type TensorProvider } from '../weights/weightSource.ts';
import type { WeightsRef, WeightsReport, WeightsWish } from './contract.ts';

interface OpenFile {
  readonly files: readonly WeightFile[];
  readonly part: string;
  readonly provider: TensorProvider;
  /** What it came through, where it was fetched. */
  readonly stream: StreamedSource | null;
}

/** A safetensors file that is still on its way. */
export interface ComingFile {
  readonly stream: StreamedSource;
  /** What its values are read by, and what stands before its names, once its header has come and fits. */
  reader: {
    readonly file: SafetensorsFile;
    readonly provider: TensorProvider;
    readonly prefix: string;
  } | null;
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
  readonly #coming = new Map<string, ComingFile>();
  #count = 0;

  #newId(): string {
    this.#count += 1;
    return `weights${this.#count}`;
  }

  /** Throws WeightsError when the file cannot be read at all; one that does not fit is reported and not opened. */
  async open(blob: Blob, name: string, spec: FamilySpec, wish: WeightsWish = {}): Promise<WeightsReport> {
    const files = [{ blob, name }, ...(wish.others ?? [])];
    const offer = await offerFiles(files, spec, wish.part ?? null);
    if (!offer.fits) return reportOf(offer, null, files);
    const id = this.#newId();
    this.#open.set(id, { files, part: offer.part, provider: await openWeights(offer.source), stream: null });
    return reportOf(offer, id, files);
  }

  /** A file of so many bytes that will come block by block. No run can name it before it is whole. */
  begin(name: string, size: number): { readonly id: string; readonly coming: ComingFile } {
    const id = this.#newId();
    const coming: ComingFile = { stream: new StreamedSource(name, size), reader: null };
    this.#coming.set(id, coming);
    return { id, coming };
  }

  isComing(id: string): boolean {
    return this.#coming.has(id);
  }

  feed(id: string, block: Blob): void {
    this.#coming.get(id)?.stream.feed(block);
  }

  /**
   * The file is whole: from here on it is like one that was opened, where it fits, and what was read of it stays good.
   * Its header is read and checked again. Throws WeightsError, and then it is no longer coming.
   */
  async finish(id: string, blob: Blob, spec: FamilySpec): Promise<WeightsReport> {
    const coming = this.#coming.get(id);
    if (!coming) throw new ExplorerError('run.error.noWeights', { id });
    const { stream, reader } = coming;
    const files = [{ blob, name: stream.name }];
    try {
      if (blob.size !== stream.size) throw new WeightsError('weights.unreadable', { file: stream.name });
      const offer = await offerFiles(files, spec, null);
      if (!offer.fits) return reportOf(offer, null, files);
      stream.settle(blob);
      const same = reader !== null && reader.prefix === offer.report.prefix;
      const provider = same ? reader.provider : await openWeights(offer.source);
      this.#open.set(id, { files, part: offer.part, provider, stream });
      return reportOf(offer, id, files);
    } finally {
      this.#coming.delete(id);
      if (!this.#open.has(id)) stream.fail();
    }
  }

  /** The same bytes from another place, such as a disk: what held them before can go. */
  replace(id: string, blob: Blob): void {
    const open = this.#open.get(id);
    const [file] = open?.files ?? [];
    if (!open || !file || open.files.length > 1 || file.blob.size !== blob.size) return;
    open.stream?.settle(blob);
    this.#open.set(id, { ...open, files: [{ ...file, blob }] });
  }

  /** The report of an open file for another spec; `id` is null in it where it does not fit. */
  async check(id: string, spec: FamilySpec): Promise<WeightsReport> {
    const { files, part } = this.#find(id);
    const offer = await offerFiles(files, spec, part);
    return reportOf(offer, offer.fits ? id : null, files);
  }

  /** An open file, or one that is coming and will not. */
  close(id: string): void {
    this.#open.delete(id);
    this.#coming.get(id)?.stream.fail();
    this.#coming.delete(id);
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
