/**
 * Asynchronous work that views ask for; the composition root implements it. None of these throws: what goes wrong
 * ends in the store, where the page shows it.
 */
import type { FamilySpec } from '../arch/types.ts';
import type { NodeId } from '../graph/types.ts';
import type {
  BackendId,
  NodeReading,
  TensorReading,
  Text,
  VariantResult,
  VariantsRequest,
  WeightsRef,
} from '../runtime/contract.ts';
import type { NamedTensor } from '../weights/names/index.ts';
import type { RemoteSource } from '../weights/hub.ts';
import type { KeptCheckpoint } from '../weights/shelf.ts';

/** How a request for variants ended; `stopped` by hand, by a newer request, or because there is nothing to run on. */
export type VariantsOutcome =
  | { readonly status: 'done' | 'stopped' }
  | { readonly status: 'failed'; readonly error: Text };

export interface Services {
  /** Reads, decodes and prepares an image; `name` is what the page calls it. The old image stays if it fails. */
  openImage(source: Blob, name: string): void;
  /** A sample of `image/samples.ts` by id. */
  openSample(id: string): void;
  /** Pixels that never were a file: a webcam frame. RGBA, row by row. */
  openPixels(pixels: { data: Uint8ClampedArray; width: number; height: number }, name: string): void;
  /** Binds a file, or the shards of one, to the present spec. */
  openWeights(files: readonly File[]): void;
  /** The files given last once more: as the network that they fit, or another set of weights in them. */
  reopenWeights(wish: { readonly spec?: FamilySpec; readonly part?: string }): void;
  /** Reads class names from a file of their own; null takes them away. */
  openLabels(file: File | null): void;
  takeSeededWeights(): void;
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
  /** Output of a node of the last finished run; null when there is none or it was superseded. */
  inspect(node: NodeId): Promise<NodeReading | null>;
  /** Stored tensors of a node with the present weights; null when they cannot be had. */
  tensors(node: NodeId): Promise<readonly TensorReading[] | null>;
  /** The values of one tensor of some weights. The exception among these: it rejects, with ExplorerError. */
  tensor(weights: WeightsRef, tensor: NamedTensor): Promise<Float32Array>;
  /** The address of the present state, copied to the clipboard (or offered where there is none). */
  share(): void;
}
