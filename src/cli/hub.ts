/** Checkpoints of the Hub for the terminal: streamed into the user's cache folder, and taken from there afterwards. */
import { openAsBlob, rmSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { t } from '../text/index.ts';
import { formatBytes } from '../ui/format.ts';
import { downloadSafetensors } from '../weights/download.ts';
import {
  type HubSource,
  isPinned,
  looksRemote,
  parseRemote,
  publicHub,
  type RemoteSource,
  titleOfRemote,
  weightsUrl,
} from '../weights/hub.ts';
import type { HubConfig } from '../weights/hubConfig.ts';
import { type ResolvedSource, readConfig, resolveRemote } from '../weights/resolve.ts';
import type { Sink } from '../weights/sinks.ts';
import { UsageError } from './errors.ts';
import type { OpenFile } from './files.ts';
import type { Output } from './output.ts';

export interface RemoteFile extends OpenFile {
  readonly source: RemoteSource;
  readonly config: HubConfig | null;
}

/** Whether an operand or an option names weights on the network. */
export const isRemote = looksRemote;

/** The Hub's address: HF_ENDPOINT, as the Hub's own tools call it, or the public one. */
function hubBase(): string {
  const given = process.env['HF_ENDPOINT'];
  if (given === undefined || given === '') return publicHub;
  try {
    return new URL(given).origin;
  } catch (cause) {
    throw new UsageError('cli.error.endpoint', { value: given.slice(0, 60) }, { cause });
  }
}

/** Where programs of this system keep what they can fetch again. */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: string = process.platform,
): string {
  const home =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'))
      : platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : join(homedir(), '.cache');
  return join(env['XDG_CACHE_HOME'] ?? home, 'resnet-explorer', 'hub');
}

/** Only what names a commit is kept: a branch may move on. */
const keptName = ({ repo, revision, file }: HubSource): string =>
  [...repo.split('/'), revision, ...file.split('/')].join('--');

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

/** Writes beside the place and moves the whole file there at the end: what stands there is always whole. */
async function fileSink(path: string): Promise<{ readonly sink: Sink<void>; abandon(): Promise<void> }> {
  const part = `${path}.${process.pid}.part`;
  const handle = await open(part, 'w');
  let at = 0;
  const sink: Sink<void> = {
    write: async (chunk) => {
      for (let done = 0; done < chunk.byteLength; ) {
        const { bytesWritten } = await handle.write(chunk, done, chunk.byteLength - done, at);
        done += bytesWritten;
        at += bytesWritten;
      }
    },
    restart: async () => {
      await handle.truncate(0);
      at = 0;
    },
    finish: async () => {
      await handle.close();
      await rename(part, path);
    },
  };
  return {
    sink,
    abandon: async () => {
      await handle.close().catch(() => undefined);
      await rm(part, { force: true });
    },
  };
}

/** What is kept of a commit, config and all; null where nothing is. */
async function fromCache(source: RemoteSource, folder: string): Promise<RemoteFile | null> {
  if (source.kind === 'url' || !isPinned(source)) return null;
  const path = join(folder, keptName(source));
  if (!(await exists(path))) return null;
  const text = await readFile(`${path}.config.json`, 'utf8').catch(() => null);
  return {
    blob: await openAsBlob(path),
    name: titleOfRemote(source),
    source,
    config: await readConfig(text),
  };
}

async function download(
  { source, title, config, configText }: ResolvedSource,
  base: string,
  folder: string,
  output: Output,
): Promise<RemoteFile> {
  await mkdir(folder, { recursive: true });
  const kept = source.kind === 'hub' && isPinned(source);
  const path = join(folder, kept ? keptName(source) : `unpinned--${process.pid}.safetensors`);
  const { sink, abandon } = await fileSink(path);
  try {
    await downloadSafetensors(weightsUrl(source, base), {
      name: title,
      sink,
      signal: new AbortController().signal,
      immutable: kept,
      onHeader: ({ source: { size } }) =>
        output.note(t('cli.note.download', { name: title, bytes: formatBytes(size) })),
    });
  } catch (error) {
    await abandon();
    throw error;
  }
  // What may be another file tomorrow serves this run alone.
  if (!kept) process.once('exit', () => rmSync(path, { force: true }));
  if (kept && configText !== null) await writeFile(`${path}.config.json`, configText);
  return { blob: await openAsBlob(path), name: title, source, config };
}

/**
 * The weights that a text names, from the cache or the network. Throws HubError where there is no such thing,
 * DownloadError where the network fails, WeightsError where it is no safetensors file.
 */
export async function openRemote(text: string, output: Output): Promise<RemoteFile> {
  const base = hubBase();
  const folder = cacheFolder();
  const asked = parseRemote(text, base);
  const kept = await fromCache(asked, folder);
  if (kept) return kept;
  const resolved = await resolveRemote(asked, base, new AbortController().signal);
  return (await fromCache(resolved.source, folder)) ?? (await download(resolved, base, folder, output));
}
