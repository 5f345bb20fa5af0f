import type { Graph } from '../../graph/types.ts';
import type { ViewState } from '../../store/state.ts';

type Folding = Pick<ViewState, 'open' | 'unfolded' | 'collapsed'>;

/** Every block as its operations; equal neighbours stay folded. */
export const openAll = (graph: Graph, unfolded: readonly string[]): Folding => ({
  open: graph.regions.filter((region) => region.kind === 'block').map((region) => region.id),
  unfolded,
  collapsed: [],
});

/** Every block as one box. */
export const foldAll: Folding = { open: [], unfolded: [], collapsed: [] };
