import { useMemo } from 'react';
import type { Graph } from '../../graph/types.ts';
import { t } from '../../text/index.ts';
import { Button, formatCount, formatPercent, Hint } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { type Kept, subnetFigures } from './fractal.ts';
import { changeOf } from './measure.ts';
import { Heads, ScrollBox } from './tables.tsx';
import './streams.css';

/** A part of a network that is run by itself: what its joins keep. */
export interface Part {
  readonly id: string;
  readonly name: string;
  readonly kept: Kept;
}

/** What each part has and how far its answer is from that of the whole network, whose id is `base`. */
export function SubnetTable({
  label,
  graph,
  rows,
  shown,
  logits,
}: {
  readonly label: string;
  readonly graph: Graph;
  readonly rows: readonly Part[];
  readonly shown: string;
  readonly logits: (id: string) => Float32Array | undefined;
}) {
  const figures = useMemo(() => rows.map(({ kept }) => subnetFigures(graph, kept)), [graph, rows]);
  const whole = logits('base');
  return (
    <>
      <ScrollBox label={label} className="streams-scroll streams-scroll-whole">
        <table className="try-table">
          <Heads
            names={[
              t('try.columns.part'),
              t('try.columns.depth'),
              t('try.columns.convs'),
              t('layers.params'),
              t('try.columns.moved'),
              t('try.columns.top5'),
            ]}
          />
          <tbody>
            {rows.map(({ id, name }, at) => {
              const own = logits(id);
              const change = whole && own ? changeOf(whole, own) : null;
              return (
                <tr key={id} aria-current={id === shown ? 'true' : undefined}>
                  <th scope="row">{name}</th>
                  <td>{figures[at]?.depth}</td>
                  <td>{figures[at]?.convs}</td>
                  <td>{formatCount(figures[at]?.params ?? 0)}</td>
                  <td>{change ? formatPercent(change.relative) : '…'}</td>
                  <td>
                    {change ? t('try.columns.kept', { kept: change.top5Kept, of: change.top5Of }) : '…'}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollBox>
      <p className="try-faint">{t('try.columns.depth.help')}</p>
    </>
  );
}

/** Only in an open block is there something to fade. */
export function OpenBlock({ graph }: { readonly graph: Graph }) {
  const open = useExplorer((state) => state.view.open);
  const toggle = useExplorer((state) => state.toggle);
  const blocks = graph.regions.filter(({ kind }) => kind === 'block').map(({ id }) => id);
  const closed = blocks.find((id) => !open.includes(id));
  return (
    <div className="try-status">
      <Hint>{t('try.columns.faded')}</Hint>
      {closed !== undefined && !blocks.some((id) => open.includes(id)) ? (
        <Button onClick={() => toggle(closed)}>{t('try.columns.open')}</Button>
      ) : null}
    </div>
  );
}
