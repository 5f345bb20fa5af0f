/**
 * The one interface that crosses the thread. The page holds a `RuntimeClient` (runtime/client.ts), the worker holds
 * the engine, the terminal holds the engine without a thread. Everything here is plain data or transferable.
 */
import type { FamilySpec } from '../arch/types.ts';
import type { GraphEdit } from '../graph/passes/variants.ts';
import type { Traffic } from '../graph/traffic.ts';
import type { Graph, NodeId } from '../graph/types.ts';
import type { MessageKey, MessageValues } from '../text/index.ts';
import type { NamedTensor } from '../weights/names/index.ts';

export type BackendId = 'webgpu' | 'webgl' | 'wasm' | 'cpu';
export const backendIds: readonly BackendId[] = ['webgpu', 'webgl', 'wasm', 'cpu'];

/** A text that is written where it is shown, in the language of that moment. */
export interface Text {
  readonly key: MessageKey;
  readonly values: MessageValues;
}

export interface BackendReport {
  readonly id: BackendId;
  /** `unavailable`: not on this device; `failed`: it started and gave wrong numbers or broke; `ready`: may be used. */
  readonly status: 'untried' | 'unavailable' | 'failed' | 'ready';
  /** What is behind it: adapter name, threads, or why it cannot be used. */
  readonly detail: Text;
  /** Largest deviation of the self-check's logits over the largest logit; null where it did not run. */
  readonly deviation: number | null;
  /** Median milliseconds of the probe network on this device; null where it was not measured. */
  readonly probeMs: number | null;
  /** A WebGPU or WebGL that is drawn by the CPU. */
  readonly software: boolean;
}

export interface RuntimeState {
  readonly status: 'starting' | 'ready' | 'failed';
  readonly active: BackendId | null;
  /** Why this one: measured fastest, chosen by the user, the only one left, after a device was lost. */
  readonly why: Text;
  readonly backends: readonly BackendReport[];
}

export type WeightsRef =
  | { readonly kind: 'seeded' }
  /** `id` as given by `openWeights`. */
  | { readonly kind: 'file'; readonly id: string };

export interface RunRequest {
  readonly spec: FamilySpec;
  readonly weights: WeightsRef;
  /** `[1, C, H, W]` of the spec, row-major; its buffer is transferred. */
  readonly input: Float32Array;
  /** Nodes whose outputs will be looked at; block outputs are always kept. */
  readonly keep: readonly NodeId[];
}

/**
 * What a trace looks at: the logits alone; every value that a run computes, norms folded and activations fused as they
 * are then; or every node of the graph by itself.
 */
export type TraceScope = 'output' | 'run' | 'nodes';

export type TraceRequest = Omit<RunRequest, 'keep'> & { readonly scope: TraceScope };

/** What is timed layer by layer: a network with its weights, or a graph that no family has, with seeded ones. */
export interface ProfileRequest {
  readonly subject:
    | { readonly kind: 'network'; readonly spec: FamilySpec; readonly weights: WeightsRef }
    | { readonly kind: 'graph'; readonly graph: Graph };
  /** How often each layer is timed; the median counts. */
  readonly rounds: number;
}

/** One layer as a run has it: a convolution with its norm and activation is one. */
export interface LayerTime {
  /** In the graph before the passes; the convolution where more is fused to it. */
  readonly node: NodeId;
  readonly fused: readonly ('norm' | 'add' | 'activation')[];
  readonly macs: number;
  /** Elements; see graph/traffic.ts. */
  readonly traffic: Traffic;
  /** Median, smallest and largest of the rounds, in milliseconds for one time. */
  readonly ms: number;
  readonly low: number;
  readonly high: number;
  /** How often in a row it ran in each round. */
  readonly batch: number;
}

export interface ProfileResult {
  readonly backend: BackendId;
  /** In the order in which they run. */
  readonly layers: readonly LayerTime[];
}

/** What one node put out, row-major in NCHW. */
export interface TracedValue {
  readonly node: NodeId;
  readonly values: Float32Array<ArrayBuffer>;
}

export interface RunProgress {
  readonly phase: 'weights' | 'compile' | 'layers';
  readonly done: number;
  readonly total: number;
}

