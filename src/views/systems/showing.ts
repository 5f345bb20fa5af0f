import { indexOf } from '../../graph/queries.ts';
import type { Graph, NodeId, RegionId } from '../../graph/types.ts';
import type { ViewState } from '../../store/state.ts';

type Folding = Pick<ViewState, 'open' | 'collapsed'>;

/** What must be unfolded so that a node or region is in the drawing. Places of other networks are let go. */
export function unfoldedFor(graph: Graph, { open, collapsed }: Folding, at: NodeId | RegionId): Folding {
  const { node, region } = indexOf(graph);
  const around: RegionId[] = [];
  for (
    let scope: RegionId | null = region.has(at) ? at : (node.get(at)?.scope ?? null);
    scope !== null;
    scope = region.get(scope)?.parent ?? null
  ) {
    around.push(scope);
  }
  const opens = around.filter((id) => {
    const kind = region.get(id)?.kind;
    return kind === 'block' || kind === 'attention';
  });
  return {
    open: [...new Set([...open.filter((id) => region.has(id)), ...opens])],
    collapsed: collapsed.filter((id) => region.has(id) && !around.includes(id)),
  };
}
