/** From a source to what is known before its weights are there: the commit, the network, the recipe, the class names. */
import { isRegistered, parseName } from '../arch/names/registry.ts';
import { parseSpec } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { type Checkpoint, findCheckpoint, specOfCheckpoint } from './catalogue.ts';
import { DownloadError } from './errors.ts';
import { plainGet, refusalOf, unreachable } from './http.ts';
import {
  type HubSource,
  hubFileUrl,
  isPinned,
  type RemoteSource,
  titleOfRemote,
  weightsAmong,
} from './hub.ts';
import type { HubConfig, RemoteRecipe } from './hubConfig.ts';
import { imagenetLabels } from './imagenet.ts';
import { type Patience, patiently } from './patience.ts';

export interface ResolvedSource {
  /** At a commit, where the Hub says which. */
  readonly source: RemoteSource;
  readonly title: string;
  readonly config: HubConfig | null;
  /** As it came, to be kept beside the weights. */
  readonly configText: string | null;
}

const configLimit = 5_000_000;
const commitPattern = /^[0-9a-f]{40}$/;

/** An answer that is a text; null where it is too long to be one. */
export async function textOf(response: Response, limit = configLimit): Promise<string | null> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  const reader = declared > limit ? undefined : response.body?.getReader();
  if (!reader) {
    await response.body?.cancel();
    return null;
  }
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > limit) {
      await reader.cancel();
      return null;
    }
  }
}

/** What the Hub's own list says of a revision; null where it does not answer. */
async function listing(
  source: HubSource,
  base: string,
  patience: Patience,
  get: typeof fetch,
): Promise<object | null> {
  const { signal } = patience;
  try {
    const url = `${base}/api/models/${source.repo}/revision/${encodeURIComponent(source.revision)}`;
    const response = await patiently(url, () => plainGet(url, signal, get), patience);
    const text = response.ok ? await textOf(response) : null;
    const json: unknown = text === null ? null : JSON.parse(text);
    return typeof json === 'object' ? json : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** The commit that a branch points at; null where the Hub does not say. */
async function commitOf(...args: Parameters<typeof listing>): Promise<string | null> {
  const json = await listing(...args);
  const sha = json !== null && 'sha' in json ? json.sha : null;
  return typeof sha === 'string' && commitPattern.test(sha) ? sha : null;
}

/**
 * Where a repository has its weights that has none under the usual name; null where it has none at all, or does not
 * say. Throws HubError where it has several.
 */
export async function otherWeights(
  source: HubSource,
  base: string,
  patience: Patience,
  get: typeof fetch = fetch,
): Promise<HubSource | null> {
  const json = await listing(source, base, patience, get);
  const siblings: unknown = json !== null && 'siblings' in json ? json.siblings : null;
  const files = (Array.isArray(siblings) ? siblings : []).flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'rfilename' in entry && typeof entry.rfilename === 'string'
      ? [entry.rfilename]
      : [],
  );
  const file = weightsAmong(files, source.repo);
  return file === null || file === source.file ? null : { ...source, file };
}

/** The validator is loaded with the first config. */
export async function readConfig(text: string | null): Promise<HubConfig | null> {
  if (text === null) return null;
  const { parseHubConfig } = await import('./hubConfig.ts');
  return parseHubConfig(text);
}

/**
 * Asks the Hub for the config and the commit of a source. A repository without a config is none the worse. Throws
 * HubError where there is no such repository, DownloadError where the Hub cannot be reached or stays busy.
 */
export async function resolveRemote(
  source: RemoteSource,
  base: string,
  patience: Patience,
  get: typeof fetch = fetch,
): Promise<ResolvedSource> {
  const { signal } = patience;
  const title = titleOfRemote(source);
  if (source.kind === 'url') return { source, title, config: null, configText: null };
  const url = hubFileUrl(source, 'config.json', base);
  let response: Response;
  try {
    response = await patiently(url, () => plainGet(url, signal, get), patience);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof DownloadError) throw cause;
    throw unreachable(url, cause);
  }
  if (!response.ok && response.status !== 404) {
    await response.body?.cancel();
    const refusal = refusalOf(response, title);
    if (refusal) throw refusal;
  }
  const configText = response.ok ? await textOf(response) : null;
  const told = response.headers.get('x-repo-commit');
  const commit = isPinned(source)
    ? source.revision
    : told !== null && commitPattern.test(told)
      ? told
      : await commitOf(source, base, patience, get);
  return {
    source: commit === null ? source : { ...source, revision: commit },
    title,
    config: await readConfig(configText),
    configText,
  };
}

/** The catalogue's entry of a source, if it is one of timm's own. */
export const checkpointOfRemote = (source: RemoteSource): Checkpoint | null =>
  source.kind === 'hub' && source.repo.startsWith('timm/') ? findCheckpoint(source.repo) : null;

/** The network that a config names, where it is one that can be built; its tensors have the last word. */
export function specOfConfig(config: HubConfig | null): FamilySpec | null {
  if (config?.architecture == null || !isRegistered(config.architecture)) return null;
  const { side } = config.recipe;
  try {
    return parseSpec({
      ...parseName(config.architecture),
      ...(config.classes === null ? {} : { classes: config.classes }),
      ...(side === undefined ? {} : { inputHeight: side, inputWidth: side }),
    });
  } catch {
    return null;
  }
}

/** What is known of a source's network: the config's word, else the catalogue's; null where neither knows it. */
export function specOfRemote(source: RemoteSource, config: HubConfig | null): FamilySpec | null {
  const known = checkpointOfRemote(source);
  return specOfConfig(config) ?? (known ? specOfCheckpoint(known) : null);
}

/** How pictures are prepared for a source: the config's word, else the catalogue's. */
export function recipeOfRemote(source: RemoteSource, config: HubConfig | null): RemoteRecipe {
  const known = checkpointOfRemote(source);
  const told = Object.fromEntries(
    Object.entries(config?.recipe ?? {}).filter(([, value]) => value !== undefined),
  );
  if (!known) return told;
  const [{ side, cropPct }] = known.sizes;
  const { interpolation, mean, std } = known;
  return { side, cropPct, interpolation, mean, std, ...told };
}

/** Class names of a source for so many classes: its own, else ImageNet-1k's where its tag says that data. */
export async function labelsOfRemote(
  source: RemoteSource,
  config: HubConfig | null,
  classes: number,
): Promise<readonly string[] | null> {
  if (config?.labels?.length === classes) return config.labels;
  const tag = checkpointOfRemote(source)?.tag ?? config?.tag ?? '';
  return classes === 1000 && /(^|_)in1k$/.test(tag) ? imagenetLabels() : null;
}
