/**
 * The address holds the spec, the view and the selection: `#v=1&net=resnet50d&classes=10&select=stage2.block0&open=…`,
 * and the checkpoint with its revision: `weights=hub:timm/resnet50d.ra2_in1k@COMMIT`, or that seeded weights were chosen
 * where trained ones come with the page: `weights=seeded`.
 * Readable, and edited by hand: every part is checked by itself, what cannot be used is dropped and named.
 */
import { buildGraph } from '../arch/build.ts';
import { families } from '../arch/families/index.ts';
import { optionsOf, parseSpec } from '../arch/spec.ts';
import { findSystem } from '../arch/systems/index.ts';
import type { FamilySpec } from '../arch/types.ts';
import { exampleBlock } from '../graph/blocks.ts';
import { indexOf } from '../graph/queries.ts';
import { formatHubRef, type HubSource, parseHubRef } from '../weights/hub.ts';
import { isOfTask } from '../weights/trained/index.ts';
import { formatNetwork, parseNetwork } from '../weights/trained/names.ts';
import { selectSharedWeights } from './select.ts';
import type { ExplorerState, InspectorTab, ViewState } from './state.ts';

/** Raised when an older reader would misunderstand a newer address. */
export const addressVersion = 1;

/** Longest address that is read; a full one has a few hundred characters. */
const maxLength = 20_000;
const plainTabs: readonly InspectorTab[] = ['maps', 'weights', 'cost'];
/** Stands for the list of experiments. */
const everyExperiment = 'list';
/** Stands for weights that nobody trained, chosen where the page has trained ones. */
const seeded = 'seeded';

export type AddressWeights = HubSource | typeof seeded;

export interface AddressState {
  readonly spec: FamilySpec;
  readonly view: ViewState;
  readonly selection: string | null;
  /** Id of the sample image shown, or null. */
  readonly sample: string | null;
  /** The checkpoint of the Hub that is in use or asked for, or the choice of seeded weights; null says nothing. */
  readonly weights: AddressWeights | null;
}

export interface ReadAddress extends Partial<AddressState> {
  /** Parts that could not be used, as they stood in the address. */
  readonly dropped: readonly string[];
}

const encode = (value: string): string =>
  encodeURIComponent(value).replace(/%(2C|3A|2F|40)/g, (plain) => decodeURIComponent(plain));

/** Stands before a checkpoint, so that other places can have their own word. */
const hubScheme = 'hub:';

const formatWeights = (weights: AddressWeights): string =>
  weights === seeded ? seeded : hubScheme + formatHubRef(weights);

function parseWeights(text: string): AddressWeights | null {
  if (text === seeded) return seeded;
  return text.startsWith(hubScheme) ? parseHubRef(text.slice(hubScheme.length)) : null;
}

