/** Which earlier layers the layers of a dense block read (arXiv 1608.06993, section 5, figure 5). */
import { memoByIdentity } from '../../base/memo.ts';
import { blocksOf } from '../../graph/blocks.ts';
import { enclosing, nodeOf } from '../../graph/queries.ts';
import type { Graph, GraphNode, NodeId, RegionId } from '../../graph/types.ts';

/** Neighbouring channels that came from one place; `layer` is null for what the dense block began with. */
export interface Source {
  readonly layer: RegionId | null;
  readonly start: number;
  readonly end: number;
}

/** A 1x1 or the classifier, which weighs everything that is there so far. */
export interface Reader {
  readonly node: NodeId;
  /** What it reads: the values behind norm and activation. */
  readonly input: NodeId;
  /** The layer or transition; null for the classifier. */
  readonly block: RegionId | null;
  readonly sources: readonly Source[];
}

/** Layers between two changes of resolution, and who reads them. */
export interface DenseStage {
  readonly start: NodeId;
  /** In order: what the block begins with, then every layer. */
  readonly sources: readonly Source[];
  readonly readers: readonly Reader[];
}

const inFront = new Set<GraphNode['op']>(['batchNorm', 'activation', 'globalPool', 'flatten']);

/** Dense blocks in order; none in networks that do not append to what they read. */
export const denseStages = memoByIdentity((graph: Graph): readonly DenseStage[] => {
  /** By concatenation: what it appends to, and the layer. */
  const appends = new Map<NodeId, { readonly before: NodeId; readonly block: RegionId }>();
  for (const { region, input, meetings } of blocksOf(graph)) {
    const [meeting, second] = meetings;
    const [before] = meeting?.around ?? [];
    if (meeting?.kind !== 'concat' || second !== undefined || before === undefined) continue;
    if (before === input) appends.set(meeting.node, { before, block: region });
  }
  const channels = (id: NodeId): number => nodeOf(graph, id).shape[1] ?? 0;
  const startOf = (id: NodeId): NodeId => {
    const append = appends.get(id);
    return append ? startOf(append.before) : id;
  };
  const sourcesOf = (id: NodeId): readonly Source[] => {
    const append = appends.get(id);
    if (!append) return [{ layer: null, start: 0, end: channels(id) }];
    return [
      ...sourcesOf(append.before),
      { layer: append.block, start: channels(append.before), end: channels(id) },
    ];
  };
  const stages = new Map<NodeId, Reader[]>();
  for (const { before } of appends.values()) if (!appends.has(before)) stages.set(before, []);
  for (const node of graph.nodes) {
    const [input] = node.inputs;
    if (input === undefined || (node.op !== 'linear' && node.op !== 'conv2d')) continue;
    let read = input;
    for (let at = nodeOf(graph, read); inFront.has(at.op); at = nodeOf(graph, read))
      read = at.inputs[0] ?? '';
    const block = enclosing(graph, node.id, 'block')?.id ?? null;
    stages.get(startOf(read))?.push({ node: node.id, input, block, sources: sourcesOf(read) });
  }
  return [...stages].map(([start, readers]) => ({ start, readers, sources: readers.at(-1)?.sources ?? [] }));
});

/** Of every input channel of a weight `[out, in, 1, 1]` or `[out, in]`. */
export interface ChannelWeights {
  /** Sum of the squares over the outputs. */
  readonly squares: Float64Array;
  /** Mean of the absolute values over the outputs. */
  readonly absolute: Float64Array;
}

export function channelWeights(values: Float32Array, inputs: number): ChannelWeights {
  const squares = new Float64Array(inputs);
  const absolute = new Float64Array(inputs);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    const channel = at % inputs;
    squares[channel] = (squares[channel] ?? 0) + value * value;
    absolute[channel] = (absolute[channel] ?? 0) + Math.abs(value);
  }
  const outputs = values.length / inputs;
  return { squares, absolute: absolute.map((sum) => sum / outputs) };
}

const sum = (values: Float64Array, { start, end }: Source): number =>
  values.subarray(start, end).reduce((total, value) => total + value, 0);

/** The paper's measure: the mean absolute weight that a reader gives to each of its sources. */
export const meanWeights = ({ sources }: Reader, { absolute }: ChannelWeights): readonly number[] =>
  sources.map((source) => sum(absolute, source) / (source.end - source.start));

/**
 * Share of each source in what the reader's weights make of this image: each channel's mean square times the squares of
 * its weights. As if channels were independent; what they cancel or enforce in one another is left out.
 */
export function energyShares(
  { sources }: Reader,
  { squares }: ChannelWeights,
  power: Float64Array,
): readonly number[] {
  const energy = squares.map((square, channel) => square * (power[channel] ?? 0));
  const parts = sources.map((source) => sum(energy, source));
  const whole = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => (whole === 0 ? 0 : part / whole));
}

/** Each share over the share of channels that it comes from: 1 for an average channel. */
export const perChannel = ({ sources }: Reader, shares: readonly number[]): readonly number[] => {
  const all = sources.at(-1)?.end ?? 0;
  return sources.map(({ start, end }, at) => ((shares[at] ?? 0) * all) / (end - start));
};
