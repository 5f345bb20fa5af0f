/** How views reach the store and the services. The composition root provides both. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { required } from '../base/invariant.ts';
import type { Diagram } from '../diagram/index.ts';
import type { Services } from '../store/services.ts';
import type { Explorer, ExplorerStore } from '../store/store.ts';

export const StoreContext = createContext<ExplorerStore | null>(null);
export const ServicesContext = createContext<Services | null>(null);

/** The drawing that is on the page, for who wants it as a file. */
export const DrawingContext = createContext<{ current: Diagram | null }>({ current: null });

/** The inspector where it comes as a sheet: on a wide page it is there, and nothing is opened or closed. */
export const SheetContext = createContext<{ readonly open: () => void; readonly close: () => void }>({
  open: () => {},
  close: () => {},
});

/** A part of the state, or an action. `selector` must return the same value for the same state. */
export function useExplorer<T>(selector: (state: Explorer) => T): T {
  return useStore(required(useContext(StoreContext), 'StoreContext'), selector);
}

export const useExplorerStore = (): ExplorerStore => required(useContext(StoreContext), 'StoreContext');
export const useServices = (): Services => required(useContext(ServicesContext), 'ServicesContext');
