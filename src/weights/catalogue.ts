/**
 * timm's published checkpoints of the architectures that can be built here. `catalogue.json` names the commit of timm
 * that the facts were read from; scripts/make-catalogue.mjs writes it.
 */
import { familyOf } from '../arch/families/index.ts';
import { parseName } from '../arch/names/registry.ts';
import { changedOptions } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { type Interpolation, interpolations } from '../image/recipe.ts';
import facts from './catalogue.json';

/** A size that a checkpoint is evaluated at. */
export interface EvaluationSize {
  /** Side of the square input in pixels. */
  readonly side: number;
  readonly cropPct: number;
  /** Top-1 accuracy on ImageNet-1k's validation set in percent, at this size. */
  readonly top1: number;
}

export interface Checkpoint {
  /** timm's name, architecture and tag: `resnet50.a1_in1k`. */
  readonly name: string;
  readonly arch: string;
  readonly tag: string;
  /** Whether timm takes it for the architecture's name without a tag. */
  readonly isDefault: boolean;
  /** Repository on the Hub. */
  readonly repo: string;
  /** The usual size first; a second, larger one where timm tests there too. */
  readonly sizes: readonly [EvaluationSize, ...EvaluationSize[]];
  readonly interpolation: Interpolation;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly classes: number;
  readonly params: number;
  /** Of the download, as float32. */
  readonly bytes: number;
  /** SPDX-like identifier in lower case; null where the authors state none. */
  readonly licence: string | null;
  readonly commercial: boolean;
}

/** Where the facts were read: repository and commit. */
export const catalogueSource: string = facts.source;

const three = (text: string): readonly number[] => {
  const values = text.split(',').map(Number);
  const [first = 0] = values;
  return values.length === 1 ? [first, first, first] : values;
};

function sizeOf(text: string): EvaluationSize {
  const [side = 0, cropPct = 0, top1 = 0] = text.split(':').map(Number);
  return { side, cropPct, top1 };
}

function checkpointOf(row: string): Checkpoint {
  const [name = '', isDefault, usual = '', tested = '', filter, mean = '', std = '', ...rest] =
    row.split(' ');
  const [classes, params, megabytes, licence = 'unknown'] = rest;
  const dot = name.indexOf('.');
  const interpolation = interpolations.find((entry) => entry === filter) ?? 'bicubic';
  return {
    name,
    arch: name.slice(0, dot),
    tag: name.slice(dot + 1),
    isDefault: isDefault === 'default',
    repo: `timm/${name}`,
    sizes: [sizeOf(usual), ...(tested === '' ? [] : [sizeOf(tested)])],
    interpolation,
    mean: three(mean),
    std: three(std),
    classes: Number(classes),
    params: Number(params) * 1e6,
    bytes: Number(megabytes) * 1e6,
    licence: licence === 'unknown' ? null : licence,
    // Meta's licence of SEER is for research alone.
    commercial: !/(^|-)nc(-|$)|^seer-/.test(licence),
  };
}

/** All of them, in timm's order. */
export const catalogue: readonly Checkpoint[] = facts.rows.map(checkpointOf);

const byName = new Map(catalogue.map((entry) => [entry.name, entry]));
const defaults = new Map(catalogue.filter((entry) => entry.isDefault).map((entry) => [entry.arch, entry]));

/** timm's older names put the origin first; the tag says it now (timm/models/resnet.py, model deprecations). */
const olderOrigins: readonly (readonly [RegExp, string])[] = [
  [/^gluon_(resnet\d+)_v1b$/, '$1.gluon_in1k'],
  [/^gluon_(resnet\d+)_v1([cds])$/, '$1$2.gluon_in1k'],
  [/^gluon_((?:se)?resnext\d+_\d+x\d+d|senet154)$/, '$1.gluon_in1k'],
  [/^tv_(\w+)$/, '$1.tv_in1k'],
  [/^ssl_(\w+)$/, '$1.fb_ssl_yfcc100m_ft_in1k'],
  [/^swsl_(\w+)$/, '$1.fb_swsl_ig1b_ft_in1k'],
  [/^ig_(\w+)$/, '$1.fb_wsl_ig1b_ft_in1k'],
];

/** The present name for one that timm no longer uses; any other name as it is. */
export function presentName(name: string): string {
  for (const [pattern, replacement] of olderOrigins) {
    if (pattern.test(name)) return name.replace(pattern, replacement);
  }
  return name;
}

/**
 * The checkpoint that a name with a tag means, in the present or an older form: `resnet50.a1_in1k`,
 * `timm/resnet50.a1_in1k`, `tv_resnet50`. Null for a name without a tag and for what is not in the catalogue.
 */
export const findCheckpoint = (text: string): Checkpoint | null => {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^timm\//, '');
  return byName.get(presentName(name)) ?? null;
};

/** The checkpoint that timm takes for an architecture's name without a tag, or null. */
export const defaultCheckpoint = (arch: string): Checkpoint | null =>
  defaults.get(arch.trim().toLowerCase()) ?? null;

const specs = new Map<string, FamilySpec>();

/** The network of a checkpoint, at the given side or at its usual one. */
export function specOfCheckpoint(checkpoint: Checkpoint, side = checkpoint.sizes[0].side): FamilySpec {
  const key = `${checkpoint.arch} ${checkpoint.classes} ${side}`;
  const known = specs.get(key);
  if (known) return known;
  const spec = {
    ...parseName(checkpoint.arch),
    classes: checkpoint.classes,
    inputHeight: side,
    inputWidth: side,
  };
  specs.set(key, spec);
  return spec;
}

export interface NearCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Options in which the present network differs from the checkpoint's. */
  readonly differs: readonly string[];
}

/** The input's size is no part of a network's weights. */
const sizes: ReadonlySet<string> = new Set(['inputHeight', 'inputWidth']);

/** Options in which `spec` differs from the network of a checkpoint; none where it fits exactly. */
export const differencesFrom = (spec: FamilySpec, checkpoint: Checkpoint): readonly string[] =>
  changedOptions(specOfCheckpoint(checkpoint), spec).filter((option) => !sizes.has(option));

const best = ({ sizes: all }: Checkpoint): number => Math.max(...all.map(({ top1 }) => top1));

/** Checkpoints of exactly this network, the most accurate first. */
export const fittingCheckpoints = (spec: FamilySpec): readonly Checkpoint[] =>
  catalogue
    .filter((entry) => differencesFrom(spec, entry).length === 0)
    .toSorted((a, b) => best(b) - best(a));

/** One checkpoint each of the architectures that differ least from this network without being it. */
export function nearestCheckpoints(spec: FamilySpec, count: number): readonly NearCheckpoint[] {
  const nearest = new Map<string, NearCheckpoint>();
  for (const checkpoint of catalogue) {
    if (nearest.has(checkpoint.arch) && !checkpoint.isDefault) continue;
    if (specOfCheckpoint(checkpoint).family !== spec.family) continue;
    const differs = differencesFrom(spec, checkpoint);
    if (differs.length > 0) nearest.set(checkpoint.arch, { checkpoint, differs });
  }
  const blocks = (of: FamilySpec): number =>
    familyOf(of)
      .normalize(of)
      .stages.reduce((sum, stage) => sum + stage.length, 0);
  const away = ({ checkpoint }: NearCheckpoint): number =>
    Math.abs(Math.log(blocks(specOfCheckpoint(checkpoint)) / blocks(spec)));
  return [...nearest.values()]
    .toSorted((a, b) => a.differs.length - b.differs.length || away(a) - away(b))
    .slice(0, count);
}