export interface RunResult {
  readonly runId: number;
  readonly backend: BackendId;
  readonly logits: Float32Array;
  /** Wall time of the forward pass alone, weights already on the device. */
  readonly ms: number;
  /** Milliseconds spent on making or reading weights and uploading them. */
  readonly weightsMs: number;
  readonly thumbnails: readonly Thumbnail[];
}

/** A small picture of what a block puts out: the mean over channels, at most 32 positions a side. */
export interface Thumbnail {
  readonly node: NodeId;
  readonly width: number;
  readonly height: number;
  /** Row-major; scaled so that 0 is the smallest and 255 the largest value. */
  readonly pixels: Uint8Array;
}

/** A network that differs from the one asked about by passes, or by an option that leaves its tensors as they are. */
export interface Variant {
  /** By which its result is told from the others; unique in the request. */
  readonly id: string;
  readonly edits: readonly GraphEdit[];
  /** Another network with the same input, and other weights, where they are not those of the request. */
  readonly spec?: FamilySpec;
  readonly weights?: WeightsRef;
  /** A part of the input, in its positions, that is set to 0 in all channels: the recipe's mean colour. */
  readonly hidden?: Rectangle;
}

export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface VariantsRequest {
  readonly spec: FamilySpec;
  readonly weights: WeightsRef;
  /** `[1, C, H, W]` of the spec, row-major; its buffer is transferred. */
  readonly input: Float32Array;
  readonly variants: readonly Variant[];
  /** What is wanted beside the logits, where a variant has the nodes. */
  readonly read: readonly VariantRead[];
}

/**
 * A node's whole output; a small picture of it; the mean square of each of its channels; or the mean over all positions
 * and channels of its product with another node's output of the same shape.
 */
export type VariantRead =
  | { readonly node: NodeId; readonly as: 'values' | 'picture' | 'power' }
  | { readonly node: NodeId; readonly as: 'product'; readonly other: NodeId };

/** The key of a product in `VariantResult.products`. */
export const productKey = (node: NodeId, other: NodeId): string => `${node} ${other}`;

export interface VariantResult {
  readonly id: string;
  readonly logits: Float32Array;
  /** Whole outputs by node, NCHW. */
  readonly values: Readonly<Record<NodeId, Float32Array>>;
  readonly pictures: readonly Thumbnail[];
  /** Mean squares by node, one a channel. */
  readonly powers: Readonly<Record<NodeId, Float64Array>>;
  /** By `productKey`. */
  readonly products: Readonly<Record<string, number>>;
  /** Wall time of this variant's forward pass, as far as it was not shared with the last run. */
  readonly ms: number;
}

export interface ChannelFigures {
  readonly mean: Float32Array;
  readonly max: Float32Array;
  readonly min: Float32Array;
  /** Root of the mean square: the order "strongest first". */
  readonly strength: Float32Array;
  /** Share of exact zeros. */
  readonly zeros: Float32Array;
}

export interface Figures {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
  /** NaN and infinite values, which are left out of the rest. */
  readonly notFinite: number;
  /** Counts of equal bins from `min` to `max`. */
  readonly histogram: Uint32Array;
}

