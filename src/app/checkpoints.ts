/** Checkpoints from the network: asked for, fetched, kept, and handed on like a file of one's own. */
import type { FamilySpec } from '../arch/types.ts';
import { selectSpec } from '../store/select.ts';
import type { FetchState } from '../store/state.ts';
import { type ExplorerStore, noFetch } from '../store/store.ts';
import { printable } from '../weights/errors.ts';
import type { DownloadProgress } from '../weights/download.ts';
import { DownloadError } from '../weights/errors.ts';
import {
  HubError,
  isPinned,
  parseRemote,
  type RemoteSource,
  titleOfRemote,
  weightsUrl,
} from '../weights/hub.ts';
import type { HubConfig } from '../weights/hubConfig.ts';
import { judgeFile } from '../weights/offer.ts';
import { openWeightFiles, type WeightFile } from '../weights/openWeightFiles.ts';
import {
  checkpointOfRemote,
  labelsOfRemote,
  readConfig,
  recipeOfRemote,
  type ResolvedSource,
  resolveRemote,
  specOfRemote,
} from '../weights/resolve.ts';
import type { TensorFile } from '../weights/tensorFile.ts';
import { type KeptCheckpoint, Shelf } from '../weights/shelf.ts';
import { blobSink } from '../weights/sinks.ts';
import { type Fetched, WeightsFetch } from '../weights/weightsFetch.ts';
import { errorText } from './errorText.ts';
import { hubBase } from './hubBase.ts';
import type { Weights } from './weights.ts';

/** Whether a checkpoint brings its own network, or comes to the one that is there. */
export interface Wish {
  readonly spec: 'take' | 'keep';
  /** Side of the input in pixels; null for the checkpoint's usual one. */
  readonly side: number | null;
}

/** The progress that a person can follow. */
const progressMs = 150;

export class Checkpoints {
  readonly #store: ExplorerStore;
  readonly #weights: Weights;
  readonly #base = hubBase();
  readonly #shelf = new Shelf(typeof caches === 'undefined' ? null : caches, this.#base);
  #controller: AbortController | null = null;
  #pending: { readonly source: RemoteSource; readonly wish: Wish } | null = null;
  /** Of the present download, up to the byte. */
  #progress: DownloadProgress | null = null;
  /** What is being fetched, or broke and can go on. */
  #unfinished: { readonly url: string; readonly work: WeightsFetch } | null = null;

  constructor(store: ExplorerStore, weights: Weights) {
    this.#store = store;
    this.#weights = weights;
    void this.#relist();
  }

