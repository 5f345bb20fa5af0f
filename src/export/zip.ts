/** Text files in one archive. */
import { strToU8, zipSync } from 'fflate';
import type { TextFile } from './training/index.ts';

/** What every entry says: a fixed day, so that the same files give the same bytes. */
const day = '2000-01-01T00:00:00';

/** A zip of the files inside `folder`. */
export const zipFiles = (folder: string, files: readonly TextFile[]): Uint8Array<ArrayBuffer> =>
  zipSync(Object.fromEntries(files.map(({ path, text }) => [`${folder}/${path}`, strToU8(text)])), {
    mtime: day,
    level: 6,
  }) as Uint8Array<ArrayBuffer>;
