/** How the page asks other origins for files, and what their refusals mean. */
import type { ExplorerError } from '../text/index.ts';
import { DownloadError } from './errors.ts';
import { HubError } from './hub.ts';
import { hostOf } from './patience.ts';

/**
 * A plain GET that tells nobody where it comes from. `start` asks for the rest of the file from there. There is no
 * `If-Range` with it: that header makes a browser ask for permission first, which storage servers do not give. The
 * answer's tag is compared instead.
 */
export async function plainGet(
  url: string,
  signal: AbortSignal,
  get: typeof fetch = fetch,
  start = 0,
): Promise<Response> {
  return get(url, {
    signal,
    mode: 'cors',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    redirect: 'follow',
    cache: 'no-store',
    // One plain range is on the list of headers that need no preflight.
    ...(start > 0 ? { headers: { Range: `bytes=${start}-` } } : {}),
  });
}

/** Why nothing came at all. A browser does not say whether a server forbade it or was not there. */
export function unreachable(url: string, cause: unknown): DownloadError {
  const offline = typeof navigator !== 'undefined' && navigator.onLine === false;
  const key = offline ? 'hub.error.offline' : 'hub.error.unreachable';
  return new DownloadError(key, { host: hostOf(url) }, { cause });
}

/** What a refusal means for `name`; null for an answer that another try may better. */
export function refusalOf(response: Response, name: string): ExplorerError | null {
  const { status } = response;
  const host = hostOf(response.url || 'http://unknown');
  if (status === 404 || status === 410) return new HubError('hub.error.notFound', { name, host });
  if (status === 401 || status === 403) return new HubError('hub.error.noAccess', { name, host });
  if (status === 408 || status >= 500) return null;
  return new DownloadError('hub.error.status', { name, host, status });
}
