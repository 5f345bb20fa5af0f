import { useMemo } from 'react';
import { buildGraph } from '../../arch/build.ts';
import type { ResNetSpec } from '../../arch/types.ts';
import { receptiveFields } from '../../graph/receptiveField.ts';
import type { Graph, NodeId } from '../../graph/types.ts';
import { t } from '../../text/index.ts';
import { formatCount, formatExact, formatValue } from '../../ui/index.ts';
import { sideText } from './fields.ts';
import { type Narrowing, narrowings, type Step, type StemFigures, stemOf } from './ladder.ts';
import { shortName } from './parts.tsx';
import { Heads } from './tables.tsx';

/** The stems of B and C, convolution by convolution: what a deep stem costs and what it gives. */
export function StemTables({ steps }: { readonly steps: readonly Step[] }) {
  const [one, deep] = ['B', 'C'].map((letter) => steps.find((step) => step.letter === letter));
  if (!one || !deep) return null;
  const [before, after] = [stemOf(one.graph), stemOf(deep.graph)];
  return (
    <section>
      <h3 className="try-title">{t('try.ladder.stem')}</h3>
      <table className="try-table ladder-table">
        <Heads
          names={[
            t('try.ladder.layer'),
            t('inspect.tab.weights'),
            t('inspect.cost.macs'),
            t('try.field.window'),
          ]}
        />
        <StemRows letter="B" figures={before} graph={one.graph} />
        <StemRows letter="C" figures={after} graph={deep.graph} />
      </table>
      <p>
        {t('try.ladder.stem.verdict', {
          weights: formatValue(after.weights / before.weights),
          macs: formatValue(after.macs / before.macs),
          before: before.activations,
          after: after.activations,
        })}
      </p>
      <p className="try-faint">{t('try.ladder.stem.why')}</p>
    </section>
  );
}

function StemRows({
  letter,
  figures,
  graph,
}: {
  readonly letter: string;
  readonly figures: StemFigures;
  readonly graph: Graph;
}) {
  const windowOf = (id: NodeId): string => {
    const field = receptiveFields(graph).get(id);
    return field?.kind === 'window' ? sideText(field.widest) : '–';
  };
  return (
    <tbody>
      {figures.layers.map(({ node, weights }) => {
        const [, channels = 0] = node.tensors[0]?.shape ?? [];
        const [height, width] = node.attrs.kernel;
        return (
          <tr key={node.id}>
            <th scope="row">
              {t('try.ladder.conv', { letter, height, width, from: channels, to: node.attrs.out })}
            </th>
            <td>{formatExact(weights)}</td>
            <td>{formatCount(node.macs, 3)}</td>
            <td>{windowOf(node.id)}</td>
          </tr>
        );
      })}
      <tr className="ladder-sum">
        <th scope="row">{t('try.ladder.sum', { letter })}</th>
        <td>{formatExact(figures.weights)}</td>
        <td>{formatCount(figures.macs, 3)}</td>
        <td />
      </tr>
    </tbody>
  );
}

/** By how much each block of this network narrows its input. */
export function NarrowingTable({ spec }: { readonly spec: ResNetSpec }) {
  const rows = useMemo(() => narrowings(buildGraph(spec)), [spec]);
  return (
    <section>
      <h3 className="try-title">{t('try.ladder.narrow')}</h3>
      <table className="try-table ladder-table ladder-narrow">
        <Heads
          names={[t('try.numbers.block'), t('try.ladder.channels'), t('try.ladder.in'), t('try.ladder.out')]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={row.blocks[0]}>
              <th scope="row">{blocksInWords(row)}</th>
              <td>
                {row.input} → {row.inner} → {row.output}
              </td>
              <td>{formatValue(row.input / row.inner)}</td>
              <td>{formatValue(row.output / row.inner)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="try-faint">
        {t(spec.block === 'basic' ? 'try.ladder.narrow.basic' : 'try.ladder.narrow.why')}
      </p>
    </section>
  );
}

/** `2.1 – 2.3` */
function blocksInWords({ blocks }: Narrowing): string {
  const [first = '', last = ''] = [blocks[0], blocks.at(-1)].map((block) => shortName(block ?? ''));
  return first === last ? first : `${first} – ${last}`;
}
