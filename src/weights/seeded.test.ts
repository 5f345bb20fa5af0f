import { describe, expect, it } from 'vitest';
import { fnv1a32 } from '../base/hash.ts';
import { stateDicts } from './fixtures/stateDicts.ts';
import { bitSum, endsBranch, kindOf, mulberry32, seededTensor, type TensorKind } from './seeded.ts';

const UNIT = 2 ** 32;

describe('the generator', () => {
  it.each([
    ['', 2166136261, [2625274932, 2119670693, 3324411561, 1770755366]],
    ['a', 3826002220, [2670119670, 1323809741, 1575654966, 2556090870]],
    ['conv1.weight', 3184444564, [932562750, 3955351022, 2269345393, 1201576323]],
    ['bn1.weight', 3262664882, [3367377110, 1815695237, 1144402463, 2139064360]],
    ['layer1.0.se.fc1.weight', 2057438427, [2731012173, 3436040821, 2077215429, 543445034]],
    ['fc.weight', 1248825632, [687228203, 2931080068, 786354356, 2663626503]],
  ])('seeds "%s" and draws as the reference does', (name, seed, draws) => {
    expect(fnv1a32(name)).toBe(seed);
    const draw = mulberry32(seed);
    expect(draws.map(() => draw() * UNIT)).toEqual(draws);
  });
});

describe('seeded tensors', () => {
  const vectors: [string, number[], TensorKind, number[], number, number][] = [
    [
      'conv1.weight',
      [64, 3, 7, 7],
      'w',
      [-0.11429706960916519, 0.17008015513420105, 0.011464483104646206, -0.08898887038230896],
      -0.0018717863131314516,
      2928424785,
    ],
    [
      'bn1.weight',
      [64],
      'nw',
      [1.1136114597320557, 0.9690998196601868, 0.9065808057785034, 0.9992159008979797],
      0.8061388731002808,
      3724677718,
    ],
    [
      'bn1.bias',
      [64],
      'nb',
      [-0.06307302415370941, 0.05432089790701866, -0.04380214214324951, -0.04932897165417671],
      0.08101239800453186,
      3378508017,
    ],
    [
      'bn1.running_mean',
      [64],
      'rm',
      [0.09892299771308899, 0.03191976994276047, -0.08139806985855103, 0.07715126127004623],
      -0.07508152723312378,
      3470033074,
    ],
    [
      'bn1.running_var',
      [64],
      'rv',
      [0.8284040093421936, 0.7675961852073669, 0.9131612777709961, 1.0695277452468872],
      1.0711108446121216,
      3751319659,
    ],
    [
      'layer1.0.bn2.weight',
      [64],
      'nwr',
      [0.26373687386512756, 0.2599743902683258, 0.25420722365379333, 0.28073349595069885],
      0.26709237694740295,
      2641261610,
    ],
    [
      'layer1.0.bn2.weight',
      [64],
      'nw',
      [1.0549474954605103, 1.0398975610733032, 1.0168288946151733, 1.1229339838027954],
      1.0683695077896118,
      3715003434,
    ],
    [
      'layer1.0.bn3.weight',
      [256],
      'nwr',
      [0.2615210711956024, 0.2540496289730072, 0.24600733816623688, 0.22127734124660492],
      0.24914853274822235,
      2020045342,
    ],
    [
      'layer1.0.se.fc1.weight',
      [16, 256, 1, 1],
      'w',
      [0.04159947857260704, 0.09186063706874847, -0.00500938855111599, -0.11435116827487946],
      0.12377885729074478,
      4057942283,
    ],
    [
      'layer1.0.se.fc1.bias',
      [16],
      'b',
      [-0.035157088190317154, 0.032115254551172256, 0.02330622635781765, 0.01439312007278204],
      0.036125801503658295,
      3407777257,
    ],
    [
      'fc.weight',
      [1000, 2048],
      'w',
      [-0.03680523857474327, 0.019750278443098068, -0.03430679813027382, 0.013009203597903252],
      -0.051603253930807114,
      2701822146,
    ],
    [
      'fc.bias',
      [1000],
      'b',
      [-0.01907973550260067, -0.01339484192430973, 0.03137717768549919, -0.02943059802055359],
      -0.03220170736312866,
      777021407,
    ],
  ];

  it.each(vectors)('%s %j as %s are the reference values', (name, shape, kind, first, last, sum) => {
    const values = seededTensor(name, shape, kind);
    expect([...values.subarray(0, 4)]).toEqual(first);
    expect(values.at(-1)).toBe(last);
    expect(bitSum(values)).toBe(sum);
  });

  it.each(stateDicts)(
    'of $name have the first value and the bit sum of every PyTorch tensor',
    ({ tensors }) => {
      for (const [name, shape, kind, first, sum] of tensors) {
        const values = seededTensor(name, shape, kind);
        expect(Number(values[0]?.toPrecision(9)), name).toBe(first);
        expect(bitSum(values), name).toBe(sum);
      }
    },
  );
});

describe('the rule of a tensor', () => {
  it('depends on the rank of the weight beside it', () => {
    const names = new Set<string>();
    expect(kindOf('bias', 'fc.bias', 2, names)).toBe('b');
    expect(kindOf('bias', 'bn1.bias', 1, names)).toBe('nb');
    expect(kindOf('weight', 'layer1.0.se.conv.weight', 3, names)).toBe('w');
  });

  it.each([
    ['layer1.0.bn3.weight', [], true],
    ['layer12.10.bn2.weight', [], true],
    ['layer1.0.bn2.weight', ['layer1.0.conv3.weight'], false],
    ['layer1.0.bn2.weight', ['layer1.1.conv3.weight'], true],
    ['layer1.0.conv3.bn.weight', [], true],
    ['layer1.0.conv2.bn.weight', ['layer1.0.conv3.conv.weight'], false],
    ['layer1.0.conv2.bn.weight', [], true],
    ['s1.b2.conv3.bn.weight', [], true],
    ['stages.0.blocks.1.norm3.weight', [], true],
    ['features.conv2_1.c1x1_c.bn.weight', [], true],
    ['layer1.0.bn1.weight', [], false],
    ['layer1.0.downsample.1.weight', [], false],
    ['bn2.weight', [], false],
    ['module.layer1.0.bn3.weight', [], false],
  ])('%s beside %j ends a branch: %s', (name, others, ends) => {
    expect(endsBranch(name, new Set(others))).toBe(ends);
  });
});
