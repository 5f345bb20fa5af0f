/** What takes, adds and orders channels. */
import { maps, type OpDefinition, single, weightless } from './definition.ts';

export const slice: OpDefinition<'slice'> = {
  category: 'join',
  arity: { min: 1, max: 1 },
  infer: ({ start, end }, inputs) => {
    const [channels, height, width] = maps(single(inputs));
    if (!(start >= 0 && start < end && end <= channels)) {
      throw new Error(`channels ${start} to ${end} are not within ${channels}`);
    }
    return [1, end - start, height, width];
  },
  ...weightless,
  examples: [
    {
      attrs: { start: 16, end: 48 },
      inputs: [[1, 64, 8, 9]],
      output: [1, 32, 8, 9],
      params: 0,
      macs: 0,
    },
    { attrs: { start: 0, end: 1 }, inputs: [[1, 2, 1, 1]], output: [1, 1, 1, 1], params: 0, macs: 0 },
  ],
};

export const padChannels: OpDefinition<'padChannels'> = {
  category: 'join',
  arity: { min: 1, max: 1 },
  infer: ({ before, after }, inputs) => {
    const [channels, height, width] = maps(single(inputs));
    if (before < 0 || after < 0) throw new Error(`${before} and ${after} channels cannot be added`);
    return [1, before + channels + after, height, width];
  },
  ...weightless,
  examples: [
    {
      attrs: { before: 8, after: 8 },
      inputs: [[1, 16, 8, 9]],
      output: [1, 32, 8, 9],
      params: 0,
      macs: 0,
    },
  ],
};

export const channelShuffle: OpDefinition<'channelShuffle'> = {
  category: 'join',
  arity: { min: 1, max: 1 },
  infer: ({ groups }, inputs) => {
    const shape = single(inputs);
    const [channels] = maps(shape);
    if (channels % groups !== 0) throw new Error(`${groups} groups do not divide ${channels} channels`);
    return shape;
  },
  ...weightless,
  examples: [
    { attrs: { groups: 3 }, inputs: [[1, 240, 28, 28]], output: [1, 240, 28, 28], params: 0, macs: 0 },
  ],
};

export const softmax: OpDefinition<'softmax'> = {
  category: 'attention',
  arity: { min: 1, max: 1 },
  infer: ({ cardinality, radix }, inputs) => {
    const shape = single(inputs);
    const [channels, height, width] = maps(shape);
    if (height !== 1 || width !== 1)
      throw new Error(`needs a pooled map, got ${height} x ${width} positions`);
    if (radix < 2 || channels % (cardinality * radix) !== 0) {
      throw new Error(`${cardinality} times ${radix} branches do not divide ${channels} channels`);
    }
    return shape;
  },
  ...weightless,
  examples: [
    {
      attrs: { cardinality: 1, radix: 2 },
      inputs: [[1, 128, 1, 1]],
      output: [1, 128, 1, 1],
      params: 0,
      macs: 0,
    },
    {
      attrs: { cardinality: 4, radix: 2 },
      inputs: [[1, 96, 1, 1]],
      output: [1, 96, 1, 1],
      params: 0,
      macs: 0,
    },
  ],
};
