/** Files that the options name. Every failure is a UsageError that says what is wanted. */
import { openAsBlob } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { t, type MessageKey } from '../text/index.ts';
import { isIndex, readIndex } from '../weights/shards.ts';
import type { TrainedNet } from '../weights/trained/index.ts';
import { UsageError } from './errors.ts';
import { short } from './grammar.ts';

async function attempt<T>(path: string, wanted: MessageKey, work: () => Promise<T>): Promise<T> {
  const values = { file: short(path), wanted: t(wanted) };
  try {
    if ((await stat(path)).isDirectory()) throw new UsageError('cli.error.folder', values);
    return await work();
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UsageError('cli.error.noFile', values, { cause });
    throw new UsageError('cli.error.unreadable', { ...values, reason: code }, { cause });
  }
}

/** All bytes of a picture. */
export const readImageFile = (path: string): Promise<Uint8Array<ArrayBuffer>> =>
  attempt(path, 'cli.wanted.image', async () => new Uint8Array(await readFile(path)));

export interface OpenFile {
  readonly blob: Blob;
  /** Without its folders. */
  readonly name: string;
}

const openFile = (path: string, wanted: MessageKey): Promise<OpenFile> =>
  attempt(path, wanted, async () => ({ blob: await openAsBlob(path), name: basename(path) }));

/** A weights file, of which only the asked parts are read; behind an index of shards, those that lie beside it. */
export async function openWeightsFiles(path: string): Promise<readonly OpenFile[]> {
  const file = await openFile(path, 'cli.wanted.weights');
  if (!isIndex(file)) return [file];
  const shards = new Set((await readIndex(file)).values());
  const beside = [...shards].map((name) => join(dirname(path), name));
  return [file, ...(await Promise.all(beside.map((shard) => openFile(shard, 'cli.wanted.weights'))))];
}

export const openLabelsFile = (path: string): Promise<OpenFile> => openFile(path, 'cli.wanted.labels');

/** The page's own files, beside the sources. */
const pageFolder = fileURLToPath(new URL('../../public/', import.meta.url));

export const openTrainedFile = (net: TrainedNet): Promise<OpenFile> =>
  openFile(join(pageFolder, net.file), 'cli.wanted.weights');
