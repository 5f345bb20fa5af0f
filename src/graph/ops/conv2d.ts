import type { Conv2dAttrs, Shape, TensorSlot } from '../types.ts';
import { elements, maps, type OpDefinition, pad, single, windowCount } from './definition.ts';

function inferConv2d(attrs: Conv2dAttrs, inputs: readonly Shape[]): Shape {
  const [channels, height, width] = maps(single(inputs));
  const { groups, kernel, stride, padding, dilation, out } = attrs;
  if (channels % groups !== 0 || out % groups !== 0) {
    throw new Error(`${groups} groups do not divide ${channels} input and ${out} output channels`);
  }
  return [
    1,
    out,
    windowCount(height, kernel[0], stride, padding.top, padding.bottom, dilation),
    windowCount(width, kernel[1], stride, padding.left, padding.right, dilation),
  ];
}

function conv2dTensors(attrs: Conv2dAttrs, inputs: readonly Shape[]): readonly TensorSlot[] {
  const [channels] = maps(single(inputs));
  const weight: TensorSlot = {
    role: 'weight',
    shape: [attrs.out, channels / attrs.groups, ...attrs.kernel],
    trainable: true,
  };
  return attrs.bias ? [weight, { role: 'bias', shape: [attrs.out], trainable: true }] : [weight];
}

function conv2dMacs(attrs: Conv2dAttrs, inputs: readonly Shape[], output: Shape): number {
  const [channels] = maps(single(inputs));
  return elements(output) * (channels / attrs.groups) * attrs.kernel[0] * attrs.kernel[1];
}

const stem: Conv2dAttrs = {
  out: 64,
  kernel: [7, 7],
  stride: 2,
  padding: pad(3),
  dilation: 1,
  groups: 1,
  bias: false,
  standardize: null,
};

export const conv2d: OpDefinition<'conv2d'> = {
  category: 'convolution',
  arity: { min: 1, max: 1 },
  infer: inferConv2d,
  tensors: conv2dTensors,
  macs: conv2dMacs,
  counts: { macs: true, activations: true },
  examples: [
    { attrs: stem, inputs: [[1, 3, 224, 224]], output: [1, 64, 112, 112], params: 9408, macs: 118013952 },
    {
      attrs: { ...stem, out: 128, kernel: [3, 3], stride: 1, padding: pad(2), dilation: 2, groups: 32 },
      inputs: [[1, 128, 14, 15]],
      output: [1, 128, 14, 15],
      params: 4608,
      macs: 967680,
    },
    {
      attrs: { ...stem, out: 64, kernel: [3, 3], stride: 2, padding: pad(1), groups: 32, standardize: 1e-8 },
      inputs: [[1, 32, 14, 15]],
      output: [1, 64, 7, 8],
      params: 576,
      macs: 32256,
    },
  ],
};

/** The same convolution with its norm folded in: it always has a bias. Counts stay those of what it stands for. */
export const fusedConv2d: OpDefinition<'fusedConv2d'> = {
  category: 'convolution',
  arity: { min: 1, max: 2 },
  infer: (attrs, inputs) => inferConv2d(attrs, inputs.slice(0, 1)),
  tensors: (attrs, inputs) => conv2dTensors(attrs, inputs.slice(0, 1)),
  macs: (attrs, inputs, output) => conv2dMacs(attrs, inputs.slice(0, 1), output),
  counts: { macs: true, activations: true },
  examples: [
    {
      attrs: { ...stem, bias: true, conv: 'stem.conv', norm: 'stem.norm', eps: 1e-5, activation: 'relu' },
      inputs: [[1, 3, 224, 224]],
      output: [1, 64, 112, 112],
      params: 9472,
      macs: 118013952,
    },
  ],
};
