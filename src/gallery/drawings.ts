/** What the gallery shows and the tests compare: every preset, closed and with one block open. */
import { buildGraph } from '../arch/build.ts';
import { allFamilies, families } from '../arch/families/index.ts';
import { parseSpecText } from '../arch/names/specText.ts';
import { depthPresets, letterTweaks } from '../arch/presets.ts';
import { required } from '../base/invariant.ts';
import { exampleBlock } from '../graph/blocks.ts';
import { graphTotals, type Totals } from '../graph/queries.ts';
import type { RegionId } from '../graph/types.ts';
import { layoutGraph, type Scene } from '../layout/index.ts';
import { t } from '../text/index.ts';

export interface Entry {
  readonly name: string;
  readonly title: string;
  readonly family: string;
}

/** ResNets that are picked by a depth and a letter, not by a name. */
const byDepth = depthPresets.map(({ depth }) => `resnet${depth}`);
const byLetter = Object.keys(letterTweaks)
  .filter((letter) => letter !== '' && letter !== 'b')
  .map((letter) => `resnet50${letter}`);

export const entries: readonly Entry[] = [
  ...[...byDepth, ...byLetter].map((name) => ({
    name,
    title: name.replace('resnet', 'ResNet-'),
    family: t(families.resnet.label),
  })),
  ...allFamilies.flatMap(({ label, names }) =>
    names.presets.map(({ name, title }) => ({ name, title, family: t(label) })),
  ),
];

export interface Drawings {
  readonly totals: Totals;
  readonly closed: Scene;
  readonly open: Scene;
  /** Which block is open, or null in a network without blocks. */
  readonly block: RegionId | null;
}

export function drawingsOf(name: string): Drawings {
  const entry = required(
    entries.find((other) => other.name === name),
    name,
  );
  const graph = buildGraph(parseSpecText(entry.name).spec);
  const block = exampleBlock(graph);
  const scene = (open: readonly RegionId[]): Scene =>
    layoutGraph(graph, { open: new Set(open), unfolded: new Set(), collapsed: new Set() });
  return {
    totals: graphTotals(graph),
    closed: scene([]),
    open: scene(block === null ? [] : [block]),
    block,
  };
}
