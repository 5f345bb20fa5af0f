import { describe, expect, it } from 'vitest';
import { buildGraph } from './build.ts';
import type { ResNetSpec } from './types.ts';
import { SpecError } from './errors.ts';
import { allFamilies, families } from './families/index.ts';
import { regnetWidths } from './families/regnet.ts';
import { formatSpecText, nameOf, parseSpecText } from './names/specText.ts';
import { registeredNames } from './names/registry.ts';
import {
  depthPresets,
  letterOf,
  letterTweaks,
  stemPresets,
  variantOf,
  variantPatch,
  variants,
  variantTweaks,
} from './presets.ts';
import { blockedReason, editSpec, optionsOf, parseSpec, sameSpec } from './spec.ts';
import { graphTotals, nodeOf, survivalIn } from '../graph/queries.ts';
import { t } from '../text/index.ts';

/** A spec of the family that is meant where none is said. */
const resnetSpec = (partial: object): ResNetSpec => parseSpec(partial) as ResNetSpec;

const refused = (work: () => unknown): SpecError => {
  try {
    work();
  } catch (error) {
    if (error instanceof SpecError) return error;
    throw error;
  }
  throw new Error('was not refused');
};

describe.each(Object.values(families))('family $id', (family) => {
  it('builds its default', () => {
    expect(buildGraph(family.defaults).nodes.length).toBeGreaterThan(10);
    expect(sameSpec(parseSpec({ family: family.id }), family.defaults)).toBe(true);
  });

  it('refuses an unknown key, the prototype’s too', () => {
    expect(refused(() => parseSpec({ family: family.id, colour: 1 })).path).toBe('colour');
    expect(refused(() => parseSpec(JSON.parse('{"__proto__": {"depth": 50}}'))).path).toBe('__proto__');
    expect(refused(() => parseSpec({ family: 'toString' })).path).toBe('family');
  });

  it.each(Object.entries(optionsOf(family.id)))('refuses what %s cannot be', (key, option) => {
    const wrong = [null, {}, [], true, 'nonsense', Number.NaN, -1, 1e9, '0x10', [1, 2, 3]];
    for (const value of wrong)
      expect(refused(() => parseSpec({ family: family.id, [key]: value })).path, String(value)).toBe(key);
    const values =
      option.kind === 'choice'
        ? option.values
        : option.kind === 'integers'
          ? [Array.from({ length: option.length }, () => 1)]
          : [option.min, option.max];
    for (const value of values) {
      // In range; next to the other defaults it may still be a conflict, which then names an option and a reason.
      try {
        parseSpec({ family: family.id, [key]: value });
      } catch (error) {
        expect(error).toBeInstanceOf(SpecError);
        expect((error as SpecError).key).not.toMatch(/^spec\.not/);
      }
    }
  });
});

