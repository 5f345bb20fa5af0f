/** The composition root: the only place that knows store, services, workers and page at once. */
import { wrap } from 'comlink';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { required } from '../base/invariant.ts';
import { sampleImages } from '../image/samples.ts';
import { createRuntimeClient } from '../runtime/client.ts';
import { selectSharedWeights } from '../store/select.ts';
import { type AddressWeights, addressOf, parseAddress } from '../store/address.ts';
import { createExplorerStore, type ExplorerStore, initialState } from '../store/store.ts';
import { t } from '../text/index.ts';
import { formatHubRef } from '../weights/hub.ts';
import { mainTrained } from '../weights/trained/index.ts';
import { ServicesContext, StoreContext } from '../views/context.tsx';
import { experiments } from '../views/experiments/index.ts';
import { App } from './App.tsx';
import type { ImageWorker } from './imageWorker.ts';
import { keepPage } from './offline.ts';
import { ExplorerServices } from './services.ts';
import { keepTheme, storedTheme } from './theme.ts';
import './theme.css';

const experimentIds = experiments.map((entry) => entry.id);
const sampleIds = sampleImages.map((entry) => entry.id);

/** Brings the address into the store; says what of it could not be used. Returns what must be fetched for it. */
function openAddress(store: ExplorerStore): { sample: string | null; weights: AddressWeights | null } {
  const { spec, view, selection, sample, weights, dropped } = parseAddress(
    location.hash,
    initialState().view,
    sampleIds,
    experimentIds,
  );
  const state = store.getState();
  if (spec) state.openSpec(spec);
  if (view) state.setView(view);
  if (selection !== undefined) state.select(selection);
  if (dropped.length > 0) {
    const parts = dropped.slice(0, 5).join(', ');
    state.warn({ key: 'app.linkDropped', values: { count: dropped.length, parts } });
  }
  return { sample: sample ?? null, weights: weights ?? null };
}

/** Keeps the address up to date, without filling the browser's history. */
function keepAddress(store: ExplorerStore): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    const hash = `#${addressOf(store.getState())}`;
    if (hash !== location.hash) history.replaceState(null, '', hash);
  };
  store.subscribe((state, before) => {
    const same =
      state.history === before.history &&
      state.view === before.view &&
      state.selection === before.selection &&
      state.image === before.image &&
      state.fetching.source === before.fetching.source &&
      state.weights.origin === before.weights.origin &&
      state.weights.wish === before.weights.wish &&
      state.weights.ref === before.weights.ref;
    if (same) return;
    clearTimeout(timer);
    timer = setTimeout(write, 120);
  });
  addEventListener('pagehide', write);
}

const store = createExplorerStore({ theme: storedTheme() });
keepTheme(store);
/** What a first visitor meets: a net that knows something, and a picture for it. */
const first = mainTrained();
if (first && location.hash.length < 2) store.getState().openSpec(first.spec);
const opened = openAddress(store);
const runtime = createRuntimeClient();
runtime.onState((state) => store.getState().setRuntime(state));
const images = wrap<ImageWorker>(
  new Worker(new URL('./imageWorker.ts', import.meta.url), { type: 'module', name: 'images' }),
);
const services = new ExplorerServices(store, runtime, images);
services.start(null);
if (opened.sample === null) services.openUsualSample();
else services.openSample(opened.sample);
if (opened.weights === 'seeded') services.takeSeededWeights();
else if (opened.weights) services.askForWeights(opened.weights, 'keep');
// What the address said is where this visit starts: nothing to undo, nothing to compare with.
store.setState((state) => ({
  history: { past: [], present: state.history.present, future: [] },
  previous: null,
}));

keepAddress(store);
addEventListener('hashchange', () => {
  const { sample, weights } = openAddress(store);
  const state = store.getState();
  if (sample !== null && sample !== state.image.sample) services.openSample(sample);
  const present = selectSharedWeights(state);
  const choseSeeded = state.weights.wish === 'seeded';
  if (weights === 'seeded') {
    if (!choseSeeded) services.takeSeededWeights();
  } else if (weights === null) {
    if (choseSeeded) services.takeTrainedWeights();
  } else if (!present || formatHubRef(weights) !== formatHubRef(present)) {
    services.askForWeights(weights, 'keep');
  }
});

keepPage(store);
document.title = t('app.title');
createRoot(required(document.getElementById('root'), '#root')).render(
  <StrictMode>
    <StoreContext value={store}>
      <ServicesContext value={services}>
        <App />
      </ServicesContext>
    </StoreContext>
  </StrictMode>,
);
