import { useMemo, useState } from 'react';
import { type BlockParts, type Join, residualBlocks } from '../../graph/blocks.ts';
import { nodeOf } from '../../graph/queries.ts';
import { type Coverage, coverageOf, firstWindow, together, unread } from '../../graph/reads.ts';
import type { Graph, GraphNode, NodeId } from '../../graph/types.ts';
import { t } from '../../text/index.ts';
import { formatPercent, formatShape, Hint, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { opInWords } from '../inspector/words.ts';
import { useReading } from '../inspector/useReading.ts';
import type { Experiment, Subject } from './experiment.ts';
import { Legend } from './legend.tsx';
import { shortName } from './parts.tsx';
import { unreadEnergy } from './unreadEnergy.ts';
import './reading.css';

type Block = BlockParts & { readonly join: Join };

const strided = (graph: Graph): readonly Block[] =>
  residualBlocks(graph).filter(({ downsamples, input }) => downsamples && input !== null);

interface Reader {
  readonly node: GraphNode;
  readonly coverage: Coverage;
}

function readerOf(graph: Graph, input: NodeId, term: NodeId): Reader | null {
  const node = firstWindow(graph, input, term);
  return node === null ? null : { node, coverage: coverageOf(graph, node) };
}

function Reading({ graph }: Subject) {
  const blocks = useMemo(() => strided(graph), [graph]);
  const [wish, setWish] = useState('');
  const block = blocks.find(({ region }) => region === wish) ?? blocks[0];
  if (block === undefined || block.input === null) return null;
  const { input, join } = block;
  return (
    <>
      <Select
        label={t('try.numbers.block')}
        value={block.region}
        options={blocks.map(({ region }) => ({ value: region, label: shortName(region) }))}
        onChange={setWish}
      />
      <p className="try-faint">{t('try.reads.input', { shape: formatShape(nodeOf(graph, input).shape) })}</p>
      <Readers graph={graph} input={input} join={join} />
    </>
  );
}

function Readers({
  graph,
  input,
  join,
}: {
  readonly graph: Graph;
  readonly input: NodeId;
  readonly join: Join;
}) {
  const branch = readerOf(graph, input, join.branch);
  const shortcut = readerOf(graph, input, join.shortcut);
  const asked = useReading(input);
  const select = useExplorer((state) => state.select);
  if (!branch || !shortcut) return null;
  const both = together(branch.coverage, shortcut.coverage);
  const lost = unread(both);
  const energy = asked.value ? unreadEnergy(asked.value.values, both.counts) : null;
  return (
    <>
      <div className="try-reads">
        {(
          [
            ['try.reads.branch', branch],
            ['try.reads.shortcut', shortcut],
          ] as const
        ).map(([key, reader]) => (
          <figure key={key}>
            <figcaption>
              <strong>{t(key)}</strong>
              <button type="button" className="try-link" onClick={() => select(reader.node.id)}>
                {opInWords(graph, reader.node)}
              </button>
            </figcaption>
            <Grid coverage={reader.coverage} label={t(key)} />
            <p>{shareInWords(unread(reader.coverage))}</p>
          </figure>
        ))}
      </div>
      <Legend
        entries={[
          { mark: 'try-cell-swatch try-cell-read', text: t('try.reads.legend.read') },
          { mark: 'try-cell-swatch', text: t('try.reads.legend.never') },
        ]}
      />
      <div className="try-verdict">
        <p className="try-strong">
          {t(lost > 0 ? 'try.reads.lost' : 'try.reads.all', { share: formatPercent(lost) })}
        </p>
        {lost > 0 && energy !== null ? (
          <p>{t('try.reads.energy', { share: formatPercent(energy) })}</p>
        ) : null}
      </div>
      <Hint>{t('try.reads.help')}</Hint>
    </>
  );
}

const shareInWords = (share: number): string =>
  share === 0
    ? t('try.reads.every')
    : t('try.reads.never', { share: formatPercent(share, share === 0.75 ? 0 : 1) });

/** As many positions of the upper left corner as can be told apart; the rest repeats. */
const corner = 14;

function Grid({ coverage, label }: { readonly coverage: Coverage; readonly label: string }) {
  const { height, width, counts } = coverage;
  const rows = Math.min(corner, height);
  const columns = Math.min(corner, width);
  const cells = Array.from({ length: rows * columns }, (_, at) => {
    const [y, x] = [Math.floor(at / columns), at % columns];
    return { x, y, count: counts[y * width + x] ?? 0 };
  });
  return (
    <svg
      viewBox={`-0.5 -0.5 ${columns * 10 + 1} ${rows * 10 + 1}`}
      role="img"
      aria-label={t('try.reads.grid', { what: label, share: formatPercent(unread(coverage)) })}
    >
      {cells.map(({ x, y, count }) => (
        <rect
          key={`${x} ${y}`}
          className={count > 0 ? 'try-cell try-cell-read' : 'try-cell'}
          x={x * 10 + 1}
          y={y * 10 + 1}
          width="8"
          height="8"
          rx="1"
        >
          <title>{t('try.reads.cell', { x, y, count })}</title>
        </rect>
      ))}
    </svg>
  );
}

export const reading: Experiment = {
  id: 'reads',
  title: 'try.reads.title',
  question: 'try.reads.question',
  about: 'try.reads.about',
  paper: { arxiv: '1812.01187', section: '4.2' },
  shows: ['strideFirst', 'strideSpatial', 'avgShortcut', 'zeroPad', 'projection'],
  obstacle: ({ graph }) => (strided(graph).length > 0 ? null : 'try.reads.obstacle'),
  Component: Reading,
};