  get #state() {
    return this.#store.getState();
  }

  async #relist(): Promise<void> {
    this.#state.setKept(await this.#shelf.list().catch(() => []));
  }

  /** Shows what is known of a source and asks whether to fetch it; what is kept already is simply taken. */
  ask(source: RemoteSource, spec: Wish['spec']): void {
    this.#controller?.abort();
    this.#abandon();
    const wish = { spec, side: null };
    this.#pending = { source, wish };
    this.#takeNetwork(source, null, wish);
    this.#state.setFetching({ ...this.#known(source), status: 'asked' });
    void this.#shelf.find(source).then((kept) => {
      if (kept && this.#pending?.source === source && this.#state.fetching.status === 'asked') this.accept();
    });
  }

  /** What a text names; one that names nothing is told where a failed download would be. */
  open(text: string, ask: boolean): void {
    try {
      const source = parseRemote(text, this.#base);
      if (ask) this.ask(source, 'take');
      else this.fetch(source, { spec: 'take', side: null });
    } catch (error) {
      this.cancel();
      this.#state.setFetching({ status: 'failed', title: printable(text), error: errorText(error) });
    }
  }

  accept(): void {
    if (this.#pending) this.fetch(this.#pending.source, this.#pending.wish);
  }

  cancel(): void {
    this.#controller?.abort();
    this.#abandon();
    this.#pending = null;
    this.#state.setFetching(noFetch);
  }

  /** What has come of a download that nobody wants any more is let go. */
  #abandon(): void {
    this.#unfinished = null;
    this.#progress = null;
    this.#weights.abandonStream();
  }

  forget(kept: KeptCheckpoint): void {
    void this.#shelf.remove(kept).then(() => this.#relist());
  }

  /** Fetches a source and takes its weights. A newer call ends an older one. */
  fetch(source: RemoteSource, wish: Wish): void {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.#pending = { source, wish };
    this.#state.setFetching({ ...this.#known(source), status: 'resolving' });
    this.#fetch(source, wish, controller.signal).then(
      () => {
        if (!controller.signal.aborted) this.cancel();
      },
      (error: unknown) => {
        if (!controller.signal.aborted) this.#failed(error);
      },
    );
  }

  #failed(error: unknown): void {
    const progress = this.#progress;
    // A file that is damaged does not get better by its rest.
    const goesOn =
      error instanceof DownloadError && error.key !== 'hub.error.length' && this.#unfinished !== null;
    if (!goesOn) this.#abandon();
    const held = goesOn && progress !== null && progress.received > 0 ? progress : null;
    // What is not there will not be there the next time either.
    const hopeless = error instanceof HubError ? { source: null } : {};
    this.#state.setFetching({
      ...hopeless,
      status: 'failed',
      pause: null,
      progress: held,
      error: errorText(error),
    });
  }

  async #fetch(asked: RemoteSource, wish: Wish, signal: AbortSignal): Promise<void> {
    const resolved = await this.#resolve(asked, signal);
    const { title, config, configText } = resolved;
    signal.throwIfAborted();
    this.#takeNetwork(resolved.source, config, wish);
    const found = await this.#shelf.find(resolved.source);
    const fetched: Fetched = found
      ? { source: resolved.source, files: found, kept: true }
      : await this.#download(resolved.source, signal);
    const { source, files } = fetched;
    const url = this.#url(source);
    const kept =
      fetched.kept && (await this.#shelf.list()).some((entry) => entry.url === url && !entry.inMemory);
    if (!this.#weights.streaming) this.#settleNetwork(await openWeightFiles(files));
    const licence = checkpointOfRemote(source)?.licence ?? config?.licence ?? null;
    const { classes } = selectSpec(this.#state);
    const labels = await labelsOfRemote(source, config, classes).catch(() => null);
    signal.throwIfAborted();
    // They are used first and written down then: the answer need not wait for a disk.
    const origin = { source, labels, licence, kept: fetched.kept ? kept : null };
    await this.#weights.openFetched(files, origin);
    if (!fetched.kept) void this.#keep(source, title, files, configText);
  }

  async #keep(
    source: RemoteSource,
    title: string,
    files: readonly WeightFile[],
    configText: string | null,
  ): Promise<void> {
    const kept = (await this.#shelf.keep(source, title, files, configText)) === 'kept';
    // What the browser keeps on disk need not stay in memory.
    const again = kept ? await this.#shelf.find(source) : null;
    this.#weights.kept(source, kept, again);
    await this.#relist();
  }

  #known(source: RemoteSource): FetchState {
    return {
      ...noFetch,
      source,
      title: titleOfRemote(source),
      host: new URL(this.#url(source)).host,
      bytes: checkpointOfRemote(source)?.bytes ?? null,
    };
  }

  #url(source: RemoteSource): string {
    return weightsUrl(source, this.#base);
  }

  /** Without a network, a kept revision of the same repository will do; a commit that is kept asks nobody. */
  async #resolve(source: RemoteSource, signal: AbortSignal): Promise<ResolvedSource> {
    const fromShelf = async (kept: RemoteSource): Promise<ResolvedSource> => {
      const configText = await this.#shelf.config(kept);
      return { source: kept, title: titleOfRemote(kept), configText, config: await readConfig(configText) };
    };
    if ((isPinned(source) || source.kind === 'url') && (await this.#shelf.find(source)))
      return fromShelf(source);
    try {
      return await resolveRemote(source, this.#base, { signal, onPause: this.#onPause });
    } catch (error) {
      const kept =
        source.kind === 'hub' && error instanceof DownloadError ? await this.#shelf.anyOf(source) : null;
      if (kept === null) throw error;
      return fromShelf(kept);
    }
  }

  readonly #onPause = (pause: FetchState['pause']): void => this.#state.setFetching({ pause });

  async #download(source: RemoteSource, signal: AbortSignal): Promise<Fetched> {
    const url = this.#url(source);
    if (this.#unfinished?.url !== url) {
      this.#abandon();
      this.#unfinished = { url, work: this.#begin(source) };
    }
    this.#state.setFetching({ status: 'loading', source });
    const fetched = await this.#unfinished.work.run(signal);
    this.#unfinished = null;
    return fetched;
  }

  #begin(source: RemoteSource): WeightsFetch {
    let shown = Number.NEGATIVE_INFINITY;
    return new WeightsFetch(source, {
      base: this.#base,
      // Only a file by itself says early what it holds, and can be handed on as it comes.
      sink: (_, alone) => blobSink(alone ? (block) => this.#weights.feedStream(block) : undefined),
      kept: (other) => this.#shelf.find(other),
      onHeader: (file) => {
        this.#settleNetwork(file);
        this.#weights.beginStream(file.name, file.source.size);
      },
      onProgress: (progress: DownloadProgress) => {
        this.#progress = progress;
        const now = performance.now();
        if (now - shown < progressMs) return;
        shown = now;
        this.#state.setFetching({ progress });
      },
      onPause: this.#onPause,
    });
  }

  /** Draws the checkpoint's network and sets its recipe, as far as they are known before its header is there. */
  #takeNetwork(source: RemoteSource, config: HubConfig | null, wish: Wish): void {
    const known = checkpointOfRemote(source);
    const recipe = recipeOfRemote(source, config);
    const present = selectSpec(this.#state);
    const spec = wish.spec === 'keep' ? null : specOfRemote(source, config);
    const side =
      wish.spec === 'keep' ? present.inputHeight : (wish.side ?? recipe.side ?? present.inputHeight);
    const size = known?.sizes.find((entry) => entry.side === side);
    const { interpolation, mean, std } = recipe;
    const cropPct = size?.cropPct ?? recipe.cropPct;
    const recipePatch = {
      ...(cropPct === undefined ? {} : { cropPct }),
      ...(interpolation === undefined ? {} : { interpolation }),
      ...(mean === undefined ? {} : { mean }),
      ...(std === undefined ? {} : { std }),
    };
    // In one step, so that undo brings both back.
    const next = spec ? { ...spec, inputHeight: side, inputWidth: side } : present;
    this.#state.openSpec(next, recipePatch);
  }

  /** The header has the last word: the network that the tensors are of, or a refusal before they are fetched. */
  #settleNetwork(file: TensorFile): void {
    const present: FamilySpec = selectSpec(this.#state);
    const judgement = judgeFile(file, present);
    if (judgement.fits) return;
    if (judgement.suggestion.kind === 'none') throw judgement.refusal;
    this.#state.openSpec(judgement.suggestion.spec);
  }
}
