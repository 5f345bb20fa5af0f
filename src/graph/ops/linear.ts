import { type OpDefinition, single } from './definition.ts';

function features(inputs: readonly (readonly number[])[]): number {
  const shape = single(inputs);
  const size = shape[1];
  if (shape.length !== 2 || size === undefined) throw new Error(`needs [1, C], got [${shape.join(', ')}]`);
  return size;
}

export const linear: OpDefinition<'linear'> = {
  category: 'linear',
  arity: { min: 1, max: 1 },
  infer: ({ out }, inputs) => {
    features(inputs);
    return [1, out];
  },
  tensors: ({ out, bias }, inputs) => [
    { role: 'weight', shape: [out, features(inputs)], trainable: true },
    ...(bias ? [{ role: 'bias', shape: [out], trainable: true } as const] : []),
  ],
  macs: ({ out }, inputs) => out * features(inputs),
  counts: { macs: true, activations: true },
  examples: [
    {
      attrs: { out: 1000, bias: true },
      inputs: [[1, 2048]],
      output: [1, 1000],
      params: 2049000,
      macs: 2048000,
    },
  ],
};
