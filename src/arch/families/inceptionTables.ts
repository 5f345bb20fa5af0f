/**
 * The Inception networks as tables. A module is its branches by name, in the order of their concatenation; a branch is
 * its steps, and what it ends in where it forks.
 */
import type { NamingScheme } from '../../graph/types.ts';
import { normEps } from '../layers.ts';
import { stemConv } from '../stem.ts';
import type { InceptionBranch, InceptionStep } from '../blocks/types.ts';
import type { StemConv } from '../types.ts';

type Module = readonly InceptionBranch[];

export interface InceptionTable {
  readonly stem: readonly StemConv[];
  /** Modules by stage. */
  readonly stages: readonly (readonly Module[])[];
  /** Of every norm. */
  readonly eps: number;
  readonly naming: NamingScheme;
}

type ConvStep = Extract<InceptionStep, { kind: 'conv' }>;
type Kernel = number | readonly [height: number, width: number];

const conv = (out: number, kernel: Kernel = 1): ConvStep => ({
  kind: 'conv',
  out,
  kernel: typeof kernel === 'number' ? [kernel, kernel] : kernel,
  stride: 1,
  valid: false,
});
/** 3x3 without padding. */
const valid = (out: number, stride = 1): ConvStep => ({ ...conv(out, 3), stride, valid: true });
const average = (padding: 'counts' | 'leftOut'): InceptionStep => ({
  kind: 'pool',
  pool: 'avg',
  stride: 1,
  countPadding: padding === 'counts',
  ceil: false,
});
const max = (stride: number, ceil = false): InceptionStep => ({
  kind: 'pool',
  pool: 'max',
  stride,
  countPadding: true,
  ceil,
});

interface Forked {
  readonly steps: readonly InceptionStep[];
  readonly ends: readonly InceptionStep[];
}
const forked = (steps: readonly InceptionStep[], ...ends: readonly InceptionStep[]): Forked => ({
  steps,
  ends,
});

const module = (branches: Readonly<Record<string, readonly InceptionStep[] | Forked>>): Module =>
  Object.entries(branches).map(([name, branch]) =>
    'ends' in branch ? { name, ...branch } : { name, steps: branch, ends: [] },
  );

const times = (count: number, one: Module): readonly Module[] => Array.from({ length: count }, () => one);

/** The 1x1 of its own, the 3x3 with its 1x1, the two 3x3 with theirs, and the pool with its 1x1. */
const bn = (
  one: number,
  three: readonly [number, number],
  double: readonly [number, number],
  pool: InceptionStep,
  projection: number,
): Module =>
  module({
    branch1: [conv(one)],
    branch3: [conv(three[0]), conv(three[1], 3)],
    branchd: [conv(double[0]), conv(double[1], 3), conv(double[1], 3)],
    pool: [pool, conv(projection)],
  });

/** The same where it strides: no 1x1 of its own, and the pool passes on what it read. */
const bnHalf = (three: readonly [number, number], double: readonly [number, number]): Module =>
  module({
    branch3: [conv(three[0]), { ...conv(three[1], 3), stride: 2 }],
    branchd: [conv(double[0]), conv(double[1], 3), { ...conv(double[1], 3), stride: 2 }],
    pool: [max(2, true)],
  });

const mean = average('counts');

/** arXiv 1502.03167, figure 5, with the numbers of the SENet authors' SE-BN-Inception.prototxt. */
const bnNet: InceptionTable = {
  stem: [stemConv(64, 7, 2, { pool: 'maxCeil' }), stemConv(64, 1), stemConv(192, 3, 1, { pool: 'maxCeil' })],
  stages: [
    [
      bn(64, [64, 64], [64, 96], mean, 32),
      bn(64, [64, 96], [64, 96], mean, 64),
      bnHalf([128, 160], [64, 96]),
    ],
    [
      bn(224, [64, 96], [96, 128], mean, 128),
      bn(192, [96, 128], [96, 128], mean, 128),
      bn(160, [128, 160], [128, 160], mean, 128),
      bn(96, [128, 192], [160, 192], mean, 128),
      bnHalf([128, 192], [192, 256]),
    ],
    [bn(352, [192, 320], [160, 224], mean, 128), bn(352, [192, 320], [192, 224], max(1), 128)],
  ],
  eps: normEps,
  naming: 'bnInception',
};

/** InceptionA of timm: figure 5 of arXiv 1512.00567, but for a 5x5 that stays. */
const v3a = (projection: number): Module =>
  module({
    branch1x1: [conv(64)],
    branch5x5: [conv(48), conv(64, 5)],
    branch3x3dbl: [conv(64), conv(96, 3), conv(96, 3)],
    pool: [mean, conv(projection)],
  });

