/** The images of the page: opened, decoded and prepared by a worker; the store has the one that is shown. */
import type { Remote } from 'comlink';
import { required } from '../base/invariant.ts';
import { sampleImages } from '../image/samples.ts';
import type { DecodedImage } from '../image/types.ts';
import type { Text } from '../runtime/contract.ts';
import { selectSpec } from '../store/select.ts';
import type { Drawn } from '../store/state.ts';
import type { ExplorerStore } from '../store/store.ts';
import { t } from '../text/index.ts';
import type { ImageWorker, Prepared } from './imageWorker.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** What a worker answered: its outcome, or the failure of the call itself (the worker died, nothing was fetched). */
async function answerOf<T>(call: () => Promise<unknown>): Promise<Outcome<T>> {
  const outcome = await outcomeOf(call);
  return outcome.ok ? (outcome.value as Outcome<T>) : outcome;
}

interface Opened {
  readonly id: number;
  readonly name: string;
  readonly sample: string | null;
  readonly drawn: Drawn;
  readonly decoded: DecodedImage;
}

export class Images {
  readonly #store: ExplorerStore;
  readonly #worker: Remote<ImageWorker>;
  /** Images are numbered as they are asked for. */
  #latest = 0;
  /** The one in the store; 0 for none. */
  #shown = 0;
  readonly #onTheirWay = new Set<number>();
  /** Decoded, while a newer one is still on its way: it is shown when that one fails. */
  #candidate: Opened | null = null;
  /** Why the newest was refused. */
  #refusal: Text | null = null;
  #latestPreparation = 0;

  constructor(store: ExplorerStore, worker: Remote<ImageWorker>) {
    this.#store = store;
    this.#worker = worker;
  }

  get #state() {
    return this.#store.getState();
  }

  open(source: Blob, name: string): void {
    void this.#take({ name, sample: null, drawn: 'no' }, async (id) => {
      const bytes = new Uint8Array(await source.arrayBuffer());
      return this.#worker.decode(id, bytes);
    });
  }

  openSample(sampleId: string): void {
    const sample = required(
      sampleImages.find((entry) => entry.id === sampleId),
      `sample ${sampleId}`,
    );
    const name = t(sample.text);
    void this.#take({ name, sample: sampleId, drawn: 'no' }, async (id) => {
      const response = await fetch(new URL(sample.file, document.baseURI)).catch(() => null);
      if (!response?.ok) return { ok: false, error: { key: 'app.loadFailed', values: { name } } };
      return this.#worker.decode(id, new Uint8Array(await response.arrayBuffer()));
    });
  }

  openPixels(
    pixels: { data: Uint8ClampedArray; width: number; height: number },
    name: string,
    drawn: Drawn = 'no',
  ): void {
    void this.#take({ name, sample: null, drawn }, (id) =>
      this.#worker.takePixels(id, pixels.data, pixels.width, pixels.height),
    );
  }

  /** Takes the image away; one that is on its way does not come. */
  clear(): void {
    this.#latest += 1;
    this.#latestPreparation += 1;
    this.#shown = this.#latest;
    this.#candidate = null;
    this.#refusal = null;
    const version = this.#state.image.version + 1;
    const nothing = {
      name: '',
      sample: null,
      drawn: 'no',
      decoded: null,
      prepared: null,
      exact: null,
    } as const;
    this.#state.setImage({ ...nothing, status: 'none', version, error: null });
  }

  /** The newest image that can be decoded is shown; one that fails leaves the others as they are. */
  async #take(what: Omit<Opened, 'id' | 'decoded'>, decode: (id: number) => Promise<unknown>): Promise<void> {
    this.#latest += 1;
    const id = this.#latest;
    this.#onTheirWay.add(id);
    this.#refusal = null;
    this.#state.setImage({ status: 'loading', error: null });
    const outcome = await answerOf<DecodedImage>(() => decode(id));
    this.#onTheirWay.delete(id);
    if (outcome.ok && id > Math.max(this.#shown, this.#candidate?.id ?? 0)) {
      this.#candidate = { ...what, id, decoded: outcome.value };
    } else if (!outcome.ok && id === this.#latest) this.#refusal = outcome.error;
    this.#show();
  }

  /** Brings the store up to date after an image was decoded or refused. */
  #show(): void {
    const candidate = this.#candidate;
    const newerComes = (than: number): boolean => [...this.#onTheirWay].some((id) => id > than);
    if (candidate && !newerComes(candidate.id)) {
      this.#candidate = null;
      this.#shown = candidate.id;
      const { name, sample, drawn, decoded } = candidate;
      this.#state.setImage({ status: 'loading', name, sample, drawn, decoded, error: this.#refusal });
    } else if (!candidate && !newerComes(this.#shown)) {
      const status = this.#state.image.decoded ? 'ready' : 'none';
      this.#state.setImage({ status, error: this.#refusal });
    } else this.#state.setImage({ error: this.#refusal });
  }

  /** Prepares the shown image for the spec and the recipe of the moment. */
  async prepare(): Promise<void> {
    if (this.#state.image.decoded === null) return;
    this.#latestPreparation += 1;
    const mine = this.#latestPreparation;
    const { recipe, view } = this.#state;
    const spec = selectSpec(this.#state);
    const imageSize = { height: spec.inputHeight, width: spec.inputWidth };
    const answer = await answerOf<Prepared>(() =>
      this.#worker.prepare(this.#shown, { ...recipe, imageSize }, spec.inputChannels, view.canvasScaling),
    );
    if (mine !== this.#latestPreparation) return;
    if (answer.ok) {
      const version = this.#state.image.version + 1;
      const { prepared, exact } = answer.value;
      this.#state.setImage({ status: 'ready', prepared, exact, version, error: this.#refusal });
    } else this.#state.setImage({ status: 'ready', error: answer.error });
  }
}
