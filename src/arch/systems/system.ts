/**
 * A system: something that papers on residual networks brought in, which a network has or has not. The registry says
 * where in a network it can be seen; its words are in the catalogue, under `system.<id>`.
 */
import { memoByIdentity } from '../../base/memo.ts';
import type { Graph, NodeId, RegionId } from '../../graph/types.ts';
import { buildGraph } from '../build.ts';
import { familyOf } from '../families/index.ts';
import type { FamilySpec, NetworkSpec } from '../types.ts';

/** A network in the three forms that a system may be recognised by. */
export interface Seen {
  readonly spec: FamilySpec;
  readonly network: NetworkSpec;
  readonly graph: Graph;
}

export const seenOf = memoByIdentity(
  (spec: FamilySpec): Seen => ({ spec, network: familyOf(spec).normalize(spec), graph: buildGraph(spec) }),
);

/** Number on arxiv.org, and the section to read; null where the whole paper is meant. */
export interface PaperRef {
  readonly arxiv: string;
  readonly section: string | null;
}

export interface SystemEntry {
  readonly paper: PaperRef;
  /** A network that has it: a name, with options where wanted. */
  readonly preset: string;
  /** Where it is seen first: a node or a region. Null for a network that has it not. */
  readonly find: (seen: Seen) => NodeId | RegionId | null;
}

export type SystemTable = Readonly<Record<string, SystemEntry>>;
