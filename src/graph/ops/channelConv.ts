import { elements, maps, type OpDefinition, single } from './definition.ts';

/** PyTorch's Conv1d over the channels of a pooled map (timm/layers/eca.py). */
export const channelConv: OpDefinition<'channelConv'> = {
  category: 'attention',
  arity: { min: 1, max: 1 },
  infer: ({ kernel, padding }, inputs) => {
    const [channels, height, width] = maps(single(inputs));
    if (height !== 1 || width !== 1)
      throw new Error(`needs a pooled map, got ${height} x ${width} positions`);
    const out = channels + 2 * padding - kernel + 1;
    if (out < 1) throw new Error(`${channels} channels are too few for ${kernel} taps`);
    return [1, out, 1, 1];
  },
  tensors: ({ kernel }) => [{ role: 'weight', shape: [1, 1, kernel], trainable: true }],
  macs: ({ kernel }, _inputs, output) => elements(output) * kernel,
  counts: { macs: false, activations: true },
  examples: [
    {
      attrs: { kernel: 5, padding: 2 },
      inputs: [[1, 256, 1, 1]],
      output: [1, 256, 1, 1],
      params: 5,
      macs: 1280,
    },
    {
      attrs: { kernel: 5, padding: 0 },
      inputs: [[1, 260, 1, 1]],
      output: [1, 256, 1, 1],
      params: 5,
      macs: 1280,
    },
  ],
};
