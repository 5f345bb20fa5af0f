import type { NodeId, RegionId, Shape } from '../graph/types.ts';
import type { Point } from './route.ts';
import type { Wiring } from './wiring.ts';

/**
 * What the drawing is made from: boxes and lines with coordinates in drawing units (one unit is one CSS pixel at
 * zoom 1, origin at the top left). Plain data; no colours, no elements.
 */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Where content starts: left of it rows say their names. */
  readonly gutter: number;
  readonly rows: readonly SceneRow[];
  /** In reading order: rows from top to bottom, along the data within a row, a frame before what is inside it. */
  readonly boxes: readonly SceneBox[];
  readonly edges: readonly SceneEdge[];
}

/** One stage (or stem, or head) with its label at the left. */
export interface SceneRow {
  readonly key: string;
  readonly region: RegionId;
  readonly title: string;
  /** What the row puts out, without the batch: `[C, H, W]` or `[C]`. */
  readonly shape: Shape;
  readonly shapeText: string;
  readonly label: string;
  readonly y: number;
  readonly height: number;
  /** The line along which the data runs. */
  readonly lane: number;
  /** Where the content ends at the right. */
  readonly right: number;
  /** The output drawn to scale, one scale for all rows; null for a vector. */
  readonly tensor: TensorBox | null;
  readonly collapsed: boolean;
  readonly collapsible: boolean;
}

/** Sides of the drawn tensor in drawing units: channels to the right, height down, width into the depth. */
export interface TensorBox {
  readonly channels: number;
  readonly height: number;
  readonly depth: number;
}

/** What an operation is to the eye. */
export type Tone = 'plain' | 'conv' | 'pool' | 'attention' | 'join';

interface BoxBase {
  /** Unique in the scene and stable from scene to scene: the id, for a fold that of its first block. */
  readonly key: string;
  /** What selecting the box selects. */
  readonly id: NodeId | RegionId;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly row: number;
  /** Key of the frame that the box stands in, or null. */
  readonly parent: string | null;
  /** Full sentence for assistive technology. */
  readonly label: string;
  readonly title: string;
}

/** An operation: convolution, pool, linear, activation that stands alone, input. */
export interface OpBox extends BoxBase {
  readonly kind: 'op';
  readonly tone: Tone;
  /** `/2` where it strides, else empty. */
  readonly stride: string;
  /** Output channels, groups, dilation. */
  readonly detail: string;
  /** Whether no path around the block's branch avoids it. */
  readonly onIdentity: boolean;
  /** Height of the strip of pills at the foot, inside `height`. */
  readonly strip: number;
  readonly shapeText: string;
  /** Of a grouped convolution or a channel shuffle: what is drawn beneath its words. */
  readonly wiring: Wiring | null;
}

/** Norm, activation or flatten in the strip of the operation before it; same shape as that. */
export interface PillBox extends BoxBase {
  readonly kind: 'pill';
  readonly tone: Tone;
  readonly place: 'first' | 'middle' | 'last' | 'only';
  /** Key of the operation in whose strip it is. */
  readonly host: string;
}

/** Where two paths meet: the sum of branch and shortcut, the product of maps and gates. */
export interface JoinBox extends BoxBase {
  readonly kind: 'join';
  readonly tone: Tone;
  readonly symbol: string;
  readonly shapeText: string;
  /** The shape stands under the circle, not on the edge that leaves it. */
  readonly shapeBelow: boolean;
  /** The middle of its baseline there, from the corner of the box. */
  readonly shapeAt: Point;
}

/** A closed attention region inside an open block: the way from maps to gates in one box. */
export interface GateBox extends BoxBase {
  readonly kind: 'gate';
  readonly tone: 'attention';
  readonly detail: string;
}

/**
 * How a block's input goes around its branch, `zeroPad` without parameters, `none` in a plain block; or how its paths meet where they lie side by
 * side: a residual and a dense stream (`dual`), a stream that is appended to (`appended`), two streams that exchange
 * their mean (`merged`) or nothing (`apart`), branches that are concatenated (`branches`), added (`added`) or averaged
 * (`columns`); two paths that are `joined`, or of which half of the channels pass untouched (`split`); or that it only
 * leads from one stream that grows to the next (`transition`).
 */
