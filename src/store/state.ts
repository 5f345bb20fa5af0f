/**
 * What the store holds: only what the user did and what the machine reported. Graph, scene and totals are derived from
 * the spec by identity memo (`store/select.ts`).
 */
import type { Conflict } from '../arch/families/index.ts';
import type { SystemId } from '../arch/systems/index.ts';
import type { FamilySpec } from '../arch/types.ts';
import type { NodeId, RegionId } from '../graph/types.ts';
import type { Preprocessed } from '../image/preprocess.ts';
import type { Interpolation } from '../image/recipe.ts';
import type { Stroke } from '../image/strokes.ts';
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
import type { CheckReport, CheckStep } from '../runtime/check/index.ts';
import type { DownloadProgress } from '../weights/download.ts';
import type { RemoteSource } from '../weights/hub.ts';
import type { Pause } from '../weights/patience.ts';
import type { KeptCheckpoint } from '../weights/shelf.ts';

/** What a step of undo brings back: a checkpoint sets the network and its recipe in one. */
export interface HistoryEntry {
  readonly spec: FamilySpec;
  readonly recipe: RecipeState;
}

export interface History {
  readonly past: readonly HistoryEntry[];
  /** The recipe that belongs to it is the state's. */
  readonly present: FamilySpec;
  readonly future: readonly HistoryEntry[];
}

export type Theme = 'auto' | 'light' | 'dark';
export type InspectorTab = 'maps' | 'weights' | 'cost' | 'about' | 'try';

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
  /** The system that is explained; null leaves it to the network. */
  readonly system: SystemId | null;
  /** Whether `about` lists the systems of this network or all there are. */
  readonly systems: 'here' | 'all';
  /** Whether the line above the drawing says what a system changes. */
  readonly noteShown: boolean;
  /** The canvas of the browser scales the picture, not the recipe's filter. */
  readonly canvasScaling: boolean;
}

/** The part of the preprocessing recipe that the spec does not say. */
export interface RecipeState {
  readonly cropPct: number;
  readonly interpolation: Interpolation;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

export type Drawn = 'no' | 'live' | 'done';

/** The drawing pad. Lengths are parts of its side. */
export interface PadState {
  /** Whether it stands in the image panel. */
  readonly shown: boolean;
  /** What was drawn, oldest first, without the stroke that is being drawn. */
  readonly strokes: readonly Stroke[];
  /** `#rrggbb` of the next stroke, and of the ground. */
  readonly ink: string;
  readonly paper: string;
  /** Of the next stroke. */
  readonly width: number;
}

export interface ImageState {
  readonly status: 'none' | 'loading' | 'ready';
  /** File name, sample name, "webcam": what the page calls the image. */
  readonly name: string;
  /** Id of the sample that the image is, or null. */
  readonly sample: string | null;
  /** Whether it comes from the drawing pad; `live` while the pen is down. */
  readonly drawn: Drawn;
  /** Goes up whenever `prepared` changes. */
  readonly version: number;
  readonly decoded: DecodedImage | null;
  /** For the spec and recipe of the moment; null until there is an image. */
  readonly prepared: Preprocessed | null;
  /** What the recipe asks for, where `prepared` was scaled by the canvas; null where `prepared` is just that. */
  readonly exact: Preprocessed | null;
  /** Why the last image was refused; the one before it is still there. */
  readonly error: Text | null;
}

/** Where weights came from that were fetched. */
export interface WeightsOrigin {
  readonly source: RemoteSource;
  /** Class names that belong to them, for a file that brings none. */
  readonly labels: readonly string[] | null;
  readonly licence: string | null;
  /** Whether the browser keeps them beyond this visit; null while it is still writing them down. */
  readonly kept: boolean | null;
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
  /** Of a failed download what is here of it, where another try goes on from there. */
  readonly progress: DownloadProgress | null;
  /** The server is busy and asked to wait. */
  readonly pause: Pause | null;
  readonly error: Text | null;
}

export interface WeightsState {
  readonly ref: WeightsRef;
  /** `auto`: trained ones where the page has them, else seeded; the others are what the person chose instead. */
  readonly wish: 'auto' | 'seeded' | 'file';
  /** Id of the trained net that `ref` is; null for any other weights. */
  readonly trained: string | null;
  /** Id of the trained net whose file is on its way: nothing is run until it is there. */
  readonly awaited: string | null;
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
    /** Id of the trained net, or null. */
    readonly trained: string | null;
    readonly imageVersion: number;
    /** The picture was scaled by the canvas, not as the recipe says. */
    readonly canvasScaling: boolean;
  } | null;
  /** Logits of the picture as the recipe asks for it, where `result` is of one that the canvas scaled. */
  readonly exactLogits: Float32Array | null;
  readonly error: Text | null;
}

/** Of the check that holds a backend's numbers against others. */
export interface CheckState {
  /** Whether its panel is shown. */
  readonly open: boolean;
  readonly status: 'idle' | 'running' | 'done' | 'cancelled' | 'failed';
  readonly step: CheckStep | null;
  /** Of the last check that came to its end. */
  readonly report: CheckReport | null;
  readonly error: Text | null;
  /** Multiply-accumulates of the reference in a millisecond; null until they were measured. */
  readonly speed: number | null;
}

/** An edit that was refused, at the control that caused it. */
export interface Problem extends Text {
  readonly path: string;
}

/** Said in a toast and to a screen reader. */
export interface Notice extends Text {
  /** Another one is another notice, even with the same text. */
  readonly id: number;
  /** Until it is dismissed; else it goes by itself. */
  readonly stays: boolean;
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
  readonly pad: PadState;
  readonly weights: WeightsState;
  readonly fetching: FetchState;
  /** Checkpoints that need no network. */
  readonly kept: readonly KeptCheckpoint[];
  readonly run: RunState;
  readonly check: CheckState;
  readonly runtime: RuntimeState;
  /** The backend that the user asked for; null leaves it to the measurement. */
  readonly backendChoice: BackendId | null;
  /** Something to be said once, in a toast and to a screen reader: a link copied, a part of a link dropped. */
  readonly notice: Notice | null;
}
