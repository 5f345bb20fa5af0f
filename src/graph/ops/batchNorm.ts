import { maps, type OpDefinition, single } from './definition.ts';

/** Evaluation mode: (x - runningMean) / sqrt(runningVar + eps) * weight + bias, per channel. */
export const batchNorm: OpDefinition<'batchNorm'> = {
  category: 'normalization',
  arity: { min: 1, max: 1 },
  infer: (_attrs, inputs) => single(inputs),
  tensors: (_attrs, inputs) => {
    const shape = [maps(single(inputs))[0]];
    return [
      { role: 'weight', shape, trainable: true },
      { role: 'bias', shape, trainable: true },
      { role: 'runningMean', shape, trainable: false },
      { role: 'runningVar', shape, trainable: false },
    ];
  },
  macs: () => 0,
  counts: { macs: false, activations: false },
  examples: [{ attrs: { eps: 1e-5 }, inputs: [[1, 64, 8, 8]], output: [1, 64, 8, 8], params: 128, macs: 0 }],
};