export type BlockShortcut =
  | 'projection'
  | 'identity'
  | 'none'
  | 'dual'
  | 'appended'
  | 'merged'
  | 'apart'
  | 'branches'
  | 'added'
  | 'columns'
  | 'zeroPad'
  | 'joined'
  | 'split'
  | 'transition';

/** A part of a block's channels as a share of the most that any block of the network puts out. */
export interface WidthPart {
  readonly share: number;
  /** Added to in place; passed on; appended by this block. */
  readonly kind: 'added' | 'kept' | 'new';
}

/** With what probability training keeps the branch: of the first and the last block behind a card. */
export interface Kept {
  readonly first: number;
  readonly last: number;
}

/** Which groups a block keeps channels in; 1 for none. */
export interface BlockGroups {
  /** Of its grouped convolutions, the most, without depthwise ones. */
  readonly count: number;
  readonly depthwise: boolean;
  /** Of its channel shuffle. */
  readonly shuffled: number;
}

/** A closed block, a run of equal closed blocks, or a collapsed stage. */
export interface CardBox extends BoxBase {
  readonly kind: 'card';
  readonly of: 'block' | 'stage';
  /** The regions behind the card: one block, the blocks of a fold, or the stage. */
  readonly regions: readonly RegionId[];
  /** Node whose output is pictured. */
  readonly picture: NodeId;
  readonly shortcut: BlockShortcut | null;
  readonly detail: string;
  /** How much the height falls from input to output; 1 where it stays. */
  readonly down: number;
  /** Short name of the attention in it, or empty. */
  readonly attention: string;
  readonly shapeText: string;
  /** What the channels are made of, in blocks whose streams grow; else empty. */
  readonly widths: readonly WidthPart[];
  /** Groups of channels in it, or null. */
  readonly groups: BlockGroups | null;
  /** Stochastic depth, or null where no branch is ever dropped. */
  readonly kept: Kept | null;
  /** Key of the unfolded run that this is the first block of: from here it can be folded again. */
  readonly foldable: { readonly key: string; readonly count: number } | null;
}

/** The frame of an open block or open attention region. */
export interface FrameBox extends BoxBase {
  readonly kind: 'frame';
  readonly of: 'block' | 'attention';
  readonly picture: NodeId;
  readonly shortcut: BlockShortcut | null;
  readonly detail: string;
  readonly down: number;
  readonly attention: string;
  /** `in → out`. */
  readonly shapeText: string;
  /** Where the data enters, from the frame's top. */
  readonly port: number;
  /** Side of the square that is free under the right end of the header; 0 where lines or boxes are there. */
  readonly corner: number;
  /** What is inside as outlines in the frame's coordinates, by tone: for a drawing too small for single boxes. */
  readonly outline: readonly { readonly tone: Tone; readonly path: string }[];
  /** All lines inside as one path, for the same. */
  readonly lines: string;
  /** As of a card. */
  readonly kept: Kept | null;
  readonly foldable: { readonly key: string; readonly count: number } | null;
}

export type SceneBox = OpBox | PillBox | JoinBox | GateBox | CardBox | FrameBox;

export interface SceneEdge {
  /** `source>target` by node ids: stable when things between them move. */
  readonly key: string;
  readonly source: NodeId;
  readonly target: NodeId;
  /** SVG path data. */
  readonly path: string;
  readonly kind: 'data' | 'shortcut' | 'attention' | 'row';
  readonly arrow: boolean;
  readonly row: number;
  /** Key of the frame that the edge stands in, or null. */
  readonly parent: string | null;
  /** Left, top, right, bottom. */
  readonly bounds: readonly [number, number, number, number];
  /** The tensor on the edge, written where there is room. */
  readonly label: EdgeText | null;
  /** With what probability training keeps the branch that it is in; 1 outside of branches that are dropped. */
  readonly kept: number;
  /** What else stands at it. */
  readonly note: EdgeText | null;
}

/** A text and the middle of its baseline. */
export interface EdgeText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** What the user opened, unfolded and collapsed. */
export interface GraphView {
  /** Blocks and attention regions that are drawn as their operations. */
  readonly open: ReadonlySet<RegionId>;
  /** Folds that are shown block by block, by the id of the first block of the run. */
  readonly unfolded: ReadonlySet<string>;
  /** Stem, stages or head that are shown as one box. */
  readonly collapsed: ReadonlySet<RegionId>;
}
