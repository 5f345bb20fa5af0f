/**
 * Which part of the picture a position of a map can see: the spatial path from the input, by geometry alone. Channels of
 * a node are taken together. Windows as in "Computing Receptive Fields of Convolutional Neural Networks" (Distill,
 * 2019): of output position 0 the interval `[lo, hi]` of input positions and the jump j; a window (k, s, p, dilation d)
 * makes `lo -= p j`, `hi += ((k - 1) d - p) j`, `j *= s`. Position i sees `[lo + i j, hi + i j]`, which may reach
 * beyond the picture into the padding.
 */
import { memoByIdentity } from '../base/memo.ts';
import { windowsOf } from './reads.ts';
import type { Graph, GraphNode, NodeId } from './types.ts';

/** Of output position 0, in positions of the start; both ends belong to it. */
export interface Span {
  readonly lo: number;
  readonly hi: number;
}

export interface Extent {
  readonly rows: Span;
  readonly columns: Span;
}

/** What makes a position depend on the whole picture beside its window. */
export type GlobalPath = 'gates' | 'groupNorm';

export type ReceptiveField =
  /** Behind a pool over all positions. */
  | { readonly kind: 'whole' }
  | {
      readonly kind: 'window';
      /** Over all paths. */
      readonly widest: Extent;
      /** Along the path that takes the narrowest input wherever several meet: the shortcuts of a residual net. */
      readonly shortest: Extent;
      /** From one position to the next, in positions of the start. */
      readonly jump: number;
      /**
       * What else reaches it: gates that scale it, or a group norm, were made from all positions. They are no part of
       * the window.
       */
      readonly global: ReadonlySet<GlobalPath>;
    };

type Window = Extract<ReceptiveField, { kind: 'window' }>;

const point: Span = { lo: 0, hi: 0 };
const start: Window = {
  kind: 'window',
  widest: { rows: point, columns: point },
  shortest: { rows: point, columns: point },
  jump: 1,
  global: new Set(),
};
const whole: ReceptiveField = { kind: 'whole' };

/** How many positions a span has. */
export const sizeOfSpan = ({ lo, hi }: Span): number => hi - lo + 1;
/** Of the window of position 0: how far its middle lies from the first position of the start. */
export const centreOfSpan = ({ lo, hi }: Span): number => (lo + hi) / 2;
/** The span of another position. */
export const spanAt = ({ lo, hi }: Span, position: number, jump: number): Span => ({
  lo: lo + position * jump,
  hi: hi + position * jump,
});
/** The part of a span inside `size` positions; null where all of it lies in the padding. */
export function clipSpan({ lo, hi }: Span, size: number): Span | null {
  const inside = { lo: Math.max(0, lo), hi: Math.min(size - 1, hi) };
  return inside.lo > inside.hi ? null : inside;
}

const join = (a: Span, b: Span): Span => ({ lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) });
const both = (a: Extent, b: Extent): Extent => ({
  rows: join(a.rows, b.rows),
  columns: join(a.columns, b.columns),
});
const area = ({ rows, columns }: Extent): number => sizeOfSpan(rows) * sizeOfSpan(columns);

/** Several inputs of one shape: what any of them sees, and the narrowest of the shortest. */
function meet(fields: readonly ReceptiveField[]): ReceptiveField {
  const windows: Window[] = [];
  for (const field of fields) {
    if (field.kind === 'whole') return whole;
    windows.push(field);
  }
  return windows.reduce((a, b) => ({
    kind: 'window',
    widest: both(a.widest, b.widest),
    shortest: area(b.shortest) < area(a.shortest) ? b.shortest : a.shortest,
    jump: Math.max(a.jump, b.jump),
    global: new Set([...a.global, ...b.global]),
  }));
}

function through(node: GraphNode, field: Window): Window {
  const windows = windowsOf(node);
  if (windows === null) return field;
  const { kernel, stride, dilation, padding } = windows;
  const { jump } = field;
  const widen = ({ lo, hi }: Span, size: number, before: number): Span => ({
    lo: lo - before * jump,
    hi: hi + ((size - 1) * dilation - before) * jump,
  });
  const along = ({ rows, columns }: Extent): Extent => ({
    rows: widen(rows, kernel[0], padding.top),
    columns: widen(columns, kernel[1], padding.left),
  });
  return {
    ...field,
    widest: along(field.widest),
    shortest: along(field.shortest),
    jump: jump * stride,
  };
}

/** `inputs` are those of the node that see the start at all, in order. */
function fieldOf(
  node: GraphNode,
  inputs: readonly ReceptiveField[],
  scaled: ReceptiveField | undefined,
): ReceptiveField {
  switch (node.op) {
    case 'globalPool':
    case 'flatten':
    case 'linear':
    case 'channelConv':
    case 'softmax':
      return whole;
    case 'scale':
      if (scaled === undefined || scaled.kind === 'whole') return whole;
      return inputs.length > 1 ? { ...scaled, global: new Set([...scaled.global, 'gates']) } : scaled;
    default: {
      const field = meet(inputs);
      if (field.kind === 'whole') return whole;
      if (node.op === 'groupNorm') return { ...field, global: new Set([...field.global, 'groupNorm']) };
      return through(node, field);
    }
  }
}

/**
 * The receptive field of each node that sees `from` at all, in positions of `from`, which is the network's input unless
 * said otherwise.
 */
export function fieldsFrom(graph: Graph, from: NodeId): ReadonlyMap<NodeId, ReceptiveField> {
  const fields = new Map<NodeId, ReceptiveField>([[from, start]]);
  for (const node of graph.nodes) {
    if (fields.has(node.id)) continue;
    const seen = node.inputs.flatMap((input) => fields.get(input) ?? []);
    if (seen.length > 0) fields.set(node.id, fieldOf(node, seen, fields.get(node.inputs[0] ?? '')));
  }
  return fields;
}

export const receptiveFields = memoByIdentity(
  (graph: Graph): ReadonlyMap<NodeId, ReceptiveField> => fieldsFrom(graph, graph.input),
);
