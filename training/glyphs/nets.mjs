/**
 * The nets that the page brings: what is trained, and with how many seeds. Seed 0 is the one that ships. Specifications
 * are written as the page and the terminal take them.
 */
const common = { family: 'resnet', classes: 40, inputHeight: 64, inputWidth: 64 };
const bottleneck = { ...common, block: 'bottleneck', depths: [2, 2, 2, 2], widthMultiplier: 0.1875 };
const plainStem = { stem: 'conv7', stemWidth: 16 };
const deepStem = { stem: 'deep', stemWidth: 8 };

const variants = {
  a: { ...plainStem, strideAt: 'reduce' },
  b: plainStem,
  c: deepStem,
  d: { ...deepStem, shortcut: 'avgProjection' },
};
const seeds = (count) => Array.from({ length: count }, (_, seed) => seed);

const grid = Object.entries(variants).flatMap(([letter, variant]) => [
  { id: `glyph26${letter}`, spec: { ...bottleneck, ...variant }, seeds: seeds(3) },
  {
    id: `glyph26${letter}-se`,
    spec: { ...bottleneck, ...variant, attention: 'se' },
    seeds: seeds(letter === 'd' ? 3 : 1),
  },
  {
    id: `glyph26${letter}-c8`,
    spec: { ...bottleneck, ...variant, cardinality: 8, baseWidth: 16 },
    seeds: seeds(1),
  },
]);

export const nets = [
  ...grid,
  {
    id: 'glyph18d',
    spec: { ...common, block: 'basic', depths: [2, 2, 2, 2], widthMultiplier: 0.125, ...variants.d },
    seeds: seeds(1),
  },
  { id: 'glyph26d-plain', spec: { ...bottleneck, ...variants.d, shortcut: 'none' }, seeds: seeds(1) },
  { id: 'glyph26d-sd', spec: { ...bottleneck, ...variants.d, survival: 0.8 }, seeds: seeds(1) },
];
