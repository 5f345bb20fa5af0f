/**
 * Where a checkpoint stands on the Hugging Face Hub or elsewhere: from anything that a person pastes to one address
 * of a file. The Hub serves a file at `BASE/ORG/NAME/resolve/REVISION/FILE`.
 */
import { ExplorerError } from '../text/index.ts';
import { findCheckpoint } from './catalogue.ts';
import { printable } from './errors.ts';

export const publicHub = 'https://huggingface.co';
export const defaultRevision = 'main';
export const defaultFile = 'model.safetensors';

export interface HubSource {
  readonly kind: 'hub';
  /** `org/name`. */
  readonly repo: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** Path of the weights in the repository. */
  readonly file: string;
}

/** Discriminated by `kind`. */
export type RemoteSource = HubSource | { readonly kind: 'url'; readonly url: string };

/** What was asked for names nothing that can be had: another name, or another file, would help. */
export class HubError extends ExplorerError {
  override name = 'HubError';
}

const repoPattern = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/;
const revisionPattern = /^[A-Za-z0-9][\w./-]{0,199}$/;
/** Files that weights are in, and the index of weights in several files. */
const weightsEnding = /\.(safetensors|pth|pt|bin|(safetensors|bin)\.index\.json)$/;
const filePattern = /^[\w][\w ./+=-]{0,299}$/;

const tidy = (path: string): boolean => !/(^|\/)\.{1,2}(\/|$)|\/\/|\/$/.test(path);
/** A commit is for ever; a branch may move on. */
export const isPinned = (source: RemoteSource): boolean =>
  source.kind === 'hub' && /^[0-9a-f]{40}$/.test(source.revision);

function hubSource(repo: string, revision: string, file: string): HubSource | null {
  const good =
    repoPattern.test(repo) &&
    revisionPattern.test(revision) &&
    filePattern.test(file) &&
    weightsEnding.test(file) &&
    [repo, revision, file].every(tidy);
  return good ? { kind: 'hub', repo, revision, file } : null;
}

/** `org/name`, `org/name@revision`, `org/name@revision:file.safetensors`; null for anything else. */
export function parseHubRef(text: string): HubSource | null {
  const [, repo = '', revision = defaultRevision, file = defaultFile] =
    /^([^@:]+)(?:@([^:]+))?(?::(.+))?$/.exec(text.trim()) ?? [];
  return hubSource(repo, revision, file);
}

/** The shortest text that `parseHubRef` reads back. */
export function formatHubRef({ repo, revision, file }: HubSource): string {
  const at = revision === defaultRevision ? '' : `@${revision}`;
  return `${repo}${at}${file === defaultFile ? '' : `:${file}`}`;
}

const hosts: ReadonlySet<string> = new Set(['huggingface.co', 'www.huggingface.co', 'hf.co']);

function parseLink(text: string, base: string): RemoteSource {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new HubError('hub.error.reference', { value: printable(text) }, { cause });
  }
  const bad = (): HubError => new HubError('hub.error.link', { value: printable(text) });
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw bad();
  if (hosts.has(url.hostname) || url.origin === new URL(base).origin) {
    const parts = url.pathname.split('/').filter(Boolean).map(decode);
    const [org = '', name = '', view, ...rest] = parts;
    const found =
      view === undefined
        ? hubSource(`${org}/${name}`, defaultRevision, defaultFile)
        : view === 'tree'
          ? hubSource(`${org}/${name}`, rest[0] ?? defaultRevision, defaultFile)
          : ['blob', 'resolve', 'raw'].includes(view)
            ? hubSource(`${org}/${name}`, rest[0] ?? '', rest.slice(1).join('/'))
            : null;
    if (found === null) throw bad();
    return found;
  }
  if (!weightsEnding.test(decode(url.pathname)) || url.username !== '' || url.password !== '') throw bad();
  url.hash = '';
  return { kind: 'url', url: url.href };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whether a text can only mean a place on the network, not the name of a network. */
export const looksRemote = (text: string): boolean => /^\s*(hf[-_]hub:|https?:\/\/)/i.test(text);

/**
 * What a text names: `hf-hub:org/name`, `org/name@revision`, a page or file link of the Hub, the address of a file of
 * weights, or a checkpoint's name such as `resnet50.a1_in1k`. `base` is the Hub's address. Throws HubError.
 */
export function parseRemote(text: string, base: string = publicHub): RemoteSource {
  const trimmed = text.trim();
  if (trimmed.length > 2000) throw new HubError('hub.error.reference', { value: printable(trimmed) });
  if (/^https?:/i.test(trimmed)) return parseLink(trimmed, base);
  const plain = trimmed.replace(/^hf[-_]hub:/i, '');
  const known = findCheckpoint(plain);
  const found = parseHubRef(known?.repo ?? plain);
  if (found === null) throw new HubError('hub.error.reference', { value: printable(trimmed) });
  return found;
}

const path = (text: string): string => text.split('/').map(encodeURIComponent).join('/');

export const hubFileUrl = (source: HubSource, file: string, base: string = publicHub): string =>
  `${base}/${path(source.repo)}/resolve/${encodeURIComponent(source.revision)}/${path(file)}`;

/** The address that the weights are fetched from. */
export const weightsUrl = (source: RemoteSource, base: string = publicHub): string =>
  source.kind === 'url' ? source.url : hubFileUrl(source, source.file, base);

const pathOf = (source: RemoteSource): string =>
  source.kind === 'hub' ? source.file : decode(new URL(source.url).pathname);

/** Whether it is the list of several files, and not weights by itself. */
export const isIndexSource = (source: RemoteSource): boolean => pathOf(source).endsWith('.index.json');

/** A file that lies beside an index. `name` has no folders. */
export function besideIndex(index: RemoteSource, name: string): RemoteSource {
  if (index.kind === 'url') return { kind: 'url', url: new URL(encodeURIComponent(name), index.url).href };
  return { ...index, file: index.file.slice(0, index.file.lastIndexOf('/') + 1) + name };
}

/** Names that libraries save weights under, the one that is looked for first. */
const usualFiles = [
  defaultFile,
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
];
/** What training leaves beside weights, and what belongs to an index. */
const noWeights = /(^|\/)(training_args|optimizer|scheduler|scaler|rng_state[^/]*)\.\w+$|-\d+-of-\d+\.\w+$/;

/**
 * The file of weights among all files of a repository: one of the usual names, else the only one there is, safetensors
 * before PyTorch's. Null where there is none. Throws HubError where it cannot be told which.
 */
export function weightsAmong(files: readonly string[], name: string): string | null {
  const usual = usualFiles.find((file) => files.includes(file));
  if (usual !== undefined) return usual;
  const candidates = files.filter(
    (file) => filePattern.test(file) && weightsEnding.test(file) && tidy(file) && !noWeights.test(file),
  );
  const safe = candidates.filter((file) => file.endsWith('.safetensors'));
  const found = safe.length > 0 ? safe : candidates;
  if (found.length > 1) {
    throw new HubError('hub.error.whichFile', {
      name,
      file: found[0] ?? '',
      files: printable(found.join(', '), 200),
    });
  }
  return found[0] ?? null;
}

/** What the page calls it: `timm/resnet50.a1_in1k`, or the file's name. */
export function titleOfRemote(source: RemoteSource): string {
  if (source.kind === 'hub') {
    return source.file === defaultFile ? source.repo : `${source.repo}/${source.file}`;
  }
  const { hostname, pathname } = new URL(source.url);
  return printable(decode(pathname.split('/').at(-1) ?? '') || hostname);
}
