import { changesShape, shortcutNodes } from './shortcuts.ts';
import { residualBlocks } from '../../graph/blocks.ts';
import { nodesIn } from '../../graph/queries.ts';
import type { Graph, NodeId } from '../../graph/types.ts';
import { optionValue } from '../spec.ts';
import { firstNode, firstResidual, isConv, placedBlocks, stridedConv } from './find.ts';
import type { Seen, SystemTable } from './system.ts';

/** The first pool of a kind that stands before a convolution on a shortcut. */
const pooledShortcut = (graph: Graph, op: 'avgPool' | 'maxPool'): NodeId | null => {
  for (const block of residualBlocks(graph)) {
    const nodes = shortcutNodes(graph, block);
    const pool = firstNode(nodes, (node) => node.op === op);
    if (pool !== null && nodes.some(isConv)) return pool;
  }
  return null;
};

/** The convolution that strides in the first bottleneck whose stride is there. */
const bottleneckStride = (seen: Seen, at: 'reduce' | 'spatial'): NodeId | null => {
  const block = firstResidual(
    seen,
    ({ transform }, { stride }) => transform.kind === 'bottleneck' && transform.strideAt === at && stride > 1,
  );
  return stridedConv(seen.graph, block)?.id ?? null;
};

/** How blocks and stems change the shape: stride, stem, shortcut. */
export const downsampling = {
  strideFirst: {
    paper: { arxiv: '1812.01187', section: '4.1' },
    preset: 'resnet50a',
    find: (seen) => bottleneckStride(seen, 'reduce'),
  },
  strideSpatial: {
    paper: { arxiv: '1812.01187', section: '4.2' },
    preset: 'resnet50',
    find: (seen) => bottleneckStride(seen, 'spatial'),
  },
  deepStem: {
    paper: { arxiv: '1812.01187', section: '4.2' },
    preset: 'resnet50c',
    // Inception’s stem begins with three 3×3 too, but has more to come and never had a 7×7.
    find: ({ graph, spec, network: { stem } }) =>
      spec.family !== 'inception' && stem.convs.length === 3 && stem.convs.every(({ kernel }) => kernel === 3)
        ? firstNode(nodesIn(graph, 'stem'), isConv)
        : null,
  },
  avgShortcut: {
    paper: { arxiv: '1812.01187', section: '4.2' },
    preset: 'resnet50d',
    find: ({ graph }) => pooledShortcut(graph, 'avgPool'),
  },
  maxShortcut: {
    paper: { arxiv: '1812.01187', section: '4.2' },
    preset: 'resnet50d?shortcut=maxProjection',
    find: ({ graph }) => pooledShortcut(graph, 'maxPool'),
  },
  zeroPad: {
    paper: { arxiv: '1512.03385', section: '4.1' },
    preset: 'cifar_resnet20',
    find: ({ graph }) => firstNode(graph.nodes, ({ op }) => op === 'padChannels'),
  },
  projectionAlways: {
    paper: { arxiv: '1512.03385', section: '4.1' },
    preset: 'resnet34?shortcut=projectionAlways',
    find: ({ graph }) => {
      for (const block of residualBlocks(graph)) {
        const conv = firstNode(shortcutNodes(graph, block), isConv);
        if (conv !== null && !changesShape(graph, block)) return conv;
      }
      return null;
    },
  },
  antiAlias: {
    paper: { arxiv: '1904.11486', section: '3' },
    preset: 'resnetblur50',
    find: ({ graph, spec }) =>
      (optionValue(spec, 'antiAlias') ?? 'none') === 'none'
        ? null
        : firstNode(
            graph.nodes,
            ({ op, id }) => op === 'blurPool' || (op === 'avgPool' && id.endsWith('.aa')),
          ),
  },
  dilation: {
    paper: { arxiv: '1705.09914', section: null },
    preset: 'resnet50?outputStride=8',
    // The first block of a dilated stage may have none yet: it only leaves out the stride.
    find: (seen) => {
      const blocks = placedBlocks(seen).filter(({ place }) => place.stageDilation > 1);
      const dilated = blocks
        .map(({ region }) =>
          firstNode(nodesIn(seen.graph, region), (node) => isConv(node) && node.attrs.dilation > 1),
        )
        .find((id) => id !== null);
      return dilated ?? blocks[0]?.region ?? null;
    },
  },
} as const satisfies SystemTable;
