import { useEffect, useRef } from 'react';
import { enclosing } from '../../graph/queries.ts';
import { applyEdits, type GraphEdit } from '../../graph/passes/variants.ts';
import type { Graph, NodeId, RegionId } from '../../graph/types.ts';
import { useExplorer } from '../context.tsx';

const nothing: ReadonlySet<NodeId | RegionId> = new Set();

/** The drawing fades what the edits take away, and the blocks by name, as long as the experiment is looked at. */
export function useFaded(graph: Graph, edits: readonly GraphEdit[], blocks: readonly RegionId[]): void {
  const setFaded = useExplorer((state) => state.setFaded);
  useEffect(() => {
    if (blocks.length === 0) return undefined;
    const left = new Set(applyEdits(graph, edits).nodes.map(({ id }) => id));
    const gone = graph.nodes.filter(({ id }) => !left.has(id)).map(({ id }) => id);
    setFaded(new Set([...gone, ...blocks]));
    return () => setFaded(nothing);
  }, [graph, edits, blocks, setFaded]);
}

/** The same for nodes that are known; `faded` must be the same set as long as it holds the same. */
export function useFadedNodes(faded: ReadonlySet<NodeId>): void {
  const setFaded = useExplorer((state) => state.setFaded);
  useEffect(() => {
    if (faded.size === 0) return undefined;
    setFaded(faded);
    return () => setFaded(nothing);
  }, [faded, setFaded]);
}

/** Calls `onPick` with the block that is pressed in the drawing, from now on. */
export function usePickedBlock(graph: Graph, onPick: (block: RegionId) => void): void {
  const picked = useExplorer((state) => state.picked);
  const seen = useRef(picked?.serial ?? 0);
  useEffect(() => {
    if (picked === null || picked.serial === seen.current) return;
    seen.current = picked.serial;
    const region = graph.regions.find(({ id }) => id === picked.id);
    if (region?.kind === 'block') onPick(region.id);
    else if (region === undefined) {
      const block = enclosing(graph, picked.id, 'block');
      if (block) onPick(block.id);
    }
  }, [picked, graph, onPick]);
}
