/** Checkpoints of the Hub for the terminal: streamed into the user's cache folder, and taken from there afterwards. */
import { openAsBlob, rmSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { families } from '../arch/families/index.ts';
import type { FamilySpec } from '../arch/types.ts';
import { t } from '../text/index.ts';
import { formatBytes } from '../ui/format.ts';
import {
  besideIndex,
  type HubSource,
  isIndexSource,
  isPinned,
  looksRemote,
  parseRemote,
  publicHub,
  type RemoteSource,
  titleOfRemote,
} from '../weights/hub.ts';
import type { HubConfig } from '../weights/hubConfig.ts';
import { judgeFile } from '../weights/offer.ts';
import { openWeightFiles } from '../weights/openWeightFiles.ts';
import type { Pause } from '../weights/patience.ts';
import { type ResolvedSource, readConfig, resolveRemote, specOfRemote } from '../weights/resolve.ts';
import { readIndex } from '../weights/shards.ts';
import type { Sink } from '../weights/sinks.ts';
import { WeightsFetch } from '../weights/weightsFetch.ts';
import { UsageError } from './errors.ts';
import type { OpenFile } from './files.ts';
import type { Output } from './output.ts';

export interface RemoteFiles {
  /** One, or an index and its shards. */
  readonly files: readonly OpenFile[];
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
async function fileSink(path: string): Promise<{ readonly sink: Sink<Blob>; abandon(): Promise<void> }> {
  const part = `${path}.${process.pid}.part`;
  const handle = await open(part, 'w');
  let at = 0;
  const sink: Sink<Blob> = {
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
      return openAsBlob(path);
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

/** All files of a kept commit, or null. */
async function keptFiles(source: HubSource, folder: string): Promise<readonly OpenFile[] | null> {
  const path = join(folder, keptName(source));
  if (!(await exists(path))) return null;
  const file = { blob: await openAsBlob(path), name: titleOfRemote(source) };
  if (!isIndexSource(source)) return [file];
  const shards: OpenFile[] = [];
  for (const name of new Set((await readIndex(file)).values())) {
    const shard = besideIndex(source, name);
    const place = shard.kind === 'hub' ? join(folder, keptName(shard)) : '';
    if (!(await exists(place))) return null;
    shards.push({ blob: await openAsBlob(place), name });
  }
  return [file, ...shards];
}

/** What is kept of a commit, config and all; null where nothing is. */
async function fromCache(source: RemoteSource, folder: string): Promise<RemoteFiles | null> {
  if (source.kind === 'url' || !isPinned(source)) return null;
  const files = await keptFiles(source, folder);
  if (files === null) return null;
  const text = await readFile(`${join(folder, keptName(source))}.config.json`, 'utf8').catch(() => null);
  return { files, source, config: await readConfig(text) };
}

/** Interrupts nothing by itself: the terminal's own signals do. */
const never = (): AbortSignal => new AbortController().signal;

/** Says once per pause why nothing happens. */
const sayPause =
  (output: Output) =>
  (pause: Pause | null): void => {
    if (pause === null) return;
    const seconds = Math.ceil((pause.until - Date.now()) / 1000);
    output.note(t('cli.note.pause', { ...pause, seconds }));
  };

async function download(
  { source: asked, config, configText }: ResolvedSource,
  base: string,
  folder: string,
  output: Output,
): Promise<RemoteFiles> {
  await mkdir(folder, { recursive: true });
  const pinned = isPinned(asked);
  const open: (() => Promise<void>)[] = [];
  /** Only safetensors say beforehand how much will come. */
  let told = false;
  const work = new WeightsFetch(asked, {
    base,
    sink: async (file) => {
      const name =
        file.kind === 'hub' && pinned ? keptName(file) : `unpinned--${process.pid}--${open.length}.weights`;
      const path = join(folder, name);
      const { sink, abandon } = await fileSink(path);
      open.push(abandon);
      // What may be another file tomorrow serves this run alone.
      if (!pinned) process.once('exit', () => rmSync(path, { force: true }));
      return {
        ...sink,
        finish: async () => {
          const blob = await sink.finish();
          const values = { name: titleOfRemote(file), bytes: formatBytes(blob.size) };
          if (!told) output.note(t('cli.note.downloaded', values));
          return blob;
        },
      };
    },
    onHeader: ({ name, source: { size } }) => {
      if (!told) output.note(t('cli.note.download', { name, bytes: formatBytes(size) }));
      told = true;
    },
    kept: (other) => (other.kind === 'hub' && pinned ? keptFiles(other, folder) : Promise.resolve(null)),
    onPause: sayPause(output),
  });
  try {
    const { source, files } = await work.run(never());
    if (source.kind === 'hub' && pinned) {
      const path = join(folder, keptName(source));
      const [index] = files;
      if (isIndexSource(source) && index) await writeFile(path, await index.blob.text());
      if (configText !== null) await writeFile(`${path}.config.json`, configText);
    }
    return { files, source, config };
  } finally {
    // Those that were finished have nothing left to abandon.
    for (const abandon of open) await abandon();
  }
}

/**
 * The weights that a text names, from the cache or the network. Throws HubError where there is no such thing,
 * DownloadError where the network fails, WeightsError where it is no file of weights.
 */
export async function openRemote(text: string, output: Output): Promise<RemoteFiles> {
  const base = hubBase();
  const folder = cacheFolder();
  const asked = parseRemote(text, base);
  const kept = await fromCache(asked, folder);
  if (kept) return kept;
  const resolved = await resolveRemote(asked, base, { signal: never(), onPause: sayPause(output) });
  return (await fromCache(resolved.source, folder)) ?? (await download(resolved, base, folder, output));
}

/** The network of a checkpoint: what its repository says, unless its tensors say otherwise. Throws WeightsError. */
export async function specOfFiles(
  { files, source, config }: RemoteFiles,
  part: string | undefined,
): Promise<FamilySpec> {
  const named = specOfRemote(source, config) ?? families.resnet.defaults;
  const judgement = judgeFile(await openWeightFiles(files, part ?? null), named);
  if (judgement.fits) return named;
  if (judgement.suggestion.kind === 'none') throw judgement.refusal;
  return judgement.suggestion.spec;
}
