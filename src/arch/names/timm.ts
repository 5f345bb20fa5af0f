/**
 * timm's grammar of model names (timm/models/resnet.py): prefix, family, depth, letter, cardinality x base width,
 * e.g. `seresnext26t_32x4d`, `wide_resnet50_2`. The letter `a` (stride in the first 1x1) is ours.
 */
import { SpecError } from '../errors.ts';
import { depthPresetOf, depthPresets, letterOf, letterTweaks } from '../presets.ts';
import type { FamilyNames } from '../families/index.ts';
import type { AntiAlias, AttentionKind, ResNetSpec, StageDepths } from '../types.ts';

const prefixes: { readonly [prefix: string]: AttentionKind } = {
  se: 'se',
  ceca: 'ceca',
  eca: 'eca',
  '': 'none',
};
/** What stands behind `resnet` or `resnext` in the names of anti-aliased networks. */
const infixes: { readonly [infix: string]: AntiAlias } = { aa: 'avg', blur: 'blur', '': 'none' };

const stages = (...depths: [number, number, number, number]): StageDepths => depths;
const rs = (depths: StageDepths): Partial<ResNetSpec> => ({
  ...letterTweaks['d'],
  depths,
  stemPool: 'conv',
  attention: 'se',
  reductionRatio: 4,
});
/** The networks of timm/models/senet.py: its squeeze rounds down, its stem pool has no padding. */
const legacy = {
  attention: 'se',
  reductionRounding: 'legacy',
  stemPool: 'maxCeil',
} as const satisfies Partial<ResNetSpec>;
const legacyNext = (depths: StageDepths): Partial<ResNetSpec> => ({
  ...legacy,
  depths,
  cardinality: 32,
  baseWidth: 4,
});
/** Of its bottlenecks only the plain one strides in the first 1x1. */
const legacyPlain = (depths: StageDepths): Partial<ResNetSpec> => ({ ...legacy, depths, strideAt: 'reduce' });
const senet154: Partial<ResNetSpec> = {
  depths: [3, 8, 36, 3],
  cardinality: 64,
  baseWidth: 4,
  stem: 'deep',
  stemWidth: 64,
  shortcutKernel: 3,
  reduceFirst: 2,
  attention: 'se',
};
const d269 = { ...letterTweaks['d'], depths: stages(3, 30, 48, 8) };

/** Names that stand outside the grammar, and depths that only a name has. */
const special: Readonly<Record<string, Partial<ResNetSpec>>> = {
  senet154,
  legacy_senet154: { ...senet154, ...legacy },
  legacy_seresnet18: { ...legacy, block: 'basic', depths: stages(2, 2, 2, 2) },
  legacy_seresnet34: { ...legacy, block: 'basic', depths: stages(3, 4, 6, 3) },
  legacy_seresnet50: legacyPlain([3, 4, 6, 3]),
  legacy_seresnet101: legacyPlain([3, 4, 23, 3]),
  legacy_seresnet152: legacyPlain([3, 8, 36, 3]),
  legacy_seresnext26_32x4d: legacyNext([2, 2, 2, 2]),
  legacy_seresnext50_32x4d: legacyNext([3, 4, 6, 3]),
  legacy_seresnext101_32x4d: legacyNext([3, 4, 23, 3]),
  ecaresnetlight: { depths: [1, 1, 11, 3], shortcut: 'avgProjection', attention: 'eca' },
  seresnextaa201d_32x8d: {
    ...letterTweaks['d'],
    depths: stages(3, 24, 36, 4),
    cardinality: 32,
    baseWidth: 8,
    // Wider than D's: timm/models/resnet.py gives 64.
    stemWidth: 64,
    attention: 'se',
    antiAlias: 'avg',
  },
  ecaresnet269d: { ...d269, attention: 'eca' },
  seresnet269d: { ...d269, attention: 'se' },
  plain18: { block: 'basic', depths: [2, 2, 2, 2], shortcut: 'none' },
  plain34: { block: 'basic', depths: [3, 4, 6, 3], shortcut: 'none' },
  resnet50_gn: { norm: 'group' },
  resnetrs50: rs([3, 4, 6, 3]),
  resnetrs101: rs([3, 4, 23, 3]),
  resnetrs152: rs([3, 8, 36, 3]),
  resnetrs200: rs([3, 24, 36, 3]),
  resnetrs270: rs([4, 29, 53, 4]),
  resnetrs350: rs([4, 36, 72, 4]),
  resnetrs420: rs([4, 44, 87, 4]),
};

/** Names of this family in timm's registry, v1.0.28 (timm/models/resnet.py, @register_model). */
const registered: ReadonlySet<string> = new Set(
  [
    ...Object.keys(special).filter((name) => !name.startsWith('plain')),
    'resnet10t resnet14t resnet18 resnet18d resnet34 resnet34d resnet26 resnet26t resnet26d',
    'resnet50 resnet50c resnet50d resnet50s resnet50t resnet101 resnet101c resnet101d resnet101s',
    'resnet152 resnet152c resnet152d resnet152s resnet200 resnet200d wide_resnet50_2 wide_resnet101_2',
    'resnext50_32x4d resnext50d_32x4d resnext101_32x4d resnext101_32x8d resnext101_64x4d resnext101_32x16d',
    'resnext101_32x32d ecaresnet26t ecaresnet50d ecaresnet50t ecaresnet101d ecaresnet200d ecaresnext26t_32x4d',
    'ecaresnext50t_32x4d seresnet18 seresnet34 seresnet50 seresnet50t seresnet101 seresnet152 seresnet152d',
    'seresnet200d seresnext26d_32x4d seresnext26t_32x4d seresnext50_32x4d seresnext101_32x4d seresnext101_32x8d',
    'seresnext101d_32x8d seresnext101_64x4d',
    'resnetaa34d resnetaa50 resnetaa50d resnetaa101d seresnetaa50d seresnextaa101d_32x8d',
    'resnetblur18 resnetblur50 resnetblur50d resnetblur101d',
  ].flatMap((names) => names.split(' ')),
);

