/** Facts of a made-up task with two nets, for tests: the real ones change with every training. */
const spec = {
  block: 'basic',
  depths: [1, 1, 1, 1],
  widthMultiplier: 0.125,
  stemWidth: 8,
  classes: 3,
  inputHeight: 64,
  inputWidth: 64,
};
const runs = (...values: number[]) => values.map((top1, seed) => ({ seed, top1, epochs: 2 }));

export const trainedFixture = {
  task: { labels: ['1', 'A', 'star'], size: 64, train: 30, heldOut: 12 },
  recipe: { cropPct: 1, interpolation: 'bilinear', mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
  nets: [
    {
      id: 'glyph26b',
      file: 'nets/glyph26b.safetensors',
      bytes: 1000,
      spec,
      top1: 0.97,
      runs: runs(0.97, 0.972, 0.974),
    },
    {
      id: 'glyph26d',
      file: 'nets/glyph26d.safetensors',
      bytes: 1200,
      spec: { ...spec, shortcut: 'avgProjection' },
      top1: 0.98,
      runs: runs(0.98, 0.982, 0.984),
    },
  ],
};
