/** The systems of the present network, and what can be done with one. */
import { useContext, useMemo } from 'react';
import { type PresentSystem, presentSystems, type System, systemChanges } from '../../arch/systems/index.ts';
import type { NodeId, RegionId } from '../../graph/types.ts';
import { selectGraph, selectSpec } from '../../store/select.ts';
import { DrawingContext, SheetContext, useExplorer, useExplorerStore } from '../context.tsx';
import { unfoldedFor } from './showing.ts';

export const usePresent = (): readonly PresentSystem[] => presentSystems(useExplorer(selectSpec));

const nothing: ReturnType<typeof systemChanges> = { appeared: [], gone: [] };

/** What the last edit brought and took away. */
export function useSystemChanges(): ReturnType<typeof systemChanges> {
  const spec = useExplorer(selectSpec);
  const previous = useExplorer((state) => state.previous);
  return useMemo(() => (previous === null ? nothing : systemChanges(previous, spec)), [previous, spec]);
}

/** Selects a place, unfolds what holds it and moves the drawing there. */
export function useShow(): (at: NodeId | RegionId) => void {
  const store = useExplorerStore();
  const drawing = useContext(DrawingContext);
  const sheet = useContext(SheetContext);
  return (at) => {
    const state = store.getState();
    state.setView(unfoldedFor(selectGraph(state), state.view, at));
    state.select(at);
    sheet.close();
    // Once it is drawn; also where it was selected already and has been moved out of sight since.
    requestAnimationFrame(() => drawing.current?.focus(at));
  };
}

/** Opens a network and shows a system in it. */
export function useOpenNetwork(): (text: string, system: System) => void {
  const store = useExplorerStore();
  const show = useShow();
  return (text, system) => {
    store.getState().openText(text);
    // After the page has turned to what the new network brings: this is what was asked for.
    requestAnimationFrame(() => store.getState().setView({ system: system.id }));
    const found = presentSystems(selectSpec(store.getState())).find((entry) => entry.system.id === system.id);
    if (found) show(found.at);
  };
}