/** The part of the address after `#`. */
export function formatAddress({ spec, view, selection, sample, weights }: AddressState): string {
  const [net = '', options = ''] = formatNetwork(spec).split('?');
  const parts: [string, string][] = [
    ['v', String(addressVersion)],
    ['net', net],
    ...options
      .split('&')
      .filter(Boolean)
      .map((part): [string, string] => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
    ['select', selection ?? 'none'],
    ['open', view.open.join(',')],
    ['unfold', view.unfolded.join(',')],
    ['fold', view.collapsed.join(',')],
    ['tab', plainTabs.find((tab) => tab === view.inspectorTab && tab !== 'maps') ?? ''],
    ['try', view.inspectorTab === 'try' ? (view.experiment ?? everyExperiment) : ''],
    ['about', view.inspectorTab === 'about' ? view.systems : ''],
    ['system', view.inspectorTab === 'about' ? (view.system ?? '') : ''],
    ['layers', view.layersShown ? 'shown' : ''],
    ['scaling', view.canvasScaling ? 'canvas' : ''],
    ['image', sample ?? ''],
    ['weights', weights === null ? '' : formatWeights(weights)],
  ];
  return parts
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${encode(value)}`)
    .join('&');
}

/** What can be used of an address. `samples` and `experiments` are the ids that the page has. */
export function parseAddress(
  hash: string,
  fallback: ViewState,
  samples: readonly string[],
  experiments: readonly string[] = [],
): ReadAddress {
  const text = hash.replace(/^#/, '');
  if (text === '') return { dropped: [] };
  if (text.length > maxLength) return { dropped: [`${text.slice(0, 40)}…`] };
  const dropped: string[] = [];
  const fields = new Map<string, string>();
  for (const part of text.split('&').filter(Boolean)) {
    const at = part.indexOf('=');
    const value = at < 0 ? null : decode(part.slice(at + 1));
    if (value === null) dropped.push(part.slice(0, 60));
    else fields.set(part.slice(0, at), value);
  }
  const take = (key: string): string => {
    const value = fields.get(key) ?? '';
    fields.delete(key);
    return value;
  };
  const version = take('v');
  if (version !== '' && version !== String(addressVersion)) dropped.push(`v=${version}`);
  const spec = readSpec(take('net'), fields, dropped);
  const graph = buildGraph(spec);
  const index = indexOf(graph);
  const region = (id: string): boolean => index.region.has(id) && id !== '';
  const list = (key: string, accept: (id: string) => boolean): readonly string[] => {
    const entries = take(key).split(',').filter(Boolean);
    const good = new Set(entries.filter(accept));
    for (const entry of entries) if (!good.has(entry)) dropped.push(`${key}=${entry}`);
    return [...good];
  };
  const choice = <T extends string>(key: string, values: readonly T[]): T | null => {
    const value = take(key);
    const found = values.find((entry) => entry === value) ?? null;
    if (value !== '' && found === null) dropped.push(`${key}=${value}`);
    return found;
  };
  const hasView = fields.has('open') || fields.has('select');
  const example = exampleBlock(graph);
  const usual: ViewState = {
    ...fallback,
    open: hasView ? list('open', region) : example === null ? [] : [example],
    unfolded: list('unfold', region),
    collapsed: list('fold', region),
    inspectorTab: choice('tab', plainTabs) ?? fallback.inspectorTab,
    layersShown: choice('layers', ['shown']) !== null,
    canvasScaling: choice('scaling', ['canvas']) !== null,
  };
  const tried = choice('try', [everyExperiment, ...experiments]);
  const experiment = tried === everyExperiment ? null : tried;
  const listed = choice('about', ['here', 'all']);
  const named = take('system');
  const system = findSystem(named)?.id ?? null;
  if (named !== '' && system === null) dropped.push(`system=${named.slice(0, 60)}`);
  const about = listed ?? (system === null ? null : 'here');
  const view: ViewState =
    tried !== null
      ? { ...usual, inspectorTab: 'try', experiment }
      : about === null
        ? usual
        : { ...usual, inspectorTab: 'about', systems: about, system };
  const selected = take('select');
  const known = region(selected) || index.node.has(selected) ? selected : null;
  const selection = hasView ? known : example;
  if (selected !== '' && selected !== 'none' && known === null) dropped.push(`select=${selected}`);
  const sample = choice('image', samples);
  const wanted = take('weights');
  const weights = parseWeights(wanted);
  if (wanted !== '' && weights === null) dropped.push(`weights=${wanted.slice(0, 60)}`);
  for (const [key, value] of fields) dropped.push(`${key}=${value}`);
  return { spec, view, ...(hasView && selected === '' ? {} : { selection }), sample, weights, dropped };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Takes the spec's fields out of `fields`, one by one, so that one bad option does not cost the others. */
function readSpec(net: string, fields: Map<string, string>, dropped: string[]): FamilySpec {
  let spec: FamilySpec = families.resnet.defaults;
  if (net !== '') {
    try {
      spec = parseNetwork(net).spec;
    } catch {
      dropped.push(`net=${net.slice(0, 60)}`);
    }
  }
  const given = Object.keys(optionsOf(spec.family)).filter((option) => fields.has(option));
  const overrides = Object.fromEntries(given.map((option) => [option, fields.get(option)]));
  for (const option of given) fields.delete(option);
  // Together first: two options may only be valid side by side.
  const together = attempt({ ...spec, ...overrides });
  if (together) return together;
  for (const option of given) {
    const next = attempt({ ...spec, [option]: overrides[option] });
    if (next) spec = next;
    else dropped.push(`${option}=${overrides[option]}`);
  }
  return spec;
}

function attempt(value: unknown): FamilySpec | null {
  try {
    const spec = parseSpec(value);
    buildGraph(spec);
    return spec;
  } catch {
    return null;
  }
}

/** Elsewhere seeded weights are what an address without a word brings. */
const choseSeeded = ({ weights, history }: ExplorerState): boolean =>
  weights.wish === 'seeded' && isOfTask(history.present);

/** The address of a state. */
export const addressOf = (state: ExplorerState): string =>
  formatAddress({
    spec: state.history.present,
    view: state.view,
    selection: state.selection,
    sample: state.image.sample,
    weights: selectSharedWeights(state) ?? (choseSeeded(state) ? seeded : null),
  });
