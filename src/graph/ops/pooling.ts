import type { OpAttrs, Shape } from '../types.ts';
import { maps, type OpDefinition, pad, single, windowCount, weightless } from './definition.ts';

function inferPool(attrs: OpAttrs['maxPool'], inputs: readonly Shape[]): Shape {
  const [channels, height, width] = maps(single(inputs));
  const { kernel, stride, padding, ceil } = attrs;
  return [
    1,
    channels,
    windowCount(height, kernel, stride, padding.top, padding.bottom, 1, ceil),
    windowCount(width, kernel, stride, padding.left, padding.right, 1, ceil),
  ];
}

export const maxPool: OpDefinition<'maxPool'> = {
  category: 'pooling',
  arity: { min: 1, max: 1 },
  infer: inferPool,
  ...weightless,
  examples: [
    {
      attrs: { kernel: 3, stride: 2, padding: pad(1), ceil: false },
      inputs: [[1, 64, 112, 113]],
      output: [1, 64, 56, 57],
      params: 0,
      macs: 0,
    },
  ],
};

export const avgPool: OpDefinition<'avgPool'> = {
  category: 'pooling',
  arity: { min: 1, max: 1 },
  infer: inferPool,
  ...weightless,
  examples: [
    {
      attrs: { kernel: 2, stride: 2, padding: pad(0), ceil: true, countPadding: false },
      inputs: [[1, 256, 57, 56]],
      output: [1, 256, 29, 28],
      params: 0,
      macs: 0,
    },
  ],
};

export const globalPool: OpDefinition<'globalPool'> = {
  category: 'pooling',
  arity: { min: 1, max: 1 },
  infer: (_attrs, inputs) => [1, maps(single(inputs))[0], 1, 1],
  ...weightless,
  examples: [
    { attrs: { kind: 'avg' }, inputs: [[1, 512, 7, 7]], output: [1, 512, 1, 1], params: 0, macs: 0 },
  ],
};
