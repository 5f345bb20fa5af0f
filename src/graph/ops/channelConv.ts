import { maps, type OpDefinition, single } from './definition.ts';

/** PyTorch's Conv1d over the channels of a pooled map, padded to keep the length (timm/layers/eca.py). */
export const channelConv: OpDefinition<'channelConv'> = {
  category: 'attention',
  arity: { min: 1, max: 1 },
  infer: (_attrs, inputs) => {
    const [channels, height, width] = maps(single(inputs));
    if (height !== 1 || width !== 1)
      throw new Error(`needs a pooled map, got ${height} x ${width} positions`);
    return [1, channels, 1, 1];
  },
  tensors: ({ kernel }) => [{ role: 'weight', shape: [1, 1, kernel], trainable: true }],
  macs: ({ kernel }, inputs) => maps(single(inputs))[0] * kernel,
  counts: { macs: false, activations: true },
  examples: [
    { attrs: { kernel: 5 }, inputs: [[1, 256, 1, 1]], output: [1, 256, 1, 1], params: 5, macs: 1280 },
  ],
};