/** InceptionC of timm: figure 6, each 7x7 as a row and a column. */
const v3c = (width: number): Module =>
  module({
    branch1x1: [conv(192)],
    branch7x7: [conv(width), conv(width, [1, 7]), conv(192, [7, 1])],
    branch7x7dbl: [
      conv(width),
      conv(width, [7, 1]),
      conv(width, [1, 7]),
      conv(width, [7, 1]),
      conv(192, [1, 7]),
    ],
    pool: [mean, conv(192)],
  });

/** InceptionE of timm: figure 7, whose branches fork. */
const v3e = module({
  branch1x1: [conv(320)],
  branch3x3: forked([conv(384)], conv(384, [1, 3]), conv(384, [3, 1])),
  branch3x3dbl: forked([conv(448), conv(384, 3)], conv(384, [1, 3]), conv(384, [3, 1])),
  pool: [mean, conv(192)],
});

/** arXiv 1512.00567, table 1, as timm/models/inception_v3.py has it. */
const v3: InceptionTable = {
  stem: [
    stemConv(32, 3, 2, { valid: true }),
    stemConv(32, 3, 1, { valid: true }),
    stemConv(64, 3, 1, { pool: 'maxValid' }),
    stemConv(80, 1),
    stemConv(192, 3, 1, { valid: true, pool: 'maxValid' }),
  ],
  stages: [
    [v3a(32), v3a(64), v3a(64)],
    [
      module({
        branch3x3: [valid(384, 2)],
        branch3x3dbl: [conv(64), conv(96, 3), valid(96, 2)],
        pool: [max(2)],
      }),
      v3c(128),
      v3c(160),
      v3c(160),
      v3c(192),
    ],
    [
      module({
        branch3x3: [conv(192), valid(320, 2)],
        branch7x7x3: [conv(192), conv(192, [1, 7]), conv(192, [7, 1]), valid(192, 2)],
        pool: [max(2)],
      }),
      v3e,
      v3e,
    ],
  ],
  eps: 1e-3,
  naming: 'timmInceptionV3',
};

const meanInside = average('leftOut');

/** arXiv 1602.07261, figures 4, 5 and 6. */
const v4a = module({
  branch0: [conv(96)],
  branch1: [conv(64), conv(96, 3)],
  branch2: [conv(64), conv(96, 3), conv(96, 3)],
  branch3: [meanInside, conv(96)],
});
const v4b = module({
  branch0: [conv(384)],
  branch1: [conv(192), conv(224, [1, 7]), conv(256, [7, 1])],
  branch2: [conv(192), conv(192, [7, 1]), conv(224, [1, 7]), conv(224, [7, 1]), conv(256, [1, 7])],
  branch3: [meanInside, conv(128)],
});
const v4c = module({
  branch0: [conv(256)],
  branch1: forked([conv(384)], conv(256, [1, 3]), conv(256, [3, 1])),
  branch2: forked([conv(384), conv(448, [3, 1]), conv(512, [1, 3])], conv(256, [1, 3]), conv(256, [3, 1])),
  branch3: [meanInside, conv(256)],
});

/** arXiv 1602.07261, figure 9, as timm/models/inception_v4.py has it. The first stage is the branched part of its stem. */
const v4: InceptionTable = {
  stem: [stemConv(32, 3, 2, { valid: true }), stemConv(32, 3, 1, { valid: true }), stemConv(64, 3)],
  stages: [
    [
      module({ maxpool: [max(2)], conv: [valid(96, 2)] }),
      module({
        branch0: [conv(64), valid(96)],
        branch1: [conv(64), conv(64, [1, 7]), conv(64, [7, 1]), valid(96)],
      }),
      module({ conv: [valid(192, 2)], maxpool: [max(2)] }),
    ],
    times(4, v4a),
    [
      module({
        branch0: [valid(384, 2)],
        branch1: [conv(192), conv(224, 3), valid(256, 2)],
        branch2: [max(2)],
      }),
      ...times(7, v4b),
    ],
    [
      module({
        branch0: [conv(192), valid(192, 2)],
        branch1: [conv(256), conv(256, [1, 7]), conv(320, [7, 1]), valid(320, 2)],
        branch2: [max(2)],
      }),
      ...times(3, v4c),
    ],
  ],
  eps: 1e-3,
  naming: 'timmInceptionV4',
};

export const inceptionTables = { bn: bnNet, v3, v4 } as const;
export type InceptionVersion = keyof typeof inceptionTables;