describe.each(allFamilies)('names of family $id', (family) => {
  const names = [...new Set([...family.names.registered, ...family.names.presets.map(({ name }) => name)])];
  it.each(names)('%s opens, builds, and comes back from its text, its JSON and its label', (name) => {
    const { spec } = parseSpecText(name);
    expect(spec.family).toBe(family.id);
    expect(formatSpecText(spec)).toBe(name);
    expect(sameSpec(parseSpec(JSON.parse(JSON.stringify(spec))), spec)).toBe(true);
    expect(buildGraph(spec).nodes.length).toBeGreaterThan(10);
    expect(nameOf({ ...spec, classes: 7 })).toMatchObject({ name, beyond: ['classes=7'] });
  });
  it('has one title for each of its offers, and words for itself', () => {
    const titles = family.names.presets.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeGreaterThan(0);
    expect(t(family.label)).not.toBe('');
    expect(t(family.help).length).toBeGreaterThan(20);
  });
  it('follows an edit by what it makes impossible, option by option', () => {
    for (const [key, option] of Object.entries(optionsOf(family.id))) {
      const values =
        option.kind === 'choice' ? option.values : option.kind === 'integers' ? [] : [option.min, option.max];
      for (const value of values) {
        try {
          const { spec } = editSpec(family.defaults, { [key]: value });
          expect(family.conflicts(spec)).toEqual([]);
          expect(sameSpec(parseSpecText(formatSpecText(spec)).spec, spec)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(SpecError);
        }
      }
    }
  });
});

describe('ShuffleNets', () => {
  const totals = (name: string) => graphTotals(buildGraph(parseSpecText(name).spec));
  // Multiply-accumulates in millions of arXiv 1707.01083, table 1 (without the classifier), and parameters of a module
  // written in PyTorch after the paper.
  it.each([
    [1, 143, 1_530_936],
    [2, 140, 1_732_848],
    [3, 137, 1_864_728],
    [4, 133, 1_967_344],
    [8, 137, 2_433_768],
  ])('v1 of %d groups have the published cost', (groups, millions, params) => {
    const { macs, params: counted } = totals(`shufflenet_v1_g${groups}_x1_0`);
    const classifier = nodeOf(
      buildGraph(parseSpecText(`shufflenet_v1_g${groups}_x1_0`).spec),
      'head.fc',
    ).macs;
    expect(Math.abs((macs - classifier) / 1e6 - millions)).toBeLessThan(0.504);
    expect(counted).toBe(params);
  });
  // The same module at other widths: parameters, and multiply-accumulates of all layers in millions.
  it.each([
    ['shufflenet_v1_g8_x0_5', 1_010_448, 40.47],
    ['shufflenet_v1_g3_x2_0', 5_449_776, 524.045],
    ['shufflenet_v1_g3_x2_0_se', 7_909_083, 526.488],
    ['shufflenet_v2_x2_0_se', 7_581_168, 583.436],
    ['shufflenet_v2_x2_0_res_se', 7_581_168, 583.436],
    // torchvision's own figures for its two other widths.
    ['shufflenet_v2_x0_5', 1_366_792, 40.4],
    ['shufflenet_v2_x1_5', 3_503_624, 296],
  ])('%s have the published cost', (name, params, millions) => {
    const counted = totals(name);
    expect(counted.params).toBe(params);
    expect(Math.abs(counted.macs / 1e6 / millions - 1)).toBeLessThan(0.01);
  });
  it('v1 divide in every width and every number of groups', () => {
    for (const groups of [1, 2, 3, 4, 8] as const)
      for (const widthMultiplier of [0.25, 0.5, 1, 1.5, 2] as const)
        for (const attention of ['none', 'se'] as const) {
          const spec = { ...families.shufflenetV1.defaults, groups, widthMultiplier, attention };
          expect(buildGraph(spec).nodes.length).toBeGreaterThan(100);
        }
  });
});

describe('CIFAR ResNets', () => {
  // arXiv 1512.03385, table 6, in millions: 0.27, 0.46, 0.66, 0.85, 1.7, 19.4.
  it.each([
    [20, 269_722],
    [32, 464_154],
    [44, 658_586],
    [56, 853_018],
    [110, 1_727_962],
    [1202, 19_421_274],
  ])('of depth %d have %d parameters', (depth, params) => {
    const spec = parseSpec({ family: 'cifarResnet', depth });
    expect(graphTotals(buildGraph(spec)).params).toBe(params);
    expect(formatSpecText(spec)).toBe(`cifar_resnet${depth}`);
  });
  // arXiv 1603.05027, table 4 (1001: without the norms the count is the published 10.2 million), and 1605.07146, table 4.
  it.each([
    ['cifar_preact_110', 1_727_962],
    ['cifar_preact_164', 1_703_258],
    ['cifar_preact_1001', 10_327_706],
    ['wrn_16_4', 2_748_890],
    ['wrn_16_10', 17_116_634],
    ['wrn_22_8', 17_158_106],
    ['wrn_22_10', 26_797_914],
    ['wrn_28_10', 36_479_194],
    ['wrn_28_12', 52_517_850],
    ['wrn_40_1', 563_930],
    ['wrn_40_2', 2_243_546],
    ['wrn_40_8', 35_748_314],
  ])('%s has %d parameters', (name, params) => {
    expect(graphTotals(buildGraph(parseSpecText(name).spec)).params).toBe(params);
  });
  it('reads depths as each kind of net counts them', () => {
    const blocks = (partial: object): unknown =>
      (parseSpec({ family: 'cifarResnet', ...partial }) as { blocksPerStage?: number }).blocksPerStage;
    expect(blocks({ depth: 164, block: 'bottleneck' })).toBe(18);
    expect(blocks({ depth: 28, order: 'fullPre' })).toBe(4);
    expect(blocks({ depth: 110, order: 'fullPre' })).toBe(18);
    expect(refused(() => parseSpec({ family: 'cifarResnet', depth: 28 })).path).toBe('depth');
  });
  it('have no other depths', () => {
    expect(refused(() => parseSpec({ family: 'cifarResnet', depth: 21 })).path).toBe('depth');
  });
});

describe('Options A and C of ImageNet’s basic nets', () => {
  // Reference counts of arXiv 1512.03385's shortcuts without, and with everywhere, a projection.
  it.each([
    [18, 'zeroPad', 11_515_688],
    [18, 'none', 11_515_688],
    [18, 'projectionAlways', 12_043_816],
    [34, 'zeroPad', 21_623_848],
    [34, 'projectionAlways', 22_716_840],
  ])('ResNet-%d %s has %d parameters', (depth, shortcut, params) => {
    expect(graphTotals(buildGraph(parseSpec({ depth, shortcut }))).params).toBe(params);
  });
});

describe('RegNets', () => {
  // timm's own counts.
  it.each([
    ['regnetx_002', 2_684_792],
    ['regnetx_004', 5_157_512],
    ['regnetx_006', 6_196_040],
    ['regnetx_008', 7_259_656],
    ['regnetx_016', 9_190_136],
    ['regnetx_032', 15_296_552],
    ['regnetx_040', 22_118_248],
    ['regnetx_064', 26_209_256],
    ['regnetx_080', 39_572_648],
    ['regnetx_120', 46_106_056],
    ['regnetx_160', 54_278_536],
    ['regnetx_320', 107_811_560],
    ['regnety_002', 3_162_996],
    ['regnety_004', 4_344_144],
    ['regnety_006', 6_055_160],
    ['regnety_008', 6_263_168],
    ['regnety_016', 11_202_430],
    ['regnety_032', 19_436_338],
    ['regnety_040', 20_646_656],
    ['regnety_064', 30_583_252],
    ['regnety_080', 39_180_068],
    ['regnety_120', 51_822_544],
    ['regnety_160', 83_590_140],
    ['regnety_320', 145_046_770],
  ])('%s has %d parameters', (name, params) => {
    expect(graphTotals(buildGraph(parseSpecText(name).spec)).params).toBe(params);
  });
  it('round the line to steps, and the steps to stages', () => {
    const { line, steps, stages } = regnetWidths({ depth: 13, w0: 24, wa: 36.44, wm: 2.49, groupWidth: 8 });
    expect(line[2]).toBeCloseTo(96.88);
    expect(new Set(steps)).toEqual(new Set([24, 56, 152, 368]));
    expect(stages.map(({ depth, width }) => [depth, width])).toEqual([
      [1, 24],
      [1, 56],
      [4, 152],
      [7, 368],
    ]);
  });
  it('are refused with more stages than an image has room for', () => {
    const error = refused(() => parseSpec({ family: 'regnet', w0: 8, wa: 200, wm: 1.2, depth: 60 }));
    expect(error.path).toBe('wm');
  });
});

describe('short forms', () => {
  it.each(depthPresets)('depth $depth', ({ depth, block, depths }) => {
    expect(parseSpec({ depth })).toMatchObject({ block, depths });
    expect(parseSpec({ depth: String(depth) })).toMatchObject({ block, depths });
  });
  it.each(variants)('variant %s', (variant) => {
    const spec = resnetSpec({ variant });
    expect(spec).toMatchObject(variantTweaks[variant]);
    expect(variantOf(spec)).toBe(variant);
  });
  it.each(Object.entries(stemPresets))('stem %s', (stem, tweaks) => {
    expect(parseSpec({ stem })).toMatchObject(tweaks);
    expect(parseSpec({ stem, stemWidth: 48 })).toMatchObject({ ...tweaks, stemWidth: 48 });
  });
});

describe('edits', () => {
  const resnet50 = parseSpec({ depth: 50 });
  it('says which options had to follow', () => {
    const next = parseSpec({ depth: 50, variant: 'A', cardinality: 32, baseWidth: 4 });
    const { spec, adjusted } = editSpec(next, { block: 'basic' });
    expect(adjusted.map((conflict) => conflict.option)).toEqual(['strideAt', 'cardinality', 'baseWidth']);
    expect(buildGraph(spec).nodes.length).toBeGreaterThan(10);
  });
  it('refuses a value out of range and leaves the rest', () => {
    expect(refused(() => editSpec(resnet50, { classes: 0 })).path).toBe('classes');
    expect(refused(() => editSpec(resnet50, { inputHeight: 31 })).path).toBe('inputHeight');
    expect(refused(() => editSpec(resnet50, { baseWidth: 1, widthMultiplier: 0.125 })).path).toBe(
      'baseWidth',
    );
  });
  it('knows what cannot be chosen', () => {
    const basic = parseSpec({ depth: 18 });
    expect(blockedReason(basic, 'strideAt', 'reduce')).toBe('spec.basicHasNoReduce');
    expect(blockedReason(basic, 'cardinality')).toBe('spec.basicHasNoGroups');
    expect(blockedReason(basic, 'reductionRatio')).toBe('spec.ratioNeedsSe');
    expect(blockedReason(resnet50, 'cardinality')).toBeNull();
    expect(blockedReason(resnet50, 'strideAt', 'reduce')).toBeNull();
  });
  it('costs 19,232 parameters and 0.24 GMACs from B to C at depth 50', () => {
    const [b, c] = (['B', 'C'] as const).map((variant) =>
      graphTotals(buildGraph(parseSpec({ depth: 50, variant }))),
    );
    expect((c?.params ?? 0) - (b?.params ?? 0)).toBe(19232);
    expect(((c?.macs ?? 0) - (b?.macs ?? 0)) / 1e9).toBeCloseTo(0.24, 2);
  });
});

describe('stems', () => {
  const narrow = resnetSpec({ depth: 18, stemWidth: 16 });
  it('keep their relative width from letter to letter', () => {
    const deep = editSpec(narrow, variantPatch(narrow, 'D')).spec;
    expect(deep).toMatchObject({ stem: 'deep', stemWidth: 8, shortcut: 'avgProjection' });
    expect(variantOf(deep)).toBe('D');
    expect(editSpec(deep, variantPatch(deep, 'B')).spec).toEqual(narrow);
    const wide = resnetSpec({ depth: 50, stem: 'deepWide' });
    expect(variantOf(wide)).toBe('C');
    expect(letterOf(wide)).toBe('s');
    expect(variantPatch(wide, 'B').stemWidth).toBe(128);
    expect(nameOf(deep).name).toBe('resnet18');
  });
  it('stay within what a stem may have', () => {
    const widest = resnetSpec({ stem: 'deep', stemWidth: 400 });
    expect(editSpec(widest, variantPatch(widest, 'B')).spec.stemWidth).toBe(512);
    const least = resnetSpec({ stemWidth: 4 });
    expect(editSpec(least, variantPatch(least, 'C')).spec.stemWidth).toBe(4);
  });
});

describe('shortcuts', () => {
  const figures = (spec: object) => {
    const { params, macs } = graphTotals(buildGraph(parseSpec(spec)));
    return [params, Math.round(macs / 1e5) / 1e4];
  };
  // arXiv 1512.03385, table 2; parameters and GMACs computed with PyTorch.
  it.each([
    ['none', 18, 11_515_688, 1.7948],
    ['none', 34, 21_623_848, 3.6445],
    ['projection', 18, 11_689_512, 1.8141],
    ['projectionAlways', 18, 12_043_816, 1.8783],
    ['projectionAlways', 34, 22_716_840, 3.8307],
  ])('%s at depth %d', (shortcut, depth, params, macs) => {
    expect(figures({ depth, shortcut })).toEqual([params, macs]);
  });
  it('leave a plain block its branch and its activation', () => {
    const { nodes, regions } = buildGraph(parseSpec({ depth: 50, shortcut: 'none' }));
    expect(nodes.some(({ op }) => op === 'add')).toBe(false);
    expect(regions.some(({ kind }) => kind === 'shortcut')).toBe(false);
    expect(nodes.find(({ id }) => id === 'stage2.block0.act')?.inputs).toEqual(['stage2.block0.norm3']);
    expect(refused(() => parseSpec({ shortcut: 'none', survival: 0.5 })).path).toBe('survival');
    expect(blockedReason(parseSpec({ shortcut: 'none' }), 'survival')).toBe('spec.plainCannotDrop');
  });
  it('leave a plain net of basic blocks its layers, one by one', () => {
    const { nodes, regions } = buildGraph(parseSpecText('plain34').spec);
    expect(nodes.filter(({ op }) => op === 'conv2d')).toHaveLength(33);
    expect(regions.filter(({ kind }) => kind === 'block')).toHaveLength(32);
    expect(nodes.some(({ op }) => op === 'add')).toBe(false);
  });
  it('that always project do so in every block', () => {
    const { regions } = buildGraph(parseSpec({ depth: 18, shortcut: 'projectionAlways' }));
    expect(regions.filter(({ kind }) => kind === 'shortcut')).toHaveLength(8);
  });
});

describe('stochastic depth', () => {
  it('falls linearly to the last block, over all stages', () => {
    const graph = buildGraph(parseSpec({ depth: 34, survival: 0.5 }));
    const blocks = graph.regions.filter(({ kind }) => kind === 'block');
    const chances = blocks.map(({ id }) => survivalIn(graph, id));
    expect(chances[0]).toBeCloseTo(1 - 0.5 / 16);
    expect(chances.at(-1)).toBe(0.5);
    for (const [at, chance] of chances.entries()) expect(chance).toBeCloseTo(1 - ((at + 1) / 16) * 0.5, 12);
    // (3 L - 1) / 4 blocks are expected to stay: arXiv 1603.09382, section 3.
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo((3 * 16 - 1) / 4);
  });
  it('changes nothing that is computed', () => {
    const [off, on] = [1, 0.5].map((survival) => buildGraph(parseSpec({ survival })));
    expect(on?.nodes).toEqual(off?.nodes);
    expect(off?.regions.some((region) => 'survival' in region)).toBe(false);
  });
});

describe('names', () => {
  it.each(registeredNames())('%s opens, builds and is called so again', (name) => {
    const parsed = parseSpecText(name);
    expect(parsed).toMatchObject({ name, registered: true, tag: null });
    expect(formatSpecText(parsed.spec)).toBe(name);
    expect(buildGraph(parsed.spec).nodes.length).toBeGreaterThan(10);
  });

  const grid = depthPresets.flatMap(({ depth, block }) =>
    Object.keys(letterTweaks)
      .filter((letter) => letter !== 'b' && (block === 'bottleneck' || letter !== 'a'))
      .flatMap((letter) =>
        ['', 'se', 'eca'].flatMap((prefix) => [
          `${prefix}resnet${depth}${letter}`,
          ...(block === 'bottleneck'
            ? [`${prefix}resnext${depth}${letter}_32x4d`, `${prefix}wide_resnet${depth}${letter}_2`]
            : []),
        ]),
      ),
  );
  it(`round-trips ${grid.length} names of the grammar`, () => {
    for (const name of grid) expect(formatSpecText(parseSpecText(name).spec)).toBe(name);
  });

  it.each([
    ['resnet50.a1_in1k', 'resnet50', 'a1_in1k'],
    ['timm/resnet50d.ra2_in1k', 'resnet50d', 'ra2_in1k'],
    ['  ResNet50B ', 'resnet50', null],
    ['{"depth": 101, "variant": "C", "attention": "se"}', 'seresnet101c', null],
  ])('reads %s', (text, name, tag) => {
    expect(parseSpecText(text)).toMatchObject({ name, tag });
  });

  it.each([
    '',
    '   ',
    'vgg16',
    'resnet',
    'resnet51',
    'resnet50z',
    'resnext50',
    'resnet50_32x4d',
    'wide_resnet50',
    '{',
    '[]',
    'resnet50?colour=1',
    'resnet50?classes=many',
    'resnet50?family=x',
    'resnet18?strideAt=reduce',
    'x'.repeat(5000),
    'resnext50_999999x4d',
    '__proto__',
    'constructor',
  ])('refuses %j with a message', (text) => {
    const error = refused(() => parseSpecText(text));
    expect(error.message.length).toBeGreaterThan(10);
    expect(error.message).not.toContain('\n');
    expect(error.message.length).toBeLessThan(700);
  });

  it('says what a name cannot', () => {
    const spec = parseSpec({ depth: 50, variant: 'D', strideAt: 'reduce', classes: 10, inputHeight: 97 });
    expect(nameOf(spec)).toMatchObject({ registered: false });
    expect(formatSpecText(spec)).toContain('strideAt=reduce');
    expect(sameSpec(parseSpecText(formatSpecText(spec)).spec, spec)).toBe(true);
    expect(nameOf(parseSpec({ depth: 50, classes: 10 }))).toEqual({
      name: 'resnet50',
      beyond: ['classes=10'],
      registered: true,
    });
    expect(nameOf(parseSpec({ depth: 50, variant: 'A' }))).toEqual({
      name: 'resnet50a',
      beyond: [],
      registered: false,
    });
  });

  it('brings any combination back from its text and its JSON', () => {
    let seed = 1;
    const next = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return seed / 2 ** 32;
    };
    const options = Object.entries(optionsOf('resnet'));
    for (let round = 0; round < 400; round += 1) {
      const patch = Object.fromEntries(
        options.map(([key, option]) => {
          if (option.kind === 'choice')
            return [key, option.values[Math.floor(next() * option.values.length)]];
          if (option.kind === 'integers') return [key, [1, 2, 3, 4].map(() => 1 + Math.floor(next() * 4))];
          const top = Math.min(option.max, option.min + 300);
          const value = option.min + next() * (top - option.min);
          return [key, option.kind === 'integer' ? Math.floor(value) : Math.round(value * 8) / 8];
        }),
      );
      let spec: ReturnType<typeof parseSpec>;
      try {
        ({ spec } = editSpec(families.resnet.defaults, patch));
      } catch (error) {
        expect(error).toBeInstanceOf(SpecError);
        continue;
      }
      expect(sameSpec(parseSpecText(formatSpecText(spec)).spec, spec), formatSpecText(spec)).toBe(true);
      expect(sameSpec(parseSpecText(JSON.stringify(spec)).spec, spec)).toBe(true);
      buildGraph(spec);
    }
  });
});

