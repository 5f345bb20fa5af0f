/** Checkpoints from the network: asked for, fetched, kept, and handed on like a file of one's own. */
import type { FamilySpec } from '../arch/types.ts';
import { selectSpec } from '../store/select.ts';
import type { FetchState } from '../store/state.ts';
import { type ExplorerStore, noFetch } from '../store/store.ts';
import { printable } from '../weights/errors.ts';
import { type DownloadProgress, DownloadError, downloadSafetensors } from '../weights/download.ts';
import { isPinned, parseRemote, type RemoteSource, titleOfRemote, weightsUrl } from '../weights/hub.ts';
import type { HubConfig } from '../weights/hubConfig.ts';
import { judgeFile } from '../weights/offer.ts';
import {
  checkpointOfRemote,
  labelsOfRemote,
  readConfig,
  recipeOfRemote,
  type ResolvedSource,
  resolveRemote,
  specOfRemote,
} from '../weights/resolve.ts';
import { openSafetensorsBlob, type SafetensorsFile } from '../weights/safetensors.ts';
import { type KeptCheckpoint, Shelf } from '../weights/shelf.ts';
import { blobSink } from '../weights/sinks.ts';
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
    this.#pending = null;
    this.#state.setFetching(noFetch);
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
        if (controller.signal.aborted) return;
        this.#state.setFetching({ status: 'failed', progress: null, error: errorText(error) });
      },
    );
  }

  async #fetch(asked: RemoteSource, wish: Wish, signal: AbortSignal): Promise<void> {
    const { source, title, config, configText } = await this.#resolve(asked, signal);
    signal.throwIfAborted();
    this.#takeNetwork(source, config, wish);
    const licence = checkpointOfRemote(source)?.licence ?? config?.licence ?? null;
    let blob = await this.#shelf.find(source);
    let kept = (await this.#shelf.list()).some(({ url, inMemory }) => url === this.#url(source) && !inMemory);
    if (blob) {
      this.#settleNetwork(await openSafetensorsBlob(blob, title));
    } else {
      this.#state.setFetching({ status: 'loading', source });
      const whole = await this.#download(source, title, signal);
      kept = (await this.#shelf.keep(source, title, whole, configText)) === 'kept';
      // What the browser keeps on disk need not stay in memory.
      blob = (kept ? await this.#shelf.find(source) : null) ?? whole;
      await this.#relist();
    }
    const { classes } = selectSpec(this.#state);
    const labels = await labelsOfRemote(source, config, classes).catch(() => null);
    signal.throwIfAborted();
    await this.#weights.open([{ blob, name: title }], { source, labels, licence, kept });
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
      return await resolveRemote(source, this.#base, signal);
    } catch (error) {
      const kept =
        source.kind === 'hub' && error instanceof DownloadError ? await this.#shelf.anyOf(source) : null;
      if (kept === null) throw error;
      return fromShelf(kept);
    }
  }

  #download(source: RemoteSource, title: string, signal: AbortSignal): Promise<Blob> {
    let shown = Number.NEGATIVE_INFINITY;
    return downloadSafetensors(this.#url(source), {
      name: title,
      sink: blobSink(),
      signal,
      immutable: isPinned(source),
      onHeader: (file) => this.#settleNetwork(file),
      onProgress: (progress: DownloadProgress) => {
        const now = performance.now();
        if (now - shown < progressMs) return;
        shown = now;
        this.#state.setFetching({ progress });
      },
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
  #settleNetwork(file: SafetensorsFile): void {
    const present: FamilySpec = selectSpec(this.#state);
    const judgement = judgeFile(file, present);
    if (judgement.fits) return;
    if (judgement.suggestion.kind === 'none') throw judgement.refusal;
    this.#state.openSpec(judgement.suggestion.spec);
  }
}
