/** Writes the service worker with the list of all that was built, so that the page opens without a network. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const worker = fileURLToPath(new URL('./serviceWorker.js', import.meta.url));
/** What is larger or rarely wanted comes with its first use. */
const mostBytes = 4_000_000;

const filesOf = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });

export function offlinePlugin(): Plugin {
  let publicFolder = '';
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    configResolved: (config) => {
      publicFolder = config.publicDir;
    },
    generateBundle(_, bundle) {
      const built = Object.values(bundle).map((file): [string, string | Uint8Array] => [
        file.fileName,
        file.type === 'chunk' ? file.code : file.source,
      ]);
      const shipped = filesOf(publicFolder).map((path): [string, Uint8Array] => [
        relative(publicFolder, path).split(sep).join('/'),
        readFileSync(path),
      ]);
      const files = [...built, ...shipped]
        .filter(([name, content]) => content.length <= mostBytes && !name.endsWith('.map'))
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
      const hash = createHash('sha256');
      for (const [name, content] of files) hash.update(name).update(content);
      const names = files.map(([name]) => name).filter((name) => name !== 'index.html');
      const source = readFileSync(worker, 'utf8')
        .replace('__VERSION__', hash.digest('hex').slice(0, 16))
        .replace("['__FILES__']", JSON.stringify(names));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}
