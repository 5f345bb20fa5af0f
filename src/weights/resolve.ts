/** From a source to what is known before its weights are there: the commit, the network, the recipe, the class names. */
import { isRegistered, parseName } from '../arch/names/registry.ts';
import { parseSpec } from '../arch/spec.ts';
import type { FamilySpec } from '../arch/types.ts';
import { type Checkpoint, findCheckpoint, specOfCheckpoint } from './catalogue.ts';
import { plainGet, refusalOf, unreachable } from './download.ts';
import { type HubSource, hubFileUrl, isPinned, type RemoteSource, titleOfRemote } from './hub.ts';
import type { HubConfig, RemoteRecipe } from './hubConfig.ts';
import { imagenetLabels } from './imagenet.ts';

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

async function textOf(response: Response): Promise<string | null> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  const reader = declared > configLimit ? undefined : response.body?.getReader();
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
    if (text.length > configLimit) {
      await reader.cancel();
      return null;
    }
  }
}

/** The commit that a branch points at, from the Hub's own list; null where it does not say. */
async function commitOf(
  source: HubSource,
  base: string,
  signal: AbortSignal,
  get: typeof fetch,
): Promise<string | null> {
  try {
    const url = `${base}/api/models/${source.repo}/revision/${encodeURIComponent(source.revision)}`;
    const response = await plainGet(url, signal, get);
    const text = response.ok ? await textOf(response) : null;
    const json: unknown = text === null ? null : JSON.parse(text);
    const sha = typeof json === 'object' && json !== null && 'sha' in json ? json.sha : null;
    return typeof sha === 'string' && commitPattern.test(sha) ? sha : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** The validator is loaded with the first config. */
export async function readConfig(text: string | null): Promise<HubConfig | null> {
  if (text === null) return null;
  const { parseHubConfig } = await import('./hubConfig.ts');
  return parseHubConfig(text);
}

/**
 * Asks the Hub for the config and the commit of a source. A repository without a config is none the worse. Throws
 * HubError where there is no such repository, DownloadError where the Hub cannot be reached.
 */
export async function resolveRemote(
  source: RemoteSource,
  base: string,
  signal: AbortSignal,
  get: typeof fetch = fetch,
): Promise<ResolvedSource> {
  const title = titleOfRemote(source);
  if (source.kind === 'url') return { source, title, config: null, configText: null };
  const url = hubFileUrl(source, 'config.json', base);
  let response: Response;
  try {
    response = await plainGet(url, signal, get);
  } catch (cause) {
    signal.throwIfAborted();
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
      : await commitOf(source, base, signal, get);
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
