import { residualBlocks } from '../../graph/blocks.ts';
import { nodeOf, nodesIn, outputOf } from '../../graph/queries.ts';
import type { Graph, RegionId } from '../../graph/types.ts';
import { changesShape, shortcutNodes } from './shortcuts.ts';
import { firstBlock, firstNode, firstResidual, isConv } from './find.ts';
import type { SystemTable } from './system.ts';

/** The first stage that halves the maps of the one before and doubles their channels, where all but the first do. */
function firstHalvingStage(graph: Graph): RegionId | null {
  const stages = graph.regions.filter(({ kind }) => kind === 'stage').map(({ id }) => id);
  const shapes = stages.map((id) => nodeOf(graph, outputOf(graph, id)).shape);
  const halves = shapes.slice(1).every(([, channels = 0, height = 0], index) => {
    const [, before = 0, above = 0] = shapes[index] ?? [];
    return channels === 2 * before && height < above;
  });
  return halves ? (stages[1] ?? null) : null;
}

/** What the papers of 2015 began with. */
export const residual = {
  plain: {
    paper: { arxiv: '1512.03385', section: '4.1' },
    preset: 'plain18',
    find: (seen) =>
      firstBlock(
        seen,
        ({ block }) =>
          block.kind === 'plain' || (block.kind === 'residual' && block.shortcut.kind === 'none'),
      ),
  },
  identity: {
    paper: { arxiv: '1512.03385', section: '3.2' },
    preset: 'resnet18',
    find: ({ graph }) => residualBlocks(graph).find(({ around }) => around === 'identity')?.region ?? null,
  },
  projection: {
    paper: { arxiv: '1512.03385', section: '4.1' },
    preset: 'resnet34',
    find: ({ graph }) => {
      for (const block of residualBlocks(graph)) {
        const nodes = shortcutNodes(graph, block);
        const pooled = nodes.some(({ op }) => op === 'avgPool' || op === 'maxPool');
        if (pooled || !changesShape(graph, block)) continue;
        const conv = firstNode(nodes, isConv);
        if (conv !== null) return conv;
      }
      return null;
    },
  },
  bottleneck: {
    paper: { arxiv: '1512.03385', section: '4.1' },
    preset: 'resnet50',
    find: (seen) => {
      const narrows = (strides: boolean) =>
        firstResidual(
          seen,
          ({ transform }, { stride }) =>
            transform.kind === 'bottleneck' && transform.width < transform.out && (!strides || stride > 1),
        );
      // A block that strides has the reduction by two and the expansion by four side by side.
      return narrows(true) ?? narrows(false);
    },
  },
  stages: {
    paper: { arxiv: '1512.03385', section: '3.3' },
    preset: 'resnet34',
    find: ({ graph }) => firstHalvingStage(graph),
  },
  stem7: {
    paper: { arxiv: '1512.03385', section: '3.3' },
    preset: 'resnet18',
    find: ({ graph, network }) => {
      const pools =
        network.stem.pool === 'max' || network.stem.pool === 'maxCeil' || network.stem.pool === 'maxZero';
      if (network.stem.convs.length !== 1 || !pools) return null;
      return firstNode(nodesIn(graph, 'stem'), (node) => isConv(node) && node.attrs.kernel[0] === 7);
    },
  },
} as const satisfies SystemTable;
