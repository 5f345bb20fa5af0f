import type { NodeId, RegionId } from '../graph/types.ts';
import type { Scene } from '../layout/index.ts';
import type { Thumbnail } from '../runtime/contract.ts';

/** What the user does to the drawing. */
export interface DiagramEvents {
  select(id: NodeId | RegionId | null): void;
  /** Open or close a block or an attention region, collapse or spread a stage. */
  toggle(id: RegionId): void;
  /** Show a fold block by block, or fold it again. */
  unfold(key: string): void;
  hover?(id: NodeId | RegionId | null): void;
  viewChanged?(view: View): void;
}

export interface DiagramProps {
  readonly scene: Scene;
  readonly selection: NodeId | RegionId | null;
  /** Marked in the colour that is kept for it. */
  readonly changed: ReadonlySet<NodeId>;
  /** Nodes and blocks that an experiment has taken out: drawn faint. */
  readonly faded?: ReadonlySet<NodeId | RegionId>;
  readonly thumbnails: ReadonlyMap<NodeId, Thumbnail>;
  /** Whether the thumbnails are those of another network, image or weights than is shown: then they fade. */
  readonly stale: boolean;
  readonly reducedMotion: boolean;
  /** Name of the whole drawing for assistive technology. */
  readonly label: string;
}

/** Scene to screen: `screen = k * scene + (x, y)`, in CSS pixels from the host's top left. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

export interface Diagram {
  update(props: DiagramProps): void;
  /** The whole drawing in sight. */
  fit(): void;
  zoomBy(factor: number): void;
  /** Pans so that a node or region (or what it is hidden in) is in sight; the zoom stays. */
  focus(id: NodeId | RegionId): void;
  /** The whole drawing, as it is folded and opened now, as a stand-alone SVG document in the present theme. */
  svg(): string;
  destroy(): void;
}

/** How much is drawn at a zoom: 0 outlines, 1 outlines and pictures, 2 operations and their names, 3 everything. */
export type Detail = 0 | 1 | 2 | 3;

export const detailAt = (k: number): Detail => (k < 0.17 ? 0 : k < 0.36 ? 1 : k < 0.6 ? 2 : 3);
