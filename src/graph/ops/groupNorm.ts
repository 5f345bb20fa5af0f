import { maps, type OpDefinition, single } from './definition.ts';

/** (x - mean) / sqrt(biased variance + eps) * weight + bias, mean and variance of each group of channels. */
export const groupNorm: OpDefinition<'groupNorm'> = {
  category: 'normalization',
  arity: { min: 1, max: 1 },
  infer: ({ groups }, inputs) => {
    const shape = single(inputs);
    const [channels] = maps(shape);
    if (channels % groups !== 0) throw new Error(`${groups} groups do not divide ${channels} channels`);
    return shape;
  },
  tensors: (_attrs, inputs) => {
    const shape = [maps(single(inputs))[0]];
    return [
      { role: 'weight', shape, trainable: true },
      { role: 'bias', shape, trainable: true },
    ];
  },
  macs: () => 0,
  counts: { macs: false, activations: false },
  examples: [
    {
      attrs: { groups: 32, eps: 1e-5 },
      inputs: [[1, 64, 8, 9]],
      output: [1, 64, 8, 9],
      params: 128,
      macs: 0,
    },
  ],
};
