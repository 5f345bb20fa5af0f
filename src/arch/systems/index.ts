/**
 * The registry of systems: one line in the table of its group. Its words are `system.<id>`, `.changes` (what it
 * changes) and `.why`; the experiments that make its point name it themselves.
 */
import { memoByIdentity } from '../../base/memo.ts';
import type { NodeId, RegionId } from '../../graph/types.ts';
import type { MessageKey } from '../../text/index.ts';
import type { FamilySpec } from '../types.ts';
import { attention } from './attention.ts';
import { cheap } from './cheap.ts';
import { downsampling } from './downsampling.ts';
import { looks } from './looks.ts';
import { order } from './order.ts';
import { residual } from './residual.ts';
import { streams } from './streams.ts';
import { seenOf, type SystemEntry } from './system.ts';
import { training } from './training.ts';
import { width } from './width.ts';

export type { PaperRef } from './system.ts';

/** In the order in which one thing came from another. */
const groups = { residual, downsampling, order, width, attention, cheap, streams, training, looks };

export type SystemGroup = keyof typeof groups;
export type SystemId = { [G in SystemGroup]: keyof (typeof groups)[G] }[SystemGroup];

export interface System extends SystemEntry {
  readonly id: SystemId;
  readonly group: SystemGroup;
  readonly title: MessageKey;
  /** One sentence on what it changes. */
  readonly changes: MessageKey;
  /** One or two on why. */
  readonly why: MessageKey;
}

export const systemGroups = Object.keys(groups) as readonly SystemGroup[];

const systemOf = (group: SystemGroup, id: SystemId, entry: SystemEntry): System => ({
  id,
  group,
  ...entry,
  title: `system.${id}`,
  changes: `system.${id}.changes`,
  why: `system.${id}.why`,
});

/** Every system, group by group. */
export const systems: readonly System[] = systemGroups.flatMap((group) =>
  Object.entries<SystemEntry>(groups[group]).map(([id, entry]) => systemOf(group, id as SystemId, entry)),
);

/** What tells one network from another comes first; what most of them have, last. */
const telling: readonly SystemGroup[] = [
  'streams',
  'cheap',
  'attention',
  'width',
  'training',
  'order',
  'downsampling',
  'residual',
  'looks',
];

/** Where one thing builds on the one before it, the last says the most. */
const lastFirst: ReadonlySet<SystemGroup> = new Set(['downsampling', 'width']);

const byTelling = telling.flatMap((group) => {
  const members = systems.filter((system) => system.group === group);
  return lastFirst.has(group) ? members.toReversed() : members;
});

export interface PresentSystem {
  readonly system: System;
  /** Where it is seen first. */
  readonly at: NodeId | RegionId;
}

/** The systems that a network has, the most telling first. */
export const presentSystems = memoByIdentity((spec: FamilySpec): readonly PresentSystem[] => {
  const seen = seenOf(spec);
  return byTelling.flatMap((system) => {
    const at = system.find(seen);
    return at === null ? [] : [{ system, at }];
  });
});

/** What an edit brought and what it took away. */
export function systemChanges(
  before: FamilySpec,
  after: FamilySpec,
): { readonly appeared: readonly System[]; readonly gone: readonly System[] } {
  const idsOf = (spec: FamilySpec) => new Set(presentSystems(spec).map(({ system }) => system.id));
  const [was, is] = [idsOf(before), idsOf(after)];
  const only = (spec: FamilySpec, other: ReadonlySet<SystemId>) =>
    presentSystems(spec)
      .map(({ system }) => system)
      .filter(({ id }) => !other.has(id));
  return { appeared: only(after, was), gone: only(before, is) };
}

/** A system by its id, from unknown data. */
export const findSystem = (id: string | null): System | null =>
  systems.find((entry) => entry.id === id) ?? null;
