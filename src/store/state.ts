/**
 * What the store holds: only what the user did and what the machine reported. Graph, scene and totals are derived from
 * the spec by identity memo (`store/select.ts`).
 */
import type { Conflict } from '../arch/families/index.ts';
import type { FamilySpec } from '../arch/types.ts';
import type { NodeId, RegionId } from '../graph/types.ts';
import type { Preprocessed } from '../image/preprocess.ts';
import type { Interpolation } from '../image/recipe.ts';
import type { DecodedImage } from '../image/types.ts';
import type {
  BackendId,
  RunProgress,
  RunResult,
  RuntimeState,
  Text,
  WeightsRef,
  WeightsReport,
} from '../runtime/contract.ts';
import type { DownloadProgress } from '../weights/download.ts';
import type { RemoteSource } from '../weights/hub.ts';
import type { KeptCheckpoint } from '../weights/shelf.ts';

export interface History {
  readonly past: readonly FamilySpec[];
  readonly present: FamilySpec;
  readonly future: readonly FamilySpec[];
}

export type Theme = 'auto' | 'light' | 'dark';
export type InspectorTab = 'maps' | 'weights' | 'cost' | 'try';

/** How the drawing is unfolded and what is shown beside it. */
export interface ViewState {
  /** Blocks drawn as their operations. */
  readonly open: readonly RegionId[];
  /** Runs of identical blocks that are shown block by block, by the id of their first block. */
  readonly unfolded: readonly string[];
  /** Stages shown as one box. */
  readonly collapsed: readonly RegionId[];
  readonly inspectorTab: InspectorTab;
  readonly layersShown: boolean;
  /** The experiment that is open under `try`; null shows the list of them. */
  readonly experiment: string | null;
}

/** The part of the preprocessing recipe that the spec does not say. */
export interface RecipeState {
  readonly cropPct: number;
  readonly interpolation: Interpolation;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export interface ImageState {
  readonly status: 'none' | 'loading' | 'ready';
  /** File name, sample name, "webcam": what the page calls the image. */
  readonly name: string;
  /** Id of the sample that the image is, or null. */
  readonly sample: string | null;
  /** Goes up whenever `prepared` changes. */
  readonly version: number;
  readonly decoded: DecodedImage | null;
  /** For the spec and recipe of the moment; null until there is an image. */
  readonly prepared: Preprocessed | null;
  /** Why the last image was refused; the one before it is still there. */
  readonly error: Text | null;
}

/** Where weights came from that were fetched. */
export interface WeightsOrigin {
  readonly source: RemoteSource;
  /** Class names that belong to them, for a file that brings none. */
  readonly labels: readonly string[] | null;
  readonly licence: string | null;
  /** Whether the browser keeps them beyond this visit. */
  readonly kept: boolean;
}

/** A checkpoint on its way from the network. */
export interface FetchState {
  /** `asked`: waits for the person's yes; `resolving`: its repository is being read. */
  readonly status: 'none' | 'asked' | 'resolving' | 'loading' | 'failed';
  readonly source: RemoteSource | null;
  /** What the page calls it. */
  readonly title: string;
  /** Where it is fetched from. */
  readonly host: string;
  /** Of the download, as far as it is known beforehand. */
  readonly bytes: number | null;
  readonly progress: DownloadProgress | null;
  readonly error: Text | null;
}

export interface WeightsState {
  readonly ref: WeightsRef;
  readonly status: 'ready' | 'opening';
  /** Of the file in use; null with seeded weights. */
  readonly report: WeightsReport | null;
  /** Of the last file that was refused; nothing changed then. */
  readonly refused: WeightsReport | null;
  readonly error: Text | null;
  /** Name of the last file that was given, whatever became of it; it can be opened again. */
  readonly offered: string | null;
  /** Class names from a file of their own; they are used while the network has as many classes. */
  readonly names: { readonly fileName: string; readonly labels: readonly string[] } | null;
  /**
   * The file that an edit made unfit, so that seeded weights took over, and what it is to the present network. It
   * stays open, and is in use again as soon as it fits.
   */
  readonly leftBehind: { readonly id: string; readonly report: WeightsReport } | null;
  /** Of the file that is in use or left behind; null where it was not fetched. */
  readonly origin: WeightsOrigin | null;
}

export interface RunState {
  readonly status: 'idle' | 'running' | 'done' | 'failed';
  readonly runId: number;
  readonly progress: RunProgress | null;
  /** Of the last finished run. It stays on the page while the next one runs. */
  readonly result: RunResult | null;
  /** What `result` was computed from. */
  readonly resultOf: {
    readonly spec: FamilySpec;
    readonly weights: WeightsRef;
    readonly imageVersion: number;
  } | null;
  readonly error: Text | null;
}

/** An edit that was refused, at the control that caused it. */
export interface Problem extends Text {
  readonly path: string;
}

export interface ExplorerState {
  readonly history: History;
  /** The spec before the last edit: marks and differences are against it. Null right after opening. */
  readonly previous: FamilySpec | null;
  /** Options that had to follow the last edit. */
  readonly adjusted: readonly Conflict[];
  readonly problem: Problem | null;
  readonly view: ViewState;
  /** A node or a region. */
  readonly selection: NodeId | RegionId | null;
  /** What an experiment has taken out for now: nodes and blocks that the drawing fades. */
  readonly faded: ReadonlySet<NodeId | RegionId>;
  /** What was pressed in the drawing last, also when it was selected already. */
  readonly picked: { readonly id: NodeId | RegionId; readonly serial: number } | null;
  readonly theme: Theme;
  readonly recipe: RecipeState;
  readonly image: ImageState;
  readonly weights: WeightsState;
  readonly fetching: FetchState;
  /** Checkpoints that need no network. */
  readonly kept: readonly KeptCheckpoint[];
  readonly run: RunState;
  readonly runtime: RuntimeState;
  /** The backend that the user asked for; null leaves it to the measurement. */
  readonly backendChoice: BackendId | null;
  /** Something to be said once, in a toast and to a screen reader: a link copied, a part of a link dropped. */
  readonly notice: (Text & { readonly id: number }) | null;
}
