import { createStore, type StoreApi } from 'zustand/vanilla';
import { buildGraph } from '../arch/build.ts';
import { families } from '../arch/families/index.ts';
import { editSpec, sameSpec } from '../arch/spec.ts';
import { SpecError } from '../arch/errors.ts';
import type { FamilySpec } from '../arch/types.ts';
import { exampleBlock } from '../graph/blocks.ts';
import type { NodeId, RegionId } from '../graph/types.ts';
import { defaultRecipe } from '../image/recipe.ts';
import { plainPaper } from '../image/strokes.ts';
import type { Text } from '../runtime/contract.ts';
import { parseNetwork } from '../weights/trained/names.ts';
import type {
  CheckState,
  ExplorerState,
  FetchState,
  History,
  HistoryEntry,
  ImageState,
  Notice,
  PadState,
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
  /** One step of undo for both; what `recipe` leaves out stays. */
  openSpec(spec: FamilySpec, recipe?: Partial<RecipeState>): void;
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
  /** A step of undo of its own. */
  setRecipe(patch: Partial<RecipeState>): void;
  /** The recipe that the weights in use bring: no step of undo, for it follows from the one that brought them. */
  followRecipe(recipe: RecipeState): void;
  setImage(patch: Partial<ImageState>): void;
  setPad(patch: Partial<PadState>): void;
  setWeights(patch: Partial<WeightsState>): void;
  setFetching(patch: Partial<FetchState>): void;
  setKept(kept: ExplorerState['kept']): void;
  setRun(patch: Partial<RunState>): void;
  setCheck(patch: Partial<CheckState>): void;
  setRuntime(state: ExplorerState['runtime']): void;
  setBackendChoice(choice: ExplorerState['backendChoice']): void;
  /** Says that something was done; goes by itself. */
  notify(text: Text): void;
  /** Says what went wrong; stays until it is dismissed. */
  warn(text: Text): void;
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
  pause: null,
  error: null,
};

const initialView: ViewState = {
  open: ['stage2.block0'],
  unfolded: [],
  collapsed: [],
  inspectorTab: 'maps',
  layersShown: false,
  experiment: null,
  system: null,
  systems: 'here',
  noteShown: true,
  canvasScaling: false,
};

/** Before the address is read: ResNet-50 with the second stage's projection block open and selected. */
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
    image: {
      status: 'none',
      name: '',
      sample: null,
      drawn: 'no',
      version: 0,
      decoded: null,
      prepared: null,
      exact: null,
      error: null,
    },
    pad: { shown: false, strokes: [], ...plainPaper },
    weights: {
      ref: { kind: 'seeded' },
      wish: 'auto',
      trained: null,
      awaited: null,
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
    run: {
      status: 'idle',
      runId: 0,
      progress: null,
      result: null,
      resultOf: null,
      exactLogits: null,
      error: null,
    },
    check: { open: false, status: 'idle', step: null, report: null, error: null, speed: null },
    runtime: { status: 'starting', active: null, why: { key: 'run.starting', values: {} }, backends: [] },
    backendChoice: null,
    notice: null,
  };
}

const noticeOf = (last: Notice | null, text: Text, stays: boolean): Notice => ({
  ...text,
  id: (last?.id ?? 0) + 1,
  stays,
});

const toggled = <T>(list: readonly T[], entry: T): readonly T[] =>
  list.includes(entry) ? list.filter((other) => other !== entry) : [...list, entry];

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, at) => value === b[at]);

export const sameRecipe = (a: RecipeState, b: RecipeState): boolean =>
  a.cropPct === b.cropPct &&
  a.interpolation === b.interpolation &&
  sameNumbers(a.mean, b.mean) &&
  sameNumbers(a.std, b.std);

