import { maps, type OpDefinition, sameShape, single, weightless } from './definition.ts';

export const activation: OpDefinition<'activation'> = {
  category: 'activation',
  arity: { min: 1, max: 1 },
  infer: (_attrs, inputs) => single(inputs),
  ...weightless,
  examples: [{ attrs: { kind: 'relu' }, inputs: [[1, 64, 8, 8]], output: [1, 64, 8, 8], params: 0, macs: 0 }],
};

export const gain: OpDefinition<'gain'> = {
  category: 'join',
  arity: { min: 1, max: 1 },
  infer: (_attrs, inputs) => single(inputs),
  ...weightless,
  examples: [{ attrs: { factor: 0.5 }, inputs: [[1, 64, 8, 8]], output: [1, 64, 8, 8], params: 0, macs: 0 }],
};

function inferEqual(inputs: readonly (readonly number[])[]): readonly number[] {
  const first = single(inputs);
  for (const other of inputs) {
    if (!sameShape(first, other))
      throw new Error(`[${first.join(', ')}] does not match [${other.join(', ')}]`);
  }
  return first;
}

export const add: OpDefinition<'add'> = {
  category: 'join',
  arity: { min: 2, max: Number.POSITIVE_INFINITY },
  infer: (_attrs, inputs) => inferEqual(inputs),
  ...weightless,
  examples: [
    {
      attrs: {},
      inputs: [
        [1, 64, 8, 8],
        [1, 64, 8, 8],
      ],
      output: [1, 64, 8, 8],
      params: 0,
      macs: 0,
    },
    { attrs: {}, inputs: Array(4).fill([1, 16, 8, 8]), output: [1, 16, 8, 8], params: 0, macs: 0 },
  ],
};

export const mean: OpDefinition<'mean'> = { ...add };

export const scale: OpDefinition<'scale'> = {
  category: 'attention',
  arity: { min: 2, max: 2 },
  infer: (_attrs, inputs) => {
    const value = single(inputs);
    const gate = inputs[1] ?? [];
    const wanted = [1, maps(value)[0], 1, 1];
    if (!sameShape(gate, wanted))
      throw new Error(`needs gates [${wanted.join(', ')}], got [${gate.join(', ')}]`);
    return value;
  },
  ...weightless,
  examples: [
    {
      attrs: {},
      inputs: [
        [1, 64, 8, 8],
        [1, 64, 1, 1],
      ],
      output: [1, 64, 8, 8],
      params: 0,
      macs: 0,
    },
  ],
};

export const concat: OpDefinition<'concat'> = {
  category: 'join',
  arity: { min: 2, max: Number.POSITIVE_INFINITY },
  infer: (_attrs, inputs) => {
    const [, height, width] = maps(single(inputs));
    let channels = 0;
    for (const shape of inputs) {
      const [c, h, w] = maps(shape);
      if (h !== height || w !== width) throw new Error(`${h} x ${w} does not match ${height} x ${width}`);
      channels += c;
    }
    return [1, channels, height, width];
  },
  ...weightless,
  examples: [
    {
      attrs: {},
      inputs: [
        [1, 64, 8, 8],
        [1, 32, 8, 8],
      ],
      output: [1, 96, 8, 8],
      params: 0,
      macs: 0,
    },
  ],
};

export const flatten: OpDefinition<'flatten'> = {
  category: 'pooling',
  arity: { min: 1, max: 1 },
  infer: (_attrs, inputs) => {
    const [channels, height, width] = maps(single(inputs));
    return [1, channels * height * width];
  },
  ...weightless,
  examples: [{ attrs: {}, inputs: [[1, 512, 1, 1]], output: [1, 512], params: 0, macs: 0 }],
};

export const input: OpDefinition<'input'> = {
  category: 'input',
  arity: { min: 0, max: 0 },
  infer: ({ shape }) => shape,
  ...weightless,
  examples: [
    { attrs: { shape: [1, 3, 224, 224] }, inputs: [], output: [1, 3, 224, 224], params: 0, macs: 0 },
  ],
};
