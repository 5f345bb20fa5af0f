/**
 * Checks the folder order of the architecture: a file imports only from its own folder and from folders to the left,
 * and the folders that must not know a browser import no library that does.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const layers = [
  'base',
  'text',
  'graph',
  'arch',
  'layout',
  'image',
  'weights',
  'export',
  'runtime',
  'diagram',
  'ui',
  'store',
  'views',
  'app',
  'cli',
  'gallery',
];

/** Libraries that only some folders may use, and which. */
const libraries = [
  { match: /^(react|react-dom|zustand|@tanstack\/)/, allowed: ['ui', 'store', 'views', 'app'] },
  { match: /^@tensorflow\//, allowed: ['runtime'] },
  { match: /^d3$/, allowed: ['diagram', 'views', 'ui'] },
  { match: /^d3-dag$/, allowed: ['layout'] },
  { match: /^comlink$/, allowed: ['image', 'runtime', 'app'] },
];

const src = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src');
const imports =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;
const sources = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? sources(path) : /\.tsx?$/.test(name) ? [path] : [];
  });

const problems = [];
for (const path of sources(src)) {
  const [layer] = relative(src, path).split(sep);
  const place = layers.indexOf(layer);
  const say = (what) => problems.push(`${relative(dirname(src), path)}: ${what}`);
  if (place < 0) {
    say(`“${layer}” is no folder of the architecture (${layers.join(', ')})`);
    continue;
  }
  const test = /\.test\.tsx?$/.test(path);
  for (const match of readFileSync(path, 'utf8').matchAll(imports)) {
    const target = match[1] ?? match[2] ?? match[3];
    if (target.startsWith('.')) {
      const inside = relative(src, resolve(dirname(path), target));
      if (inside.startsWith('..')) {
        if (!test && !inside.includes('package.json')) say(`imports ${target}, outside src`);
        continue;
      }
      const other = inside.split(sep)[0];
      if (layers.indexOf(other) > place && !test) say(`imports ${target}: ${other} stands right of ${layer}`);
    } else {
      const rule = libraries.find((library) => library.match.test(target));
      if (rule && !rule.allowed.includes(layer) && !test)
        say(`imports ${target}, which only ${rule.allowed.join(', ')} may`);
    }
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
