import { buildGraph } from '../arch/build.ts';
import type { FamilySpec } from '../arch/types.ts';
import { required } from '../base/invariant.ts';
import { layerRows } from '../export/layerRows.ts';
import { graphTotals, nodeOf } from '../graph/queries.ts';
import type { Op, Shape } from '../graph/types.ts';
import { opText } from '../layout/labels.ts';
import { t } from '../text/index.ts';
import { formatBytes, formatExact, formatPercent, formatShape } from '../ui/format.ts';
import { tensorList } from '../weights/names/index.ts';
import type { Given } from './grammar.ts';
import { openNetwork, titleOf, withSize } from './network.ts';
import type { Output } from './output.ts';
import { textPairs, textTable } from './table.ts';

/** What `describe --json` prints. Shapes are PyTorch's, with the batch of 1 in front. */
export interface Description {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Trainable scalars. */
  readonly params: number;
  /** Multiply-accumulates of convolutions and linear layers. */
  readonly macs: number;
  /** In `state_dict` order, without the `num_batches_tracked` counters. */
  readonly tensors: readonly { readonly name: string; readonly shape: Shape }[];
  /** In the order of computation; `path` is the module's in a checkpoint. The input is no layer. */
  readonly layers: readonly {
    readonly path: string;
    readonly op: Op;
    readonly inputs: readonly Shape[];
    readonly output: Shape;
    readonly params: number;
    readonly macs: number;
  }[];
}

/** Throws SpecError for a network that cannot be built. */
export function describeSpec(spec: FamilySpec): Description {
  const graph = buildGraph(spec);
  const { params, macs } = graphTotals(graph);
  return {
    name: titleOf(spec),
    input: nodeOf(graph, graph.input).shape,
    output: nodeOf(graph, graph.output).shape,
    params,
    macs,
    tensors: tensorList(graph).map(({ name, shape }) => ({ name, shape })),
    layers: layerRows(graph)
      .filter((row) => row.id !== graph.input)
      .map((row) => ({
        path: row.path,
        op: row.node.op,
        inputs: row.inputs,
        output: row.output,
        params: row.params,
        macs: row.macs,
      })),
  };
}

const orBlank = (value: number, text: string): string => (value === 0 ? '' : text);

/** The table that a person reads, with totals. */
export function describeText(spec: FamilySpec): string {
  const graph = buildGraph(spec);
  const totals = graphTotals(graph);
  const rows = layerRows(graph).filter((row) => row.id !== graph.input);
  const table = textTable(
    [
      { title: t('cli.table.path'), align: 'left' },
      { title: t('cli.table.op'), align: 'left' },
      { title: t('cli.table.input'), align: 'right' },
      { title: t('cli.table.output'), align: 'right' },
      { title: t('cli.table.params'), align: 'right' },
      { title: t('cli.table.share'), align: 'right' },
      { title: t('cli.table.macs'), align: 'right' },
      { title: t('cli.table.activations'), align: 'right' },
    ],
    rows.map((row) => [
      row.path,
      opText(row.node).words,
      formatShape(required(row.inputs[0], `input of ${row.id}`)),
      formatShape(row.output),
      orBlank(row.params, formatExact(row.params)),
      orBlank(row.params, formatPercent(row.share, 2)),
      orBlank(row.macs, formatExact(row.macs)),
      orBlank(row.activationBytes, formatBytes(row.activationBytes)),
    ]),
    [
      t('cli.total.layers', { count: rows.length }),
      '',
      '',
      '',
      formatExact(totals.params),
      '',
      formatExact(totals.macs),
      formatBytes(totals.activationBytes),
    ],
  );
  const shape = (id: string): string => formatShape(nodeOf(graph, id).shape);
  return `${textPairs([
    [t('cli.total.network'), titleOf(spec)],
    [t('cli.total.input'), shape(graph.input)],
    [t('cli.total.output'), shape(graph.output)],
    [t('cli.total.params'), formatExact(totals.params)],
    [t('cli.total.macs'), formatExact(totals.macs)],
    [
      t('cli.total.activations'),
      t('cli.total.activationsOf', {
        elements: formatExact(totals.activations),
        bytes: formatBytes(totals.activationBytes),
      }),
    ],
  ])}\n${table}`;
}

export function describe(operand: string, given: Given<'describe'>, output: Output): void {
  const spec = withSize(openNetwork(operand, output).spec, given.size);
  output.answer(given.json ? `${JSON.stringify(describeSpec(spec))}\n` : describeText(spec));
}
