/** What layers do, for sums over all that do the same. */
import type { GraphNode } from '../../graph/types.ts';
import { movedBy } from '../../graph/traffic.ts';
import type { LayerTime } from '../../runtime/contract.ts';

export const layerKinds = [
  'spatial',
  'pointwise',
  'grouped',
  'depthwise',
  'linear',
  'pool',
  'elementwise',
  'moving',
] as const;
export type LayerKind = (typeof layerKinds)[number];

export function kindOfLayer(node: GraphNode): LayerKind {
  switch (node.op) {
    case 'conv2d':
    case 'fusedConv2d': {
      const { groups, kernel } = node.attrs;
      if (groups > 1)
        return groups === node.shape[1] && node.tensors[0]?.shape[1] === 1 ? 'depthwise' : 'grouped';
      return kernel[0] * kernel[1] === 1 ? 'pointwise' : 'spatial';
    }
    case 'linear':
    case 'channelConv':
      return 'linear';
    case 'maxPool':
    case 'avgPool':
    case 'blurPool':
    case 'globalPool':
      return 'pool';
    case 'input':
    case 'concat':
    case 'slice':
    case 'padChannels':
    case 'channelShuffle':
    case 'flatten':
      return 'moving';
    case 'batchNorm':
    case 'groupNorm':
    case 'activation':
    case 'add':
    case 'gain':
    case 'mean':
    case 'scale':
    case 'softmax':
      return 'elementwise';
  }
}

export const measures = ['macs', 'moved', 'ms'] as const;
export type Measure = (typeof measures)[number];

export const measureOf = (layer: LayerTime, measure: Measure): number =>
  measure === 'macs' ? layer.macs : measure === 'moved' ? movedBy(layer.traffic) : layer.ms;

export const sumOf = (layers: readonly LayerTime[], measure: Measure): number =>
  layers.reduce((sum, layer) => sum + measureOf(layer, measure), 0);

/** Pearson's coefficient; null where one of the two never changes. */
export function correlation(xs: readonly number[], ys: readonly number[]): number | null {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [both, ofX, ofY] = [0, 0, 0];
  xs.forEach((x, at) => {
    const [dx, dy] = [x - meanX, (ys[at] ?? 0) - meanY];
    both += dx * dy;
    ofX += dx * dx;
    ofY += dy * dy;
  });
  return ofX > 0 && ofY > 0 ? both / Math.sqrt(ofX * ofY) : null;
}
