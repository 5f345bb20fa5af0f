/**
 * The trained nets that come with the page. `nets.json` is made from the trainings' logs by scripts/make-nets.mjs; the
 * files themselves lie in `public/nets`.
 */
import { changedOptions, parseSpec, sameSpec } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { type Interpolation, interpolations } from '../../image/recipe.ts';
import facts from './nets.json';

export interface TrainedRun {
  readonly seed: number;
  /** Share of the held-out pictures that were answered rightly after the last epoch, 0 … 1. */
  readonly top1: number;
  readonly epochs: number;
}

export interface TrainedNet {
  /** Its name, for people and addresses: `glyph26d`. */
  readonly id: string;
  /** Relative to the page's base address. */
  readonly file: string;
  readonly bytes: number;
  readonly spec: FamilySpec;
  /** Of the shipped file, as in `TrainedRun`. */
  readonly top1: number;
  readonly runs: readonly TrainedRun[];
}

export interface TrainedNets {
  readonly task: {
    /** One name per class. */
    readonly labels: readonly string[];
    /** Side of the pictures in pixels. */
    readonly size: number;
    /** Pictures trained on in an epoch, and pictures held out. */
    readonly train: number;
    readonly heldOut: number;
  };
  /** How the nets want pictures prepared. */
  readonly recipe: {
    readonly cropPct: number;
    readonly interpolation: Interpolation;
    readonly mean: readonly number[];
    readonly std: readonly number[];
  };
  readonly nets: readonly TrainedNet[];
}

/** What `nets.json` holds: specs name only what differs from the family's defaults. */
interface TrainedFacts {
  readonly task: TrainedNets['task'];
  readonly recipe: Omit<TrainedNets['recipe'], 'interpolation'> & { readonly interpolation: string };
  readonly nets: readonly (Omit<TrainedNet, 'spec'> & { readonly spec: object })[];
}

function read({ task, recipe, nets }: TrainedFacts): TrainedNets {
  const interpolation = interpolations.find((entry) => entry === recipe.interpolation) ?? 'bicubic';
  return {
    task,
    recipe: { ...recipe, interpolation },
    nets: nets.map((net) => ({ ...net, spec: parseSpec(net.spec) })),
  };
}

/** All that come with the page; a checkout without trained nets has an empty list. */
export const trained: TrainedNets = read(facts);

/** The net that the page opens with. */
const mainId = 'glyph26d';
/** The net that the others are measured against: ResNet-B. */
const baseId = 'glyph26b';

export const findTrained = (id: string): TrainedNet | null =>
  trained.nets.find((net) => net.id === id.trim().toLowerCase()) ?? null;

export const mainTrained = (): TrainedNet | null => findTrained(mainId) ?? trained.nets[0] ?? null;

export const baseTrained = (): TrainedNet | null => findTrained(baseId);

const found = new WeakMap<FamilySpec, TrainedNet | null>();

/** The trained net of exactly this spec, or null. */
export function trainedFor(spec: FamilySpec): TrainedNet | null {
  const known = found.get(spec);
  if (known !== undefined) return known;
  const net = trained.nets.find((entry) => sameSpec(entry.spec, spec)) ?? null;
  found.set(spec, net);
  return net;
}

/** Whether a network has one output for each class of the task. */
export const isOfTask = ({ classes }: FamilySpec): boolean =>
  classes === trained.task.labels.length && trained.nets.length > 0;

export interface NearTrained {
  readonly net: TrainedNet;
  /** Options in which the present network differs from it. */
  readonly differs: readonly string[];
}

/** The trained net with the fewest options to change; of equals the most accurate. Null where there are none. */
export function nearestTrained(spec: FamilySpec): NearTrained | null {
  const near = trained.nets.map((net) => ({ net, differs: changedOptions(net.spec, spec) }));
  const [first] = near.toSorted((a, b) => a.differs.length - b.differs.length || b.net.top1 - a.net.top1);
  return first ?? null;
}
