/**
 * Writes the tables of the README from the registries, between `<!-- table:NAME -->` and `<!-- end -->`.
 * With --check it changes nothing and fails when a table is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { register } from 'tsx/esm/api';
import { ensureDependencies, root } from './setup.mjs';

ensureDependencies();
register();
const from = (path) => import(new URL(`../src/${path}`, import.meta.url).href);
const [{ allFamilies }, { formatOption }, presets, { t }, { registeredNames }, cli, nets, rows, made] =
  await Promise.all([
    from('arch/families/index.ts'),
    from('arch/options.ts'),
    from('arch/presets.ts'),
    from('text/index.ts'),
    from('arch/names/registry.ts'),
    from('cli/help.ts'),
    from('weights/trained/index.ts'),
    from('views/trained/rows.ts'),
    from('arch/systems/index.ts'),
  ]);

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const code = (text) => `\`${text}\``;

const allowed = (option) =>
  option.kind === 'choice'
    ? option.values.map(code).join(', ')
    : option.kind === 'integers'
      ? `${option.length} whole numbers, ${option.min} to ${option.max}`
      : `${option.kind === 'integer' ? 'whole number, ' : ''}${option.min} to ${option.max}`;

const paperLink = ({ arxiv, section }) =>
  `[${arxiv}](https://arxiv.org/abs/${arxiv})${section === null ? '' : t('try.section', { section })}`;

const tables = {
  systems: () =>
    made.systemGroups
      .map(
        (group) =>
          `**${t(`system.group.${group}`)}**\n\n${table(
            ['system', 'what it changes', 'arXiv', 'for example'],
            made.systems
              .filter((system) => system.group === group)
              .map(({ title, changes, paper, preset }) => [
                t(title),
                t(changes),
                paperLink(paper),
                code(preset),
              ]),
          )}`,
      )
      .join('\n\n'),
  options: () =>
    allFamilies
      .map(
        ({ id, label, help, options, defaults }) =>
          `### ${t(label)}: ${code(`"family": "${id}"`)}\n\n${t(help)}\n\n${table(
            ['option', 'values', 'default', 'what it does'],
            Object.entries(options).map(([key, option]) => [
              code(key),
              allowed(option),
              code(formatOption(defaults[key])),
              t(option.help),
            ]),
          )}`,
      )
      .join('\n\n'),
  depths: () =>
    table(
      ['depth', 'block', 'blocks per stage'],
      presets.depthPresets.map(({ depth, block, depths }) => [depth, block, depths.join('-')]),
    ),
  letters: () =>
    table(
      ['letter in a name', 'stride at', 'stem', 'stem width', 'shortcut'],
      Object.entries(presets.letterTweaks)
        .filter(([letter]) => letter !== 'b')
        .map(([letter, tweaks]) => [
          letter ? code(letter) : 'none',
          tweaks.strideAt,
          tweaks.stem,
          tweaks.stemWidth,
          tweaks.shortcut,
        ]),
    ),
  names: () => registeredNames().map(code).join(', '),
  trained: () =>
    table(
      rows.trainedColumns.map((column) => t(`trained.column.${column}`)),
      nets.trained.nets
        .map((net) => rows.trainedRow(net, nets.baseTrained()))
        .map((net) => [
          code(net.id),
          net.tweaks,
          net.params,
          net.macs,
          net.size,
          net.top1,
          net.runs,
          [net.difference, t(`trained.verdict.${net.verdict}`)].filter(Boolean).join(', '),
        ]),
    ),
  commands: () => cli.helpMarkdown(),
};

const path = join(root, 'README.md');
const before = readFileSync(path, 'utf8');
const after = before.replace(/<!-- table:(\w+) -->[\s\S]*?<!-- end -->/g, (_whole, name) => {
  if (!tables[name]) throw new Error(`README.md asks for a table “${name}” that does not exist`);
  return `<!-- table:${name} -->\n${tables[name]()}\n<!-- end -->`;
});

if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('README.md is out of date: run npm run docs');
    process.exit(1);
  }
} else writeFileSync(path, after);
