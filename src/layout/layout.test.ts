import { describe, expect, it, vi } from 'vitest';
import { golden } from '../../fixtures/golden.ts';
import { everyName } from '../../fixtures/narrowed.ts';
import { buildGraph } from '../arch/build.ts';
import { parseSpecText } from '../arch/names/specText.ts';
import { parseSpec } from '../arch/spec.ts';
import { signatureOf } from '../graph/queries.ts';
import type { Graph } from '../graph/types.ts';
import * as flow from './flow.ts';
import { type GraphView, layoutGraph, type Scene, type SceneBox } from './index.ts';
import { shapeText } from './labels.ts';
import { metrics } from './metrics.ts';

vi.mock('./flow.ts', async (original) => {
  const real = await original<typeof flow>();
  return { ...real, placeFlow: vi.fn(real.placeFlow) };
});

const graphOf = (spec: Record<string, unknown>): Graph =>
  buildGraph(parseSpec({ family: 'resnet', ...spec }));
const view = (parts: Partial<GraphView> = {}): GraphView => ({
  open: new Set(),
  unfolded: new Set(),
  collapsed: new Set(),
  ...parts,
});
const regionsOf = (graph: Graph, ...kinds: string[]): Set<string> =>
  new Set(graph.regions.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id));
const everything = (graph: Graph): GraphView => view({ open: regionsOf(graph, 'block', 'attention') });