export function createExplorerStore(from: Partial<ExplorerState> = {}): ExplorerStore {
  return createStore<Explorer>()((set, get) => {
    const adopt = (
      spec: FamilySpec,
      adjusted: ExplorerState['adjusted'],
      recipePatch: Partial<RecipeState> = {},
    ): void => {
      const { history, recipe, previous } = get();
      const nextRecipe = { ...recipe, ...recipePatch };
      const specStays = sameSpec(history.present, spec);
      const recipeStays = sameRecipe(recipe, nextRecipe);
      if (specStays && recipeStays) {
        set({ adjusted, problem: null });
        return;
      }
      const past = [...history.past, { spec: history.present, recipe }].slice(-maxHistory);
      set({
        ...follow(spec),
        history: { past, present: specStays ? history.present : spec, future: [] },
        recipe: recipeStays ? recipe : nextRecipe,
        previous: specStays ? previous : history.present,
        adjusted,
        problem: null,
      });
    };
    /** The example stays the example: what is open and selected at first moves with the family. */
    const follow = (spec: FamilySpec): Partial<ExplorerState> => {
      const { history, view, selection } = get();
      if (history.present.family === spec.family) return {};
      const [before, after] = [history.present, spec].map((one) => exampleBlock(buildGraph(one)));
      if (!before || !after || before === after || view.open.length !== 1 || view.open[0] !== before)
        return {};
      return { view: { ...view, open: [after] }, ...(selection === before ? { selection: after } : {}) };
    };
    /** Brings back a step: an entry whose spec is the present one leaves the drawing's marks as they are. */
    const bringBack = (entry: HistoryEntry, past: History['past'], future: History['future']): void => {
      const { history, previous } = get();
      set({
        ...follow(entry.spec),
        history: { past, present: entry.spec, future },
        recipe: entry.recipe,
        previous: entry.spec === history.present ? previous : history.present,
        adjusted: [],
        problem: null,
      });
    };
    const here = (): HistoryEntry => ({ spec: get().history.present, recipe: get().recipe });
    /** What is refused is said at the option at fault where that was touched, else at what was. */
    const attempt = (touched: readonly string[], work: () => void): void => {
      try {
        work();
      } catch (error) {
        if (!(error instanceof SpecError)) throw error;
        const [first = error.path] = touched;
        const path = touched.includes(error.path) ? error.path : first;
        set({ problem: { path, key: error.key, values: error.values } });
      }
    };
    return {
      ...initialState(),
      ...from,
      edit: (patch) =>
        attempt(Object.keys(patch), () => {
          const { spec, adjusted } = editSpec(get().history.present, patch);
          adopt(spec, adjusted);
        }),
      openText: (text) => attempt(['name'], () => adopt(parseNetwork(text).spec, [])),
      openSpec: (spec, recipe) => adopt(spec, [], recipe),
      undo: () => {
        const { past, future } = get().history;
        const entry = past.at(-1);
        if (entry) bringBack(entry, past.slice(0, -1), [here(), ...future]);
      },
      redo: () => {
        const { past, future } = get().history;
        const [entry, ...rest] = future;
        if (entry) bringBack(entry, [...past, here()], rest);
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
      setRecipe: (patch) => adopt(get().history.present, get().adjusted, patch),
      followRecipe: (recipe) => set({ recipe }),
      setImage: (patch) => set(({ image }) => ({ image: { ...image, ...patch } })),
      setPad: (patch) => set(({ pad }) => ({ pad: { ...pad, ...patch } })),
      setWeights: (patch) => set(({ weights }) => ({ weights: { ...weights, ...patch } })),
      setFetching: (patch) => set(({ fetching }) => ({ fetching: { ...fetching, ...patch } })),
      setKept: (kept) => set({ kept }),
      setRun: (patch) => set(({ run }) => ({ run: { ...run, ...patch } })),
      setCheck: (patch) => set(({ check }) => ({ check: { ...check, ...patch } })),
      setRuntime: (runtime) => set({ runtime }),
      setBackendChoice: (backendChoice) => set({ backendChoice }),
      notify: (text) => set(({ notice }) => ({ notice: noticeOf(notice, text, false) })),
      warn: (text) => set(({ notice }) => ({ notice: noticeOf(notice, text, true) })),
      dismissNotice: () => set({ notice: null }),
    };
  });
}