describe('networks of the older SENet code', () => {
  // Parameters: timm 1.0.28's own counts.
  it.each([
    ['legacy_seresnet18', 11_778_592],
    ['legacy_seresnet50', 28_088_024],
    ['legacy_senet154', graphTotals(buildGraph(parseSpecText('senet154').spec)).params],
  ])('%s has its parameters', (name, params) => {
    expect(graphTotals(buildGraph(parseSpecText(name).spec)).params).toBe(params);
  });

  it('have one activation more in a basic block, before its attention', () => {
    const { nodes } = buildGraph(parseSpecText('legacy_seresnet18').spec);
    const inside = nodes
      .filter(({ id }) => /^stage1\.block0\.\w+$/.test(id))
      .map(({ id }) => id.split('.')[2]);
    expect(inside).toEqual(['conv1', 'norm1', 'act1', 'conv2', 'norm2', 'act2', 'add', 'act']);
  });

  it('pool without padding, which odd sizes show', () => {
    const at = (name: string) =>
      nodeOf(buildGraph(parseSpecText(`${name}?inputHeight=226&inputWidth=225`).spec), 'stem.pool').shape;
    expect(at('legacy_seresnet50')).toEqual([1, 64, 56, 56]);
    expect(at('seresnet50')).toEqual([1, 64, 57, 57]);
  });
});