const meet = (a: SceneBox, b: SceneBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Pairs of boxes of one level that lie over one another; strips lie in their operation and are left out. */
function overlaps(scene: Scene): string[] {
  const levels = new Map<string, SceneBox[]>();
  for (const box of scene.boxes) {
    const level = `${box.row} ${box.parent}`;
    if (box.kind !== 'pill') levels.set(level, [...(levels.get(level) ?? []), box]);
  }
  return [...levels.values()].flatMap((boxes) => {
    const sorted = [...boxes].sort((a, b) => a.x - b.x);
    return sorted.flatMap((a, index) =>
      sorted
        .slice(index + 1)
        .filter((b) => meet(a, b))
        .map((b) => `${a.key} over ${b.key}`),
    );
  });
}

function outliers(scene: Scene): string[] {
  const byKey = new Map(scene.boxes.map((box) => [box.key, box]));
  return scene.boxes
    .filter((box) => {
      const row = scene.rows[box.row];
      const frame = box.parent === null ? null : byKey.get(box.parent);
      const around = frame ?? (row && { x: 0, y: row.y, width: scene.width, height: row.height });
      return (
        !around ||
        box.x < around.x ||
        box.y < around.y ||
        box.x + box.width > around.x + around.width ||
        box.y + box.height > around.y + around.height
      );
    })
    .map((box) => box.key);
}

/** Lines that run through a box of their own frame; a line ends at the outline of what it goes to. */
function crossings(scene: Scene): string[] {
  const slack = 2;
  return scene.edges.flatMap((edge) => {
    const near = scene.boxes.filter(
      ({ row, parent, kind }) =>
        row === edge.row && parent === edge.parent && kind !== 'frame' && kind !== 'pill',
    );
    const pieces = edge.path.split('M').flatMap((part) => {
      const points = [...part.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
      return points.slice(1).map((point, index) => [points[index] ?? [], point] as const);
    });
    return near
      .filter((box) =>
        pieces.some(
          ([[x0 = 0, y0 = 0], [x1 = 0, y1 = 0]]) =>
            Math.min(x0, x1) < box.x + box.width - slack &&
            Math.max(x0, x1) > box.x + slack &&
            Math.min(y0, y1) < box.y + box.height - slack &&
            Math.max(y0, y1) > box.y + slack &&
            !(box.kind === 'join' && edge.target === box.id),
        ),
      )
      .map((box) => `${edge.key} through ${box.key}`);
  });
}

const keysTwice = (keys: readonly string[]): string[] =>
  keys.length === new Set(keys).size ? [] : keys.filter((key, index) => keys.indexOf(key) !== index);

describe.each(golden.networks.map(({ name, spec }) => ({ name, graph: buildGraph(parseSpec(spec)) })))(
  '$name',
  ({ graph }) => {
    it.each([
      ['folded', view()],
      ['blocks open', view({ open: regionsOf(graph, 'block') })],
      ['all open', everything(graph)],
      ['unfolded', view({ unfolded: regionsOf(graph, 'block') })],
      ['collapsed', view({ collapsed: regionsOf(graph, 'stem', 'stage', 'head') })],
    ])('%s: nothing overlaps, nothing sticks out, keys are unique', (_, how) => {
      const scene = layoutGraph(graph, how);
      expect(overlaps(scene)).toEqual([]);
      expect(outliers(scene)).toEqual([]);
      expect(keysTwice(scene.boxes.map((box) => box.key))).toEqual([]);
      expect(keysTwice(scene.edges.map((edge) => edge.key))).toEqual([]);
    });

    it('shows every node once when all is open, with its shape', () => {
      const scene = layoutGraph(graph, everything(graph));
      const ids = scene.boxes.filter((box) => box.kind !== 'frame').map((box) => box.id);
      expect(ids.toSorted()).toEqual(graph.nodes.map((node) => node.id).toSorted());
      expect(unwritten(graph, scene)).toEqual([]);
    });
  },
);

/** Operations whose output shape stands neither on a line from them, nor at them, nor at their frame or row. */
function unwritten(graph: Graph, scene: Scene): string[] {
  const onLines = new Set(
    scene.edges.filter((edge) => edge.label).map((edge) => `${edge.source} ${edge.label?.text}`),
  );
  const tails = new Map<string, string>();
  for (const box of scene.boxes) if (box.kind === 'pill') tails.set(box.host, box.id);
  const byKey = new Map(scene.boxes.map((box) => [box.key, box]));
  return graph.nodes
    .filter((node) => {
      const box = byKey.get(node.id);
      if (!box || (box.kind !== 'op' && box.kind !== 'join')) return false;
      const text = shapeText(node.shape);
      const frame = box.parent === null ? undefined : byKey.get(box.parent);
      const row = scene.rows[box.row];
      return !(
        onLines.has(`${tails.get(node.id) ?? node.id} ${text}`) ||
        onLines.has(
          `${tails.get(node.id) ?? node.id} ${shapeText(graph.nodes.find((n) => n.id === tails.get(node.id))?.shape ?? [])}`,
        ) ||
        (box.kind === 'join' && box.shapeBelow && box.shapeText === text) ||
        (box.kind === 'op' && (box.detail.startsWith(text) || text === `${box.detail}×1×1`)) ||
        (frame?.kind === 'frame' && frame.shapeText.endsWith(text)) ||
        row?.shapeText.replaceAll(' ', '') === text
      );
    })
    .map((node) => node.id);
}

const cards = (scene: Scene): string[] =>
  scene.boxes.flatMap((box) =>
    box.kind === 'card' || box.kind === 'frame' ? [`${box.key}: ${box.title} ${box.detail}`] : [],
  );

describe('folds', () => {
  const graph = graphOf({ depth: 50 });
  const inStage3 = (how: GraphView): string[] =>
    cards(layoutGraph(graph, how)).filter((text) => text.startsWith('stage3'));

  it('takes identical neighbours together', () => {
    expect(inStage3(view())).toEqual(['stage3.block0: block 0 projection', 'stage3.block1: block 1–5 × 5']);
  });

  it('stands for all of its blocks and pictures the last', () => {
    const fold = layoutGraph(graph, view()).boxes.find((box) => box.key === 'stage3.block1');
    expect(fold).toMatchObject({
      regions: [1, 2, 3, 4, 5].map((index) => `stage3.block${index}`),
      picture: 'stage3.block5.act',
    });
  });

  it('parts around an open block', () => {
    expect(inStage3(view({ open: new Set(['stage3.block3']) }))).toEqual([
      'stage3.block0: block 0 projection',
      'stage3.block1: block 1–2 × 2',
      'stage3.block3: block 3 identity',
      'stage3.block4: block 4–5 × 2',
    ]);
  });

  it('unfolds in place and says how to fold again', () => {
    const scene = layoutGraph(graph, view({ unfolded: new Set(['stage3.block1']) }));
    expect(cards(scene).filter((text) => text.startsWith('stage3'))).toHaveLength(6);
    expect(scene.boxes.find((box) => box.key === 'stage3.block1')).toMatchObject({
      foldable: { key: 'stage3.block1', count: 5 },
    });
  });

  it('says where the resolution halves and what attends', () => {
    const scene = layoutGraph(graphOf({ depth: 18, attention: 'eca' }), view());
    const marks = scene.boxes.flatMap((box) =>
      box.kind === 'card' ? [[box.key, box.down, box.attention, box.shortcut]] : [],
    );
    expect(marks.slice(0, 3)).toEqual([
      ['stage1.block0', 1, 'ECA', 'identity'],
      ['stage2.block0', 2, 'ECA', 'projection'],
      ['stage2.block1', 1, 'ECA', 'identity'],
    ]);
  });
});

it('says by what a block strides, however small the maps', () => {
  const graph = buildGraph(parseSpecText('inception_v3?inputHeight=107&inputWidth=107').spec);
  const marks = layoutGraph(graph, view()).boxes.flatMap((box) =>
    box.kind === 'card' && /block0$/.test(box.key) ? [[box.shapeText, box.down]] : [],
  );
  expect(marks).toEqual([
    ['256×11×11', 1],
    ['768×5×5', 2],
    ['1280×2×2', 2],
  ]);
});

describe('rows', () => {
  const graph = graphOf({ depth: 50 });

  it('has the head behind the last stage, and below it when that stage is open', () => {
    expect(layoutGraph(graph, view()).rows.map((row) => row.title)).toEqual([
      'stem',
      'stage 1',
      'stage 2',
      'stage 3',
      'stage 4',
    ]);
    const open = layoutGraph(graph, view({ open: new Set(['stage4.block0']) }));
    expect(open.rows.map((row) => row.title)).toEqual([
      'stem',
      'stage 1',
      'stage 2',
      'stage 3',
      'stage 4',
      'head',
    ]);
  });

  it('is as wide in its margin as the longest shape needs, and no wider than usual else', () => {
    const usual = layoutGraph(graph, view());
    const wide = layoutGraph(
      graphOf({ depth: 50, widthMultiplier: 8, inputHeight: 4096, inputWidth: 4096 }),
      view(),
    );
    expect(usual.gutter).toBe(metrics.gutter);
    expect(wide.gutter).toBeGreaterThan(usual.gutter);
    for (const { boxes, gutter } of [usual, wide])
      expect(Math.min(...boxes.map((box) => box.x))).toBe(gutter);
  });

  it('draws tensors to one scale: lower and broader from stage to stage', () => {
    const tensors = layoutGraph(graph, view()).rows.map((row) => row.tensor);
    expect(tensors.map((tensor) => tensor?.channels)).toEqual(
      [...tensors.map((tensor) => tensor?.channels)].sort((a, b) => (a ?? 0) - (b ?? 0)),
    );
    expect(tensors[1]?.height).toBeGreaterThan(tensors[2]?.height ?? 0);
    expect(
      layoutGraph(graphOf({ depth: 18, inputHeight: 64, inputWidth: 256 }), view()).rows[1]?.tensor,
    ).toMatchObject({
      height: 17,
      depth: 34,
    });
  });

  it('keeps the keys of what an edit leaves alone', () => {
    const keys = (scene: Scene): Set<string> =>
      new Set([...scene.boxes.map((b) => b.key), ...scene.edges.map((e) => e.key)]);
    const how = view({ open: new Set(['stage2.block0']) });
    const before = keys(layoutGraph(graphOf({ depth: 50, variant: 'C' }), how));
    const after = keys(layoutGraph(graphOf({ depth: 50, variant: 'D' }), how));
    expect([...before].filter((key) => !after.has(key))).toEqual([
      'stage1.block2.act>stage2.block0.shortcut.conv',
    ]);
    expect([...after].filter((key) => !before.has(key))).toEqual([
      'stage2.block0.shortcut.pool',
      'stage1.block2.act>stage2.block0.shortcut.pool',
      'stage2.block0.shortcut.pool>stage2.block0.shortcut.conv',
    ]);
  });
});

describe('depth 200', () => {
  const graph = graphOf({ depth: 200, variant: 'D', attention: 'se', reductionRatio: 8 });

  it('lays out each form of block once', () => {
    const forms = new Set([...regionsOf(graph, 'block')].map((id) => signatureOf(graph, id)));
    const calls = vi.mocked(flow.placeFlow).mock.calls;
    calls.length = 0;
    const first = layoutGraph(graph, everything(graph));
    const bare = 2;
    expect(calls.length).toBe(forms.size + bare);
    calls.length = 0;
    expect(layoutGraph(graph, everything(graph))).toEqual(first);
    expect(calls.length).toBe(bare);
  });

  it('has every block open in one scene, quickly', () => {
    const milliseconds = (): number => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
    const times = Array.from({ length: 7 }, () => {
      const start = milliseconds();
      const scene = layoutGraph(graph, everything(graph));
      expect(scene.boxes.filter((box) => box.kind === 'frame' && box.of === 'block')).toHaveLength(66);
      return milliseconds() - start;
    });
    // Processor time of the median: other work on the machine does not count.
    expect(times.sort((a, b) => a - b)[3]).toBeLessThan(50);
  });
});

describe('every named network', () => {
  it.each(everyName)(
    '%s lies without overlap: closed, collapsed, with a block open, with all of them open',
    (name) => {
      const graph = buildGraph(parseSpecText(name).spec);
      const blocks = [...regionsOf(graph, 'block')];
      const stages = graph.regions.filter(({ kind }) => kind === 'stage');
      // The first block of each stage: there widths and resolutions change.
      const firsts = stages.flatMap(({ id }) => blocks.find((block) => block.startsWith(`${id}.`)) ?? []);
      expect(firsts).toHaveLength(stages.length);
      const views: readonly (readonly [string, GraphView])[] = [
        ['closed', view()],
        ['collapsed', view({ collapsed: regionsOf(graph, 'stem', 'stage', 'head') })],
        ['unfolded', view({ unfolded: new Set(blocks) })],
        ...firsts.map((id) => [`${id} open`, view({ open: new Set([id]) })] as const),
        ['all open', everything(graph)],
      ];
      for (const [words, how] of views) {
        const scene = layoutGraph(graph, how);
        expect(overlaps(scene), words).toEqual([]);
        expect(outliers(scene), words).toEqual([]);
        if (how.open.size <= 1) expect(crossings(scene), words).toEqual([]);
        expect(keysTwice(scene.boxes.map((box) => box.key)), words).toEqual([]);
        expect(keysTwice(scene.edges.map((edge) => edge.key)), words).toEqual([]);
      }
    },
  );
});

describe('the way around a block', () => {
  // A plain net of basic blocks is one of single layers.
  const wordsOf = (shortcut: string) =>
    layoutGraph(graphOf({ depth: shortcut === 'none' ? 14 : 10, shortcut }), view())
      .boxes.filter((box) => box.kind === 'card' && box.of === 'block')
      .map((box) => (box.kind === 'card' ? box.shortcut : null));
  it.each([
    ['none', ['none', 'none', 'none', 'none']],
    ['zeroPad', ['identity', 'zeroPad', 'zeroPad', 'zeroPad']],
    ['projection', ['identity', 'projection', 'projection', 'projection']],
    ['projectionAlways', ['projection', 'projection', 'projection', 'projection']],
  ])('is said for %s', (shortcut, wanted) => {
    expect(wordsOf(shortcut)).toEqual(wanted);
  });
});