/** The whole output of one node after a run, and what can be said of it. */
export interface NodeReading {
  readonly runId: number;
  readonly node: NodeId;
  /** `[1, C, H, W]` or `[1, C]`. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly figures: Figures;
  readonly channels: ChannelFigures;
}

export interface TensorReading {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly figures: Figures;
}

/** What the person chose of a weights file. */
export interface WeightsWish {
  /** Files that belong with it: its shards, or the index of them. */
  readonly others?: readonly { readonly blob: Blob; readonly name: string }[];
  /** Path of the set of weights in it (`state_dict_ema`); the usual one where nothing is said. */
  readonly part?: string;
}

/** What a weights file is to a specification. */
export interface WeightsReport {
  /** Names the file from here on; null when it does not fit and nothing changed. */
  readonly id: string | null;
  readonly fileName: string;
  readonly bytes: number;
  readonly loaded: readonly string[];
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly wrongShape: readonly {
    readonly name: string;
    readonly file: readonly number[];
    readonly wanted: readonly number[];
  }[];
  /** Tensors that hold no floating point numbers. */
  readonly wrongType: readonly { readonly name: string; readonly dtype: string }[];
  /** The sets of weights in the file to choose from, and the path of the one that this is about. */
  readonly parts: readonly { readonly path: string; readonly count: number }[];
  readonly part: string;
  /** What all names in the file begin with beyond the network's, such as `module.`; it was taken off. */
  readonly prefix: string;
  /** Class names that the file brings. */
  readonly labels: readonly string[] | null;
  /** A specification that the file would fit, where one could be told from its names and shapes. */
  readonly suggestion: FamilySpec | null;
  /** Options of the suggestion that no tensor tells, with the values that the file allows. */
  readonly questions: readonly { readonly option: string; readonly values: readonly (string | number)[] }[];
  /** What to tell the person when it does not fit, and what would; null when it fits. */
  readonly refusal: Text | null;
}

export interface Runtime {
  /** Tries the backends, checks their numbers, measures, chooses. `force` takes one by the user's wish. */
  start(force: BackendId | null): Promise<RuntimeState>;
  state(): Promise<RuntimeState>;
  /**
   * One forward pass. A newer run supersedes an older one at the next node: the older one rejects with
   * `RunSuperseded`. Rejects with BackendError, WeightsError or SpecError otherwise.
   */
  run(runId: number, request: RunRequest, onProgress: (progress: RunProgress) => void): Promise<RunResult>;
  cancel(runId: number): Promise<void>;
  /**
   * Many forward passes in sequence, one turn each, so that a run or an inspection waits for one of them at most. What a
   * variant has in common with the last run is not computed again, and weights are shared on the device. A newer
   * request ends an older one at the next node: it rejects with `RunSuperseded`. Else as `run`.
   */
  runVariants(
    runId: number,
    request: VariantsRequest,
    onResult: (result: VariantResult) => void | Promise<void>,
  ): Promise<{ readonly backend: BackendId }>;
  /** Ends the variants that are being run. */
  stopVariants(): Promise<void>;
  /**
   * A forward pass beside the runs, whose values are handed over one by one as they are computed and kept nowhere.
   * The last run can still be inspected afterwards. Returns the backend. Rejects as `run` does: a run that is asked
   * for goes before a trace. `runId` is what `cancel` takes; it must not be a run's.
   */
  trace(runId: number, request: TraceRequest, onValue: (value: TracedValue) => void): Promise<BackendId>;
  /**
   * Times each layer by itself, beside the runs. A run that is asked for goes before it, and so does a newer profile:
   * the older one rejects with `RunSuperseded`. `runId` is what `cancel` takes; it must not be a run's.
   */
  profile(
    runId: number,
    request: ProfileRequest,
    onProgress: (progress: RunProgress) => void,
  ): Promise<ProfileResult>;
  /** Any node of the last run, whether it was kept or not (then the part it needs is run again). */
  inspect(runId: number, node: NodeId): Promise<NodeReading>;
  /** Stored tensors of a node, as they are loaded (not folded). */
  tensors(spec: FamilySpec, weights: WeightsRef, node: NodeId): Promise<readonly TensorReading[]>;
  /** The values of one stored tensor, row-major in PyTorch's layout: for who wants them all, one after another. */
  tensor(weights: WeightsRef, tensor: NamedTensor): Promise<Float32Array<ArrayBuffer>>;
  /** Binds a file to the spec by what it says of its tensors. A file that does not fit changes nothing. */
  openWeights(file: Blob, fileName: string, spec: FamilySpec, wish?: WeightsWish): Promise<WeightsReport>;
  /** Whether opened weights (by id) also fit another spec: after an edit. */
  checkWeights(id: string, spec: FamilySpec): Promise<WeightsReport>;
  /**
   * Announces a safetensors file of `size` bytes that comes block by block, for a network of `spec`. What has come of
   * it goes to the device meanwhile; the weights in use stay in use. Gives the id that the file will have.
   */
  beginWeights(fileName: string, size: number, spec: FamilySpec): Promise<string>;
  /** The next bytes of an announced file, in order. */
  feedWeights(id: string, block: Blob): Promise<void>;
  /** An announced file is whole: it is bound to `spec` as by `openWeights`. */
  finishWeights(id: string, file: Blob, spec: FamilySpec): Promise<WeightsReport>;
  /** The same bytes in another place, for an open file. */
  replaceWeights(id: string, file: Blob): Promise<void>;
  /** Also ends a file that was announced and will not be whole. */
  closeWeights(id: string): Promise<void>;
  /** Tensors alive on the device and bytes they take, for tests and the page's numbers. */
  memory(): Promise<{ readonly tensors: number; readonly bytes: number }>;
}