/** One of each kind that this family can be. */
const presets: FamilyNames<ResNetSpec>['presets'] = [
  { name: 'resnext50_32x4d', title: 'ResNeXt-50 32x4d' },
  { name: 'wide_resnet50_2', title: 'Wide ResNet-50-2' },
  { name: 'seresnet50', title: 'SE-ResNet-50' },
  { name: 'ecaresnet50d', title: 'ECA-ResNet-50-D' },
  { name: 'senet154', title: 'SENet-154' },
  { name: 'resnetaa50d', title: 'ResNet-AA-50-D' },
  { name: 'resnetblur50', title: 'ResNet-Blur-50' },
  { name: 'ecaresnetlight', title: 'ECA-ResNet-Light' },
  { name: 'resnetrs50', title: 'ResNet-RS-50' },
  { name: 'resnet50_gn', title: 'ResNet-50, group norm' },
  { name: 'plain18', title: 'Plain-18' },
  { name: 'plain34', title: 'Plain-34' },
];

const grammar =
  /^(se|ceca|eca)?(wide_)?(resnet|resnext)(aa|blur)?(\d+)([a-z])?(?:_(\d+)x(\d+)d)?(?:_(\d+))?$/;

function bad(name: string): SpecError {
  return new SpecError('name', 'arch.badName', { value: name.slice(0, 60) });
}

/** The options that a name sets, over the family's defaults; null for what is no name of this family. */
function parseName(name: string, defaults: ResNetSpec): ResNetSpec | null {
  if (Object.hasOwn(special, name)) return { ...defaults, ...special[name] };
  const match = grammar.exec(name);
  if (!match) return null;
  const [, prefix = '', wide, base, infix = '', depthText, letter = '', cardinality, baseWidth, factor] =
    match;
  const preset = depthPresets.find((entry) => entry.depth === Number(depthText));
  if (!preset) {
    const allowed = depthPresets.map((entry) => entry.depth).join(', ');
    throw new SpecError('name', 'arch.badDepth', { value: String(depthText), allowed });
  }
  const tweaks = letterTweaks[letter];
  if (!tweaks) {
    const allowed = Object.keys(letterTweaks).filter(Boolean).join(', ');
    throw new SpecError('name', 'arch.badLetter', { value: letter, allowed });
  }
  const isWide = wide !== undefined;
  const isNext = base === 'resnext';
  // Each form takes one suffix: `_32x4d` goes with resnext, `_2` with wide, none with resnet.
  if (isWide !== (factor !== undefined) || (isWide && isNext)) throw bad(name);
  if (isNext !== (cardinality !== undefined)) throw bad(name);
  return {
    ...defaults,
    block: preset.block,
    depths: preset.depths,
    ...tweaks,
    ...(isNext ? { cardinality: Number(cardinality), baseWidth: Number(baseWidth) } : {}),
    ...(isWide ? { baseWidth: 64 * Number(factor) } : {}),
    attention: prefixes[prefix] ?? 'none',
    antiAlias: infixes[infix] ?? 'none',
  };
}

/** Options that no name can say: they keep their value while the rest is named. */
const unnamed = ['classes', 'inputChannels', 'inputHeight', 'inputWidth'] as const;

/**
 * The name nearest to a spec: every part of it holds for the spec, and what it leaves unsaid must be written beside
 * it. A depth without a preset takes the nearest preset of the same block, a combination without a letter takes B's.
 */
function grammarName(spec: ResNetSpec): string {
  const blocks = spec.depths.reduce((sum, depth) => sum + depth, 0);
  const distance = (depths: StageDepths): number =>
    Math.abs(depths.reduce((sum, depth) => sum + depth, 0) - blocks);
  const preset =
    depthPresetOf(spec) ??
    depthPresets
      .filter((entry) => entry.block === spec.block)
      .reduce((best, entry) => (distance(entry.depths) < distance(best.depths) ? entry : best));
  const attention = Object.keys(prefixes).find((prefix) => prefixes[prefix] === spec.attention) ?? '';
  const letter = letterOf(spec) ?? '';
  const infix = Object.keys(infixes).find((entry) => infixes[entry] === spec.antiAlias) ?? '';
  if (spec.cardinality > 1) {
    return `${attention}resnext${infix}${preset.depth}${letter}_${spec.cardinality}x${spec.baseWidth}d`;
  }
  const factor = spec.baseWidth / 64;
  if (factor > 1 && Number.isInteger(factor))
    return `${attention}wide_resnet${infix}${preset.depth}${letter}_${factor}`;
  return `${attention}resnet${infix}${preset.depth}${letter}`;
}

/** The names of the family with these options. */
export function resnetNames(defaults: ResNetSpec, options: readonly string[]): FamilyNames<ResNetSpec> {
  const key = (spec: ResNetSpec): string =>
    JSON.stringify(options.map((option) => spec[option as keyof ResNetSpec]));
  const specialName = (spec: ResNetSpec): string | null => {
    const plain: ResNetSpec = { ...spec };
    for (const option of unnamed) Object.assign(plain, { [option]: defaults[option] });
    const wanted = key(plain);
    return Object.keys(special).find((name) => key({ ...defaults, ...special[name] }) === wanted) ?? null;
  };
  return {
    parse: (name) => parseName(name, defaults),
    nearest: (spec) => specialName(spec) ?? grammarName(spec),
    registered: [...registered],
    presets,
  };
}
