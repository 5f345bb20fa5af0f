import type { OpAttrs, Padding, Shape, WindowAttrs } from '../types.ts';
import { elements, maps, type OpDefinition, pad, single, windowCount, weightless } from './definition.ts';

function inferPool(attrs: WindowAttrs, inputs: readonly Shape[]): Shape {
  const [channels, height, width] = maps(single(inputs));
  const { kernel, stride, padding, ceil } = attrs;
  return [
    1,
    channels,
    windowCount(height, kernel, stride, padding.top, padding.bottom, 1, ceil),
    windowCount(width, kernel, stride, padding.left, padding.right, 1, ceil),
  ];
}

/** Zeros that compete belong to the map: in ceil mode a window may start in them. */
function paddedShape(shape: Shape, { top, bottom, left, right }: Padding): Shape {
  const [channels, height, width] = maps(shape);
  return [1, channels, height + top + bottom, width + left + right];
}

export const maxPool: OpDefinition<'maxPool'> = {
  category: 'pooling',
  arity: { min: 1, max: 1 },
  infer: (attrs, inputs) =>
    attrs.padValue === 'zero'
      ? inferPool({ ...attrs, padding: pad(0) }, [paddedShape(single(inputs), attrs.padding)])
      : inferPool(attrs, inputs),
  ...weightless,
  examples: [
    {
      attrs: { kernel: 3, stride: 2, padding: pad(1), ceil: false, padValue: 'never' },
      inputs: [[1, 64, 112, 113]],
      output: [1, 64, 56, 57],
      params: 0,
      macs: 0,
    },
    {
      attrs: { kernel: 3, stride: 2, padding: pad(1), ceil: false, padValue: 'zero' },
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

/** The row of Pascal's triangle that a blur is made of, not yet divided by its sum. */
export const blurCoefficients: { readonly [K in OpAttrs['blurPool']['filter']]: readonly number[] } = {
  3: [1, 2, 1],
  5: [1, 4, 6, 4, 1],
};

/** The positions that a blur reflects at every edge (timm/layers/padding.py, get_padding). */
export const blurPadding = ({ filter, stride }: OpAttrs['blurPool']): Padding =>
  pad(Math.floor((stride - 1 + filter - 1) / 2));

/** Its products are with fixed numbers: shown on the node, in no total, as published counts have it. */
export const blurPool: OpDefinition<'blurPool'> = {
  category: 'pooling',
  arity: { min: 1, max: 1 },
  infer: (attrs, inputs) => {
    const [, height, width] = maps(single(inputs));
    const padding = blurPadding(attrs);
    if (padding.top >= Math.min(height, width)) {
      throw new Error(`${height} x ${width} positions are too few to reflect ${padding.top}`);
    }
    return inferPool({ kernel: attrs.filter, stride: attrs.stride, padding, ceil: false }, inputs);
  },
  ...weightless,
  macs: ({ filter }, _inputs, output) => elements(output) * filter ** 2,
  examples: [
    {
      attrs: { filter: 3, stride: 2 },
      inputs: [[1, 64, 56, 55]],
      output: [1, 64, 28, 28],
      params: 0,
      macs: 451584,
    },
    {
      attrs: { filter: 5, stride: 1 },
      inputs: [[1, 8, 4, 3]],
      output: [1, 8, 4, 3],
      params: 0,
      macs: 2400,
    },
  ],
};
