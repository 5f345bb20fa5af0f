/**
 * The weights of the nets that come with the page: fetched from beside it, in use whenever the present network is one
 * of them and nothing else was chosen.
 */
import type { FamilySpec } from '../arch/types.ts';
import { defaultRecipe } from '../image/recipe.ts';
import type { Runtime, WeightsRef, WeightsReport } from '../runtime/contract.ts';
import { selectSpec } from '../store/select.ts';
import type { RecipeState } from '../store/state.ts';
import { type ExplorerStore, sameRecipe } from '../store/store.ts';
import { WeightsError } from '../weights/errors.ts';
import { isOfTask, trained, type TrainedNet, trainedFor } from '../weights/trained/index.ts';
import { outcomeOf } from './outcome.ts';

/** A file of the page, by its path relative to the page's base address. */
export type FetchFile = (path: string) => Promise<Blob>;

interface Opened {
  readonly ref: WeightsRef;
  readonly report: WeightsReport;
}

const ownRecipe: RecipeState = trained.recipe;
const usualRecipe: RecipeState = {
  cropPct: defaultRecipe.cropPct,
  interpolation: defaultRecipe.interpolation,
  mean: defaultRecipe.mean,
  std: defaultRecipe.std,
};

export class Trained {
  readonly #store: ExplorerStore;
  readonly #runtime: Runtime;
  readonly #fetchFile: FetchFile;
  /** By id of the net. A few megabytes in all: they stay open, so that coming back takes no time. */
  readonly #opened = new Map<string, Opened>();
  /** One at a time for each net, whoever asks for it. */
  readonly #loading = new Map<string, Promise<void>>();

  constructor(store: ExplorerStore, runtime: Runtime, fetchFile: FetchFile) {
    this.#store = store;
    this.#runtime = runtime;
    this.#fetchFile = fetchFile;
  }

  get #state() {
    return this.#store.getState();
  }

  /** Brings the weights in line with the present network and the person's wish. */
  follow(): void {
    const { weights } = this.#state;
    const net = weights.wish === 'auto' ? trainedFor(selectSpec(this.#state)) : null;
    if (net === null) {
      this.#leave();
      return;
    }
    if (weights.trained === net.id || weights.awaited === net.id) return;
    // From one of these nets to the next the recipe stays, with what was changed in it.
    if (weights.trained === null && weights.awaited === null) this.#setRecipe(ownRecipe);
    this.#take(net);
  }

  #take(net: TrainedNet): void {
    const opened = this.#opened.get(net.id);
    if (opened) this.#adopt(net, opened);
    else this.#wait(net);
  }

  /** What runs a trained net beside the present one; null where the spec is none of them or its file cannot be had. */
  async refOf(spec: FamilySpec): Promise<WeightsRef | null> {
    const net = trainedFor(spec);
    if (net === null) return null;
    if (!this.#opened.has(net.id)) await this.#load(net);
    return this.#opened.get(net.id)?.ref ?? null;
  }

  /** The runtime has lost what it had opened, with the worker that it lived in. */
  reopen(): void {
    this.#opened.clear();
    const net = trainedFor(selectSpec(this.#state));
    if (net !== null && this.#state.weights.trained === net.id) this.#take(net);
  }

  #leave(): void {
    const { weights, recipe } = this.#state;
    if (weights.awaited !== null) this.#state.setWeights({ awaited: null });
    if (weights.trained !== null) {
      this.#state.setWeights({ ref: { kind: 'seeded' }, trained: null, report: null });
    }
    // Another task has its own pictures: the recipe goes with the weights, unless it was changed by hand.
    if (!isOfTask(selectSpec(this.#state)) && weights.wish === 'auto' && sameRecipe(recipe, ownRecipe)) {
      this.#setRecipe(usualRecipe);
    }
  }

  #setRecipe(recipe: RecipeState): void {
    if (!sameRecipe(recipe, this.#state.recipe)) this.#state.followRecipe(recipe);
  }

  #adopt(net: TrainedNet, { ref, report }: Opened): void {
    this.#state.setWeights({
      ref,
      report,
      trained: net.id,
      awaited: null,
      status: 'ready',
      refused: null,
      error: null,
      leftBehind: null,
      origin: null,
    });
  }

  #wait(net: TrainedNet): void {
    const { trained: before, ref } = this.#state.weights;
    // Weights of the net before would not fit this one.
    const fallback: WeightsRef = before === null ? ref : { kind: 'seeded' };
    this.#state.setWeights({ ref: fallback, report: null, trained: null, awaited: net.id, error: null });
    void this.#load(net);
  }

  #load(net: TrainedNet): Promise<void> {
    const loading = this.#loading.get(net.id) ?? this.#open(net);
    this.#loading.set(net.id, loading);
    return loading;
  }

  async #open(net: TrainedNet): Promise<void> {
    const outcome = await outcomeOf(async (): Promise<Opened> => {
      const report = await this.#runtime.openWeights(await this.#fetchFile(net.file), net.id, net.spec);
      if (report.refusal) throw new WeightsError(report.refusal.key, report.refusal.values);
      return { ref: { kind: 'file', id: report.id ?? '' }, report };
    });
    this.#loading.delete(net.id);
    if (outcome.ok) this.#opened.set(net.id, outcome.value);
    if (this.#state.weights.awaited !== net.id) return;
    if (outcome.ok) this.#adopt(net, outcome.value);
    else this.#state.setWeights({ awaited: null, error: outcome.error });
  }
}

/** Asks the server that the page came from, or what the service worker keeps of it. Throws WeightsError. */
export async function fetchBeside(path: string): Promise<Blob> {
  const url = new URL(path, document.baseURI);
  const response = await fetch(url).catch((cause: unknown) => {
    throw new WeightsError('trained.unreachable', { file: path }, null, { cause });
  });
  if (!response.ok) throw new WeightsError('trained.refused', { file: path, status: response.status });
  return response.blob();
}
