import { createStore, type StoreApi } from 'zustand/vanilla';
import { parseSpecText } from '../arch/names/specText.ts';
import { families } from '../arch/families/index.ts';
import { editSpec, sameSpec } from '../arch/spec.ts';
import { SpecError } from '../arch/errors.ts';
import type { FamilySpec } from '../arch/types.ts';
import type { NodeId, RegionId } from '../graph/types.ts';
import { defaultRecipe } from '../image/recipe.ts';
import type { Text } from '../runtime/contract.ts';
import type {
  ExplorerState,
  FetchState,
  ImageState,
  RecipeState,
  RunState,
  Theme,
  ViewState,
  WeightsState,
} from './state.ts';

/** Undo goes back this far; a spec is a few hundred bytes. */
const maxHistory = 200;

/** Everything that changes the state. Asynchronous work (images, runs, files) is in `Services` and ends in these. */
export interface ExplorerActions {
  /** Changes options of the spec. A refused edit sets `problem` and changes nothing. */
  edit(patch: Readonly<Record<string, unknown>>): void;
  /** Opens what a text says: a name, a name with options, JSON. A refused one sets `problem` at path `name`. */
  openText(text: string): void;
  openSpec(spec: FamilySpec): void;
  undo(): void;
  redo(): void;
  select(id: NodeId | RegionId | null): void;
  /** Something was pressed in the drawing. */
  pick(id: NodeId | RegionId): void;
  setFaded(faded: ExplorerState['faded']): void;
  toggle(id: RegionId): void;
  unfold(key: string): void;
  setView(patch: Partial<ViewState>): void;
  setTheme(theme: Theme): void;
  setRecipe(patch: Partial<RecipeState>): void;
  setImage(patch: Partial<ImageState>): void;
  setWeights(patch: Partial<WeightsState>): void;
  setFetching(patch: Partial<FetchState>): void;
  setKept(kept: ExplorerState['kept']): void;
  setRun(patch: Partial<RunState>): void;
  setRuntime(state: ExplorerState['runtime']): void;
  setBackendChoice(choice: ExplorerState['backendChoice']): void;
  notify(text: Text): void;
  dismissNotice(): void;
}

export type Explorer = ExplorerState & ExplorerActions;
export type ExplorerStore = StoreApi<Explorer>;

/** Nothing is on its way. */
export const noFetch: FetchState = {
  status: 'none',
  source: null,
  title: '',
  host: '',
  bytes: null,
  progress: null,
  error: null,
};

const initialView: ViewState = {
  open: ['stage2.block0'],
  unfolded: [],
  collapsed: [],
  inspectorTab: 'maps',
  layersShown: false,
  experiment: null,
};

/** What a visitor meets: ResNet-50 with the second stage's projection block open and selected. */
export function initialState(): ExplorerState {
  return {
    history: { past: [], present: families.resnet.defaults, future: [] },
    previous: null,
    adjusted: [],
    problem: null,
    view: initialView,
    selection: 'stage2.block0',
    faded: new Set(),
    picked: null,
    theme: 'auto',
    recipe: {
      cropPct: defaultRecipe.cropPct,
      interpolation: defaultRecipe.interpolation,
      mean: defaultRecipe.mean,
      std: defaultRecipe.std,
    },
    image: { status: 'none', name: '', sample: null, version: 0, decoded: null, prepared: null, error: null },
    weights: {
      ref: { kind: 'seeded' },
      status: 'ready',
      report: null,
      refused: null,
      error: null,
      offered: null,
      names: null,
      leftBehind: null,
      origin: null,
    },
    fetching: noFetch,
    kept: [],
    run: { status: 'idle', runId: 0, progress: null, result: null, resultOf: null, error: null },
    runtime: { status: 'starting', active: null, why: { key: 'run.starting', values: {} }, backends: [] },
    backendChoice: null,
    notice: null,
  };
}

const toggled = <T>(list: readonly T[], entry: T): readonly T[] =>
  list.includes(entry) ? list.filter((other) => other !== entry) : [...list, entry];

export function createExplorerStore(from: Partial<ExplorerState> = {}): ExplorerStore {
  return createStore<Explorer>()((set, get) => {
    const adopt = (spec: FamilySpec, adjusted: ExplorerState['adjusted']): void => {
      const { history } = get();
      if (sameSpec(history.present, spec)) {
        set({ adjusted, problem: null });
        return;
      }
      const past = [...history.past, history.present].slice(-maxHistory);
      set({
        history: { past, present: spec, future: [] },
        previous: history.present,
        adjusted,
        problem: null,
      });
    };
    const attempt = (path: string, work: () => void): void => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof SpecError)) throw error;
        set({ problem: { path: path || error.path, key: error.key, values: error.values } });
      }
    };
    return {
      ...initialState(),
      ...from,
      edit: (patch) =>
        attempt('', () => {
          const { spec, adjusted } = editSpec(get().history.present, patch);
          adopt(spec, adjusted);
        }),
      openText: (text) => attempt('name', () => adopt(parseSpecText(text).spec, [])),
      openSpec: (spec) => adopt(spec, []),
      undo: () => {
        const { past, present, future } = get().history;
        const spec = past.at(-1);
        if (spec === undefined) return;
        const history = { past: past.slice(0, -1), present: spec, future: [present, ...future] };
        set({ history, previous: present, adjusted: [], problem: null });
      },
      redo: () => {
        const { past, present, future } = get().history;
        const [spec, ...rest] = future;
        if (spec === undefined) return;
        set({
          history: { past: [...past, present], present: spec, future: rest },
          previous: present,
          adjusted: [],
          problem: null,
        });
      },
      select: (selection) => set({ selection }),
      pick: (id) => set(({ picked }) => ({ picked: { id, serial: (picked?.serial ?? 0) + 1 } })),
      setFaded: (faded) => set({ faded }),
      toggle: (id) => {
        const { view } = get();
        const stage = /^stage\d+$/.test(id);
        set({
          view: stage
            ? { ...view, collapsed: toggled(view.collapsed, id) }
            : { ...view, open: toggled(view.open, id) },
        });
      },
      unfold: (key) => set(({ view }) => ({ view: { ...view, unfolded: toggled(view.unfolded, key) } })),
      setView: (patch) => set(({ view }) => ({ view: { ...view, ...patch } })),
      setTheme: (theme) => set({ theme }),
      setRecipe: (patch) => set(({ recipe }) => ({ recipe: { ...recipe, ...patch } })),
      setImage: (patch) => set(({ image }) => ({ image: { ...image, ...patch } })),
      setWeights: (patch) => set(({ weights }) => ({ weights: { ...weights, ...patch } })),
      setFetching: (patch) => set(({ fetching }) => ({ fetching: { ...fetching, ...patch } })),
      setKept: (kept) => set({ kept }),
      setRun: (patch) => set(({ run }) => ({ run: { ...run, ...patch } })),
      setRuntime: (runtime) => set({ runtime }),
      setBackendChoice: (backendChoice) => set({ backendChoice }),
      notify: (text) => set(({ notice }) => ({ notice: { ...text, id: (notice?.id ?? 0) + 1 } })),
      dismissNotice: () => set({ notice: null }),
    };
  });
}
