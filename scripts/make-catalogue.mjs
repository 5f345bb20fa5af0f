/**
 * Writes src/weights/catalogue.json: the checkpoints of timm whose architecture this page can build, cut down from a
 * file of facts that were read from timm's default configurations and results tables.
 *
 *   node scripts/make-catalogue.mjs FACTS.json NAME...     (NAME: the architectures; default: all that have a name here)
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { register } from 'tsx/esm/api';

const [path, ...given] = process.argv.slice(2);
if (!path) {
  console.error('usage: node scripts/make-catalogue.mjs FACTS.json NAME...');
  process.exit(2);
}
register();
const { registeredNames } = await import('../src/arch/names/registry.ts');
const names = new Set(given.length > 0 ? given : registeredNames());

const { source, checkpoints } = JSON.parse(readFileSync(path, 'utf8'));
const square = ([height, width]) => {
  if (height !== width) throw new Error(`not square: ${height}x${width}`);
  return height;
};
const rows = checkpoints
  // Without a top-1 on ImageNet-1k a checkpoint is for training further, and its classes have no names here.
  .filter(({ arch, format, top1 }) => names.has(arch) && format === 'safetensors' && top1 !== null)
  .map((entry) => {
    const { name, hub, mean, std } = entry;
    if (hub !== `timm/${name}`) throw new Error(`${name} stands at ${hub}`);
    const tested = entry.test_input
      ? [square(entry.test_input), entry.test_crop_pct ?? entry.crop_pct, entry.best_top1].join(':')
      : '';
    if (entry.test_input && entry.best_size !== square(entry.test_input)) throw new Error(name);
    return [
      name,
      entry.default ? 'default' : '',
      [square(entry.input), entry.crop_pct, entry.top1].join(':'),
      tested,
      entry.interpolation,
      [...new Set(mean)].join(','),
      [...new Set(std)].join(','),
      entry.classes,
      entry.params_m,
      entry.fp32_mb,
      entry.licence,
      entry.source.replace('timm/models/', ''),
    ].join(' ');
  });
const columns =
  'name, default of its architecture, size:crop:top-1, the same at the test size, interpolation, mean, std, classes, parameters in millions, megabytes, licence, line of the source';
writeFileSync(
  new URL('../src/weights/catalogue.json', import.meta.url),
  `${JSON.stringify({ source, columns, rows }, null, 2)}\n`,
);
console.log(
  `${rows.length} checkpoints of ${new Set(rows.map((row) => row.split('.')[0])).size} architectures`,
);
