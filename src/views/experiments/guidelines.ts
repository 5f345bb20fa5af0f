/**
 * The four guidelines of arXiv 1807.11164, section 2, each as a few small graphs with the same multiply-accumulates: the
 * paper's channels (tables 1 and 2) at its 56 x 56 positions. And whole ShuffleNets v1, which spend one budget on more
 * groups and more channels.
 */
import { families } from '../../arch/families/index.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import { pad } from '../../graph/ops/index.ts';
import type { Graph, NodeId } from '../../graph/types.ts';
import type { ProfileRequest } from '../../runtime/contract.ts';
import type { MessageKey, MessageValues } from '../../text/index.ts';

export interface GuidelineCase {
  readonly id: string;
  readonly label: { readonly key: MessageKey; readonly values: MessageValues };
  readonly subject: ProfileRequest['subject'];
}

export interface Guideline {
  readonly id: string;
  readonly title: MessageKey;
  /** What the paper says, what is compared, and what is the same in all cases. */
  readonly about: MessageKey;
  readonly cases: () => readonly GuidelineCase[];
}

const size = 56;

function graphOf(channels: number, body: (b: GraphBuilder, x: NodeId) => NodeId): Graph {
  const b = new GraphBuilder();
  const input = b.node('input', { shape: [1, channels, size, size] }, 'input', []);
  return b.finish(input, body(b, input), 'timmResnet');
}

const conv1x1 = (b: GraphBuilder, x: NodeId, name: string, out: number, groups = 1): NodeId =>
  b.node(
    'conv2d',
    { out, kernel: [1, 1], stride: 1, padding: pad(0), dilation: 1, groups, bias: true, standardize: null },
    name,
    [x],
  );

const graphCase = (id: string, key: MessageKey, values: MessageValues, graph: Graph): GuidelineCase => ({
  id,
  label: { key, values },
  subject: { kind: 'graph', graph },
});

/** Table 1: two 1x1 convolutions, c1 to c2 channels and back. */
const widths = (
  [
    ['1 : 1', 128, 128],
    ['1 : 2', 90, 180],
    ['1 : 6', 52, 312],
    ['1 : 12', 36, 432],
  ] as const
).map(
  ([ratio, first, second]) =>
    () =>
      graphCase(
        ratio,
        'try.speed.case.ratio',
        { ratio, first, second },
        graphOf(first, (b, x) => conv1x1(b, conv1x1(b, x, 'wide', second), 'narrow', first)),
      ),
);

/** Table 2: two 1x1 convolutions in groups, as many channels as the multiply-accumulates allow. */
const groups = (
  [
    [1, 128],
    [2, 180],
    [4, 256],
    [8, 360],
  ] as const
).map(
  ([count, channels]) =>
    () =>
      graphCase(
        String(count),
        'try.speed.case.groups',
        { groups: count, channels },
        graphOf(channels, (b, x) =>
          conv1x1(b, conv1x1(b, x, 'first', channels, count), 'second', channels, count),
        ),
      ),
);

/** After the paper's appendix: one 1x1, or several narrower ones one after another, or side by side and joined. */
const series = (count: number, channels: number) => () =>
  graphCase(
    `series ${count}`,
    count === 1 ? 'try.speed.case.whole' : 'try.speed.case.series',
    { count, channels },
    graphOf(channels, (b, x) => {
      let y = x;
      for (let place = 1; place <= count; place += 1) y = conv1x1(b, y, `part${place}`, channels);
      return y;
    }),
  );
const parallel = (count: number, channels: number) => () =>
  graphCase(
    `parallel ${count}`,
    'try.speed.case.parallel',
    { count, channels: channels / count },
    graphOf(channels, (b, x) => {
      const parts = Array.from({ length: count }, (_, place) =>
        conv1x1(b, x, `part${place + 1}`, channels / count),
      );
      return b.node('concat', {}, 'concat', parts);
    }),
  );

/** A bottleneck with and without what multiplies nothing. */
const elementwise = (relu: boolean, added: boolean) => () =>
  graphCase(
    `${relu} ${added}`,
    relu
      ? added
        ? 'try.speed.case.reluAdd'
        : 'try.speed.case.relu'
      : added
        ? 'try.speed.case.add'
        : 'try.speed.case.bare',
    {},
    graphOf(128, (b, x) => {
      const act = (y: NodeId, name: string): NodeId =>
        relu ? b.node('activation', { kind: 'relu' }, name, [y]) : y;
      const inner = act(conv1x1(b, x, 'reduce', 32), 'act1');
      const outer = conv1x1(b, inner, 'expand', 128);
      return act(added ? b.node('add', {}, 'add', [outer, x]) : outer, 'act2');
    }),
  );

const shuffleNet = (count: 1 | 2 | 3 | 4 | 8) => (): GuidelineCase => ({
  id: `shuffle ${count}`,
  label: { key: 'try.speed.case.shuffle', values: { groups: count } },
  subject: {
    kind: 'network',
    spec: { ...families.shufflenetV1.defaults, groups: count },
    weights: { kind: 'seeded' },
  },
});

const made = (cases: readonly (() => GuidelineCase)[]) => (): readonly GuidelineCase[] =>
  cases.map((make) => make());

export const guidelines: readonly Guideline[] = [
  { id: 'g1', title: 'try.speed.g1', about: 'try.speed.g1.about', cases: made(widths) },
  { id: 'g2', title: 'try.speed.g2', about: 'try.speed.g2.about', cases: made(groups) },
  {
    id: 'g3',
    title: 'try.speed.g3',
    about: 'try.speed.g3.about',
    cases: made([series(1, 128), series(2, 90), series(4, 64), parallel(2, 128), parallel(4, 128)]),
  },
  {
    id: 'g4',
    title: 'try.speed.g4',
    about: 'try.speed.g4.about',
    cases: made([
      elementwise(true, true),
      elementwise(false, true),
      elementwise(true, false),
      elementwise(false, false),
    ]),
  },
  {
    id: 'v1',
    title: 'try.speed.v1',
    about: 'try.speed.v1.about',
    cases: made([shuffleNet(1), shuffleNet(2), shuffleNet(3), shuffleNet(4), shuffleNet(8)]),
  },
];
