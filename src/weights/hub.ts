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
const filePattern = /^[\w][\w ./+=-]{0,299}\.safetensors$/;

const tidy = (path: string): boolean => !/(^|\/)\.{1,2}(\/|$)|\/\/|\/$/.test(path);
/** A commit is for ever; a branch may move on. */
export const isPinned = (source: RemoteSource): boolean =>
  source.kind === 'hub' && /^[0-9a-f]{40}$/.test(source.revision);

function hubSource(repo: string, revision: string, file: string): HubSource | null {
  const good =
    repoPattern.test(repo) &&
    revisionPattern.test(revision) &&
    filePattern.test(file) &&
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
  if (!decode(url.pathname).endsWith('.safetensors') || url.username !== '' || url.password !== '')
    throw bad();
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
 * What a text names: `hf-hub:org/name`, `org/name@revision`, a page or file link of the Hub, the address of a
 * .safetensors file, or a checkpoint's name such as `resnet50.a1_in1k`. `base` is the Hub's address. Throws HubError.
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

/** What the page calls it: `timm/resnet50.a1_in1k`, or the file's name. */
export function titleOfRemote(source: RemoteSource): string {
  if (source.kind === 'hub') {
    return source.file === defaultFile ? source.repo : `${source.repo}/${source.file}`;
  }
  const { hostname, pathname } = new URL(source.url);
  return printable(decode(pathname.split('/').at(-1) ?? '') || hostname);
}
