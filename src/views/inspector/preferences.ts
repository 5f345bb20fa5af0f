import type { NodeId } from '../../graph/types.ts';
import type { NodeReading } from '../../runtime/contract.ts';
import { type Extent, type ScaleMode, widen } from './colour.ts';
import type { Order } from './order.ts';

/** How feature maps are looked at. Outlives a change of node or tab. */
export interface MapsPreferences {
  readonly order: Order;
  readonly mode: ScaleMode;
  /** Of the map over the input picture, 0 to 1. */
  readonly opacity: number;
  readonly pins: Readonly<Record<NodeId, readonly number[]>>;
  /** Range of all nodes looked at in one run, for the shared scale; `nodes` says how many. */
  readonly shared: {
    readonly runId: number;
    readonly nodes: readonly NodeId[];
    readonly extent: Extent;
  } | null;
}

export const initialPreferences: MapsPreferences = {
  order: 'strength',
  mode: 'layer',
  opacity: 0.55,
  pins: {},
  shared: null,
};

/** Takes a node into the shared range; a new run starts it afresh. Returns the same object when nothing changes. */
export function withReading(preferences: MapsPreferences, reading: NodeReading): MapsPreferences {
  const { shared } = preferences;
  const same = shared !== null && shared.runId === reading.runId;
  if (same && shared.nodes.includes(reading.node)) return preferences;
  const nodes = same ? [...shared.nodes, reading.node] : [reading.node];
  const extent = widen(same ? shared.extent : null, { min: reading.figures.min, max: reading.figures.max });
  return { ...preferences, shared: { runId: reading.runId, nodes, extent } };
}

export function togglePin(preferences: MapsPreferences, node: NodeId, channel: number): MapsPreferences {
  const before = preferences.pins[node] ?? [];
  const after = before.includes(channel) ? before.filter((other) => other !== channel) : [...before, channel];
  return { ...preferences, pins: { ...preferences.pins, [node]: after } };
}
