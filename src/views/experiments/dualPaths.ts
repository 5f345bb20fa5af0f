/** The two streams of dual-path blocks (arXiv 1707.01629, section 3). */
import { memoByIdentity } from '../../base/memo.ts';
import { blocksOf } from '../../graph/blocks.ts';
import type { GraphEdit } from '../../graph/passes/variants.ts';
import { nodeOf } from '../../graph/queries.ts';
import type { Graph, NodeId, RegionId } from '../../graph/types.ts';

export interface DualPath {
  readonly block: RegionId;
  /** The addition to the residual stream, and the place of the stream among its inputs. */
  readonly residual: NodeId;
  readonly kept: number;
  /** The concatenation that lengthens the dense stream, and what it appends. */
  readonly dense: NodeId;
  readonly appended: NodeId;
  /** Channels of either stream behind the block, and of what is appended. */
  readonly residualWidth: number;
  readonly denseWidth: number;
  readonly growth: number;
}

/** Blocks that add to one stream and append to another, in order. */
export const dualPathsOf = memoByIdentity((graph: Graph): readonly DualPath[] => {
  const channels = (id: NodeId): number => nodeOf(graph, id).shape[1] ?? 0;
  return blocksOf(graph).flatMap(({ region, meetings }): readonly DualPath[] => {
    const add = meetings.find(({ kind }) => kind === 'add');
    const concat = meetings.find(({ kind }) => kind === 'concat');
    const [stream] = add?.around ?? [];
    const [appended] = concat?.branches ?? [];
    if (!add || !concat || stream === undefined || appended === undefined) return [];
    return [
      {
        block: region,
        residual: add.node,
        kept: nodeOf(graph, add.node).inputs.indexOf(stream),
        dense: concat.node,
        appended,
        residualWidth: channels(add.node),
        denseWidth: channels(concat.node),
        growth: channels(appended),
      },
    ];
  });
});

/** A block that adds nothing to the residual stream, or appends zeros to the dense one. */
export const withoutAddition = (path: DualPath, stream: 'residual' | 'dense'): readonly GraphEdit[] =>
  stream === 'residual'
    ? [{ kind: 'keepInputs', kept: { [path.residual]: [path.kept] } }]
    : [{ kind: 'silence', nodes: [path.appended] }];

/** Whoever reads a stream reads zeros, from the first block to the classifier. */
export const withoutStream = (
  paths: readonly DualPath[],
  stream: 'residual' | 'dense',
): readonly GraphEdit[] => [{ kind: 'silence', nodes: paths.map((path) => path[stream]) }];

/** Share of the dense stream in the squared values of both, of these sizes and widths. */
export function denseShare(path: DualPath, residual: number, dense: number): number {
  const [a, b] = [path.residualWidth * residual ** 2, path.denseWidth * dense ** 2];
  return a + b === 0 ? 0 : b / (a + b);
}
