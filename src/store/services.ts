/**
 * Asynchronous work that views ask for; the composition root implements it. None of these throws: what goes wrong
 * ends in the store, where the page shows it.
 */
import type { FamilySpec } from '../arch/types.ts';
import type { NodeId } from '../graph/types.ts';
import type {
  BackendId,
  NodeReading,
  ProfileRequest,
  ProfileResult,
  RunProgress,
  TensorReading,
  Text,
  VariantResult,
  VariantsRequest,
  WeightsRef,
} from '../runtime/contract.ts';
import type { NamedTensor } from '../weights/names/index.ts';
import type { RemoteSource } from '../weights/hub.ts';
import type { KeptCheckpoint } from '../weights/shelf.ts';

/** A picture made of strokes: RGBA, row by row. */
export interface DrawnPixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** How a request for variants ended; `stopped` by hand, by a newer request, or because there is nothing to run on. */
export type VariantsOutcome =
  | { readonly status: 'done' | 'stopped' }
  | { readonly status: 'failed'; readonly error: Text };

/** How a request for times ended; `stopped` by hand, by a newer request, or by a run that goes before it. */
export type ProfileOutcome =
  | { readonly status: 'done'; readonly result: ProfileResult }
  | { readonly status: 'stopped' }
  | { readonly status: 'failed'; readonly error: Text };

export interface Services {
  /** Reads, decodes and prepares an image; `name` is what the page calls it. The old image stays if it fails. */
  openImage(source: Blob, name: string): void;
  /** A sample of `image/samples.ts` by id. */
  openSample(id: string): void;
  /** The sample that goes with the present network, and with the next as long as no other image was chosen. */
  openUsualSample(): void;
  /** Pixels that never were a file: a webcam frame. RGBA, row by row. */
  openPixels(pixels: { data: Uint8ClampedArray; width: number; height: number }, name: string): void;
  /**
   * The drawing of the pad as it is now. `render` makes its pixels when their turn comes: while one draws, only the
   * newest is taken, and no sooner than the one before has its answer. A finished stroke does not wait.
   */
  draw(render: () => DrawnPixels, finished: boolean): void;
  /** Nothing is drawn any more: there is no image, and no answer. */
  clearDrawing(): void;
  /** Binds a file, or the shards of one, to the present spec. */
  openWeights(files: readonly File[]): void;
  /** The files given last once more: as the network that they fit, or another set of weights in them. */
  reopenWeights(wish: { readonly spec?: FamilySpec; readonly part?: string }): void;
  /** Reads class names from a file of their own; null takes them away. */
  openLabels(file: File | null): void;
  takeSeededWeights(): void;
  /**
   * The weights that come with the page wherever they fit, from here on; the person's file is closed. With an id, that
   * net is opened too.
   */
  takeTrainedWeights(id?: string): void;
  /** Trained weights for a net that is not the present one, to run it beside that; null where none come with the page. */
  trainedWeightsOf(spec: FamilySpec): Promise<WeightsRef | null>;
  /**
   * Takes the network, the size and the recipe of a checkpoint and fetches its weights. `side` is one of its sizes in
   * pixels; null takes the usual one.
   */
  fetchWeights(source: RemoteSource, side: number | null): void;
  /**
   * Fetches what a text names: a Hub id, a link, a checkpoint's name; with `ask` only after a yes, its network at once.
   * A text that names nothing is told like a failed download.
   */
  openReference(text: string, ask: boolean): void;
  /** Shows a checkpoint's recipe (and, with `take`, its network) and asks before its weights are fetched. */
  askForWeights(source: RemoteSource, spec: 'take' | 'keep'): void;
  /** Yes to what was asked, or another try of what failed. */
  acceptWeights(): void;
  /** No to what was asked, or an end to what is being fetched. */
  cancelWeights(): void;
  /** Deletes a kept checkpoint. One that is in use stays in use. */
  forgetWeights(kept: KeptCheckpoint): void;
  /** null: let the measurement decide. */
  selectBackend(id: BackendId | null): void;
  /** Runs the present spec on the present image now, whether or not something changed. */
  runAgain(): void;
  /** Shows or leaves the panel of the check; one that is under way goes on. */
  showCheck(open: boolean): void;
  /** Holds the active backend's numbers against others, at a small size or at the network's own. */
  startCheck(size: 'quick' | 'full'): void;
  cancelCheck(): void;
  cancelRun(): void;
  /** Runs variants of the present network on the present weights and image. A newer call ends an older one. */
  runVariants(
    request: Pick<VariantsRequest, 'variants' | 'read'>,
    onResult: (result: VariantResult) => void,
  ): Promise<VariantsOutcome>;
  stopVariants(): void;
  /** Times each layer of a network or a graph, beside the runs. A newer call ends an older one. */
  profile(
    subject: ProfileRequest['subject'],
    onProgress: (progress: RunProgress) => void,
  ): Promise<ProfileOutcome>;
  stopProfile(): void;
  /** Output of a node of the last finished run; null when there is none or it was superseded. */
  inspect(node: NodeId): Promise<NodeReading | null>;
  /** Stored tensors of a node with the present weights; null when they cannot be had. */
  tensors(node: NodeId): Promise<readonly TensorReading[] | null>;
  /** The values of one tensor of some weights. The exception among these: it rejects, with ExplorerError. */
  tensor(weights: WeightsRef, tensor: NamedTensor): Promise<Float32Array>;
  /** The address of the present state, copied to the clipboard (or offered where there is none). */
  share(): void;
}
