/**
 * The drawing alone, for tests and measurements. The address says what is drawn: `name` (as in timm), `edit` (fields
 * of the specification that differ, as JSON), `open` (ids of blocks and attention regions with commas, or `all`),
 * `unfolded` (ids, or `all`), `pictures`, `stale`, `theme`, `still`.
 */
import { buildGraph } from '../../src/arch/build.ts';
import { parseName } from '../../src/arch/names/registry.ts';
import { parseSpec } from '../../src/arch/spec.ts';
import type { FamilySpec } from '../../src/arch/types.ts';
import { required } from '../../src/base/invariant.ts';
import { createDiagram } from '../../src/diagram/index.ts';
import { diffGraphs, indexOf, nodeOf, outputOf } from '../../src/graph/queries.ts';
import type { Graph } from '../../src/graph/types.ts';
import { layoutGraph } from '../../src/layout/index.ts';
import type { Thumbnail } from '../../src/runtime/contract.ts';

const query = new URLSearchParams(location.search);
const list = (name: string): string[] => (query.get(name) ?? '').split(',').filter((entry) => entry !== '');
const theme = query.get('theme');
if (theme) document.documentElement.dataset['theme'] = theme;

let spec: FamilySpec = parseSpec({
  ...parseName(query.get('name') ?? 'resnet50'),
  ...JSON.parse(query.get('edit') ?? '{}'),
});
let graph: Graph = buildGraph(spec);
let changed: ReadonlySet<string> = new Set();
let stale = query.has('stale');
let selection: string | null = query.get('select');
const blocks = graph.regions.filter((region) => region.kind === 'block').map((region) => region.id);
const open = new Set(query.get('open') === 'all' ? blocks : list('open'));
const unfolded = new Set(query.get('unfolded') === 'all' ? blocks : list('unfolded'));
const collapsed = new Set(list('collapsed'));

/** A smooth pattern in place of a run: the drawing is what is looked at here. */
function pattern(node: string): Thumbnail {
  const side = Math.min(32, nodeOf(graph, node).shape[2] ?? 1);
  const seed = [...node].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
  const pixels = Uint8Array.from({ length: side * side }, (_, index) => {
    const x = (index % side) / side;
    const y = Math.floor(index / side) / side;
    return 127 + 127 * Math.sin(6 * x + seed) * Math.cos(5 * y + seed * 2);
  });
  return { node, width: side, height: side, pixels };
}

let pictures: ReadonlyMap<string, Thumbnail> = new Map();
const picture = (): void => {
  if (!query.has('pictures')) return;
  const regions = graph.regions.filter(({ kind }) => kind === 'block' || kind === 'stage');
  pictures = new Map(regions.map(({ id }) => outputOf(graph, id)).map((node) => [node, pattern(node)]));
};

const flip = (set: Set<string>, id: string): void => {
  if (!set.delete(id)) set.add(id);
};

const log: string[] = [];
const diagram = createDiagram(required(document.getElementById('host'), 'host'), {
  select: (id) => {
    selection = id;
    log.push(`select ${id}`);
    draw();
  },
  toggle: (id) => {
    const kind = indexOf(graph).region.get(id)?.kind;
    flip(kind === 'block' || kind === 'attention' ? open : collapsed, id);
    log.push(`toggle ${id}`);
    draw();
  },
  unfold: (key) => {
    flip(unfolded, key);
    log.push(`unfold ${key}`);
    draw();
  },
});

function draw(): void {
  const scene = layoutGraph(graph, {
    open: new Set(open),
    unfolded: new Set(unfolded),
    collapsed: new Set(collapsed),
  });
  diagram.update({
    scene,
    selection,
    changed,
    thumbnails: pictures,
    stale,
    reducedMotion: query.has('still'),
    label: 'Network',
  });
}

function show(name: string, edit: Record<string, unknown> = {}): void {
  const before = graph;
  spec = parseSpec({ ...parseName(name), ...edit });
  graph = buildGraph(spec);
  changed = diffGraphs(before, graph).changed;
  picture();
  draw();
}

const age = (old: boolean): void => {
  stale = old;
  draw();
};

picture();
draw();

declare global {
  interface Window {
    drawing: { diagram: typeof diagram; show: typeof show; age: typeof age; log: string[] };
  }
}
window.drawing = { diagram, show, age, log };
