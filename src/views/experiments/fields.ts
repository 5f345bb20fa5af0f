/** Whose receptive fields the experiment on them lists, found in the graph. */
import { blocksOf } from '../../graph/blocks.ts';
import { enclosing, nodesIn, outputOf } from '../../graph/queries.ts';
import {
  type Extent,
  fieldsFrom,
  type ReceptiveField,
  receptiveFields,
  sizeOfSpan,
} from '../../graph/receptiveField.ts';
import type { Graph, NodeId, RegionId } from '../../graph/types.ts';

export interface FieldRow {
  readonly region: RegionId;
  readonly node: NodeId;
  readonly field: ReceptiveField;
}

/** What leaves the stem and each stage. */
export const stageFields = (graph: Graph): readonly FieldRow[] =>
  graph.regions.flatMap(({ id, kind }): FieldRow[] => {
    if (kind !== 'stem' && kind !== 'stage') return [];
    const node = outputOf(graph, id);
    const field = receptiveFields(graph).get(node);
    return field === undefined || node === graph.input ? [] : [{ region: id, node, field }];
  });

export interface Meeting {
  /** The addition or concatenation. */
  readonly node: NodeId;
  readonly inputs: readonly { readonly node: NodeId; readonly field: ReceptiveField }[];
}

const widthsOf = (meeting: Meeting): string =>
  meeting.inputs.map(({ field }) => (field.kind === 'window' ? sizeText(field.widest) : 'whole')).join();

/**
 * Where paths of different receptive fields meet inside a block, in positions of its input: the slices of Res2Net
 * (arXiv 1904.01169, section 3.1), the kernels of SKNet, branch and shortcut. Empty where all see the same, and in a
 * block that reads several streams.
 */
export function meetingsIn(graph: Graph, block: RegionId): readonly Meeting[] {
  const input = blocksOf(graph).find(({ region }) => region === block)?.input ?? null;
  if (input === null) return [];
  const fields = fieldsFrom(graph, input);
  const nodes = nodesIn(graph, block);
  const concatenated = new Set(nodes.filter(({ op }) => op === 'concat').map(({ scope }) => scope));
  const known = new Set<string>();
  return nodes.flatMap((node): Meeting[] => {
    if (node.op !== 'add' && node.op !== 'mean' && node.op !== 'concat') return [];
    // Sums on the way to a concatenation are parts of its inputs.
    if (node.op !== 'concat' && node.scope !== block && concatenated.has(node.scope)) return [];
    const inputs = node.inputs.flatMap((id) => {
      const field = fields.get(id);
      return field === undefined ? [] : [{ node: id, field }];
    });
    const meeting = { node: node.id, inputs };
    const widths = widthsOf(meeting);
    const key = `${node.scope} ${widths}`;
    if (new Set(widths.split(',')).size < 2 || known.has(key)) return [];
    known.add(key);
    return [meeting];
  });
}

/** The block that a node is in, or null. */
export const blockAround = (graph: Graph, node: NodeId): RegionId | null =>
  enclosing(graph, node, 'block')?.id ?? null;

/** `91 × 91`. */
export const sizeText = ({ rows, columns }: Extent): string => `${sizeOfSpan(rows)} × ${sizeOfSpan(columns)}`;

/** `91`, or `91 × 3` where the sides differ. */
export const sideText = (extent: Extent): string =>
  sizeOfSpan(extent.rows) === sizeOfSpan(extent.columns) ? String(sizeOfSpan(extent.rows)) : sizeText(extent);
