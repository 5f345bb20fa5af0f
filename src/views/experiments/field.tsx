import { useState } from 'react';
import { required } from '../../base/invariant.ts';
import { blocksOf } from '../../graph/blocks.ts';
import { nodeOf } from '../../graph/queries.ts';
import {
  centreOfSpan,
  clipSpan,
  type ReceptiveField,
  receptiveFields,
  sizeOfSpan,
  spanAt,
} from '../../graph/receptiveField.ts';
import type { Graph, GraphNode } from '../../graph/types.ts';
import { t } from '../../text/index.ts';
import { formatPercent, formatShape, formatValue, Hint, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import type { Position } from '../inspector/lookup.ts';
import { placeInWords, selectedIn } from '../inspector/words.ts';
import type { Experiment, Subject } from './experiment.ts';
import { Legend } from './legend.tsx';
import { FieldPicture, seenInWords } from './fieldPicture.tsx';
import { blockAround, sizeText, stageFields } from './fields.ts';
import { InsideBlock, StageTable } from './fieldTables.tsx';
import { influenceFigures, patchesOf } from './influence.ts';
import { Measuring } from './measuring.tsx';
import { useEstimate, useWeightsInWords } from './parts.tsx';
import { useInfluence } from './useInfluence.ts';
import './field.css';

type Window = Extract<ReceptiveField, { kind: 'window' }>;

function Field({ spec, graph }: Subject) {
  const selection = useExplorer((state) => state.selection);
  const select = useExplorer((state) => state.select);
  const fallback = stageFields(graph).findLast(({ field }) => field.kind === 'window')?.region ?? null;
  const chosen = selectedIn(graph, selection) ?? required(selectedIn(graph, fallback), 'a stage');
  const { node } = chosen;
  const id = chosen.kind === 'node' ? node.id : chosen.region.id;
  const usual = [
    ...graph.regions.filter(({ kind }) => kind === 'stem').map((region) => region.id),
    ...blocksOf(graph).map(({ region }) => region),
  ];
  const options = usual.includes(id) ? usual : [id, ...usual];
  const field = receptiveFields(graph).get(node.id);
  const block = blockAround(graph, node.id);
  return (
    <>
      <Select
        label={t('try.field.map')}
        value={id}
        options={options.map((value) => ({ value, label: placeInWords(value) }))}
        onChange={select}
      />
      {field === undefined || field.kind === 'whole' || node.shape.length < 4 ? (
        <Hint>{t('try.field.whole')}</Hint>
      ) : (
        <OnePosition key={node.id} graph={graph} node={node} field={field} />
      )}
      {block ? <InsideBlock graph={graph} block={block} /> : null}
      <StageTable spec={spec} />
    </>
  );
}

function OnePosition({
  graph,
  node,
  field,
}: {
  readonly graph: Graph;
  readonly node: GraphNode;
  readonly field: Window;
}) {
  const crop = useExplorer((state) => state.image.prepared?.crop ?? null);
  const [, , height = 1, width = 1] = node.shape;
  const [, , inputHeight = 1, inputWidth = 1] = nodeOf(graph, graph.input).shape;
  const [wish, setWish] = useState<Position>({ y: Math.floor(height / 2), x: Math.floor(width / 2) });
  const [side, setSide] = useState(8);
  const position = { y: Math.min(height - 1, wish.y), x: Math.min(width - 1, wish.x) };
  const measured = useInfluence(graph, node.id, side);
  const estimate = useEstimate(measured.total);
  const { widest, shortest, jump, global } = field;
  const rows = spanAt(widest.rows, position.y, jump);
  const columns = spanAt(widest.columns, position.x, jump);
  const inRows = clipSpan(rows, inputHeight);
  const inColumns = clipSpan(columns, inputWidth);
  const seen =
    inRows && inColumns ? (sizeOfSpan(inRows) * sizeOfSpan(inColumns)) / (inputHeight * inputWidth) : 0;
  const patches = patchesOf(inputHeight, inputWidth, side);
  const influence = patches.map((_, at) => measured.maps[at]?.[position.y * width + position.x]);
  const centre = [widest.rows, widest.columns].map((span) => formatValue(centreOfSpan(span)));
  return (
    <>
      <FieldPicture
        crop={crop}
        input={{ height: inputHeight, width: inputWidth }}
        map={{ height, width }}
        jump={jump}
        widest={widest}
        shortest={shortest}
        position={position}
        patches={patches}
        influence={influence}
        onPosition={setWish}
      />
      <Legend
        entries={[
          {
            mark: 'field-swatch field-swatch-widest',
            text: t('try.field.widest', { size: sizeText(widest) }),
          },
          {
            mark: 'field-swatch field-swatch-shortest',
            text: t('try.field.shortest', { size: sizeText(shortest) }),
          },
        ]}
      />
      <div className="try-verdict" aria-live="polite">
        <p className="try-strong">
          {t('try.field.at', { y: position.y, x: position.x, share: formatPercent(seen) })}
        </p>
        <p>{seenInWords(position, rows, columns)}</p>
        <p className="try-faint">
          {t('try.field.steps', { shape: formatShape(node.shape), jump, centre: centre.join(', ') })}
        </p>
      </div>
      {global.has('gates') ? <Hint>{t('try.field.gates')}</Hint> : null}
      {global.has('groupNorm') ? <Hint>{t('try.field.groupNorm')}</Hint> : null}
      <section>
        <h3 className="try-title">{t('try.field.measured')}</h3>
        <p className="try-faint">{t('try.field.measured.help')}</p>
        <Select
          label={t('try.field.patches')}
          value={String(side)}
          options={[4, 8, 14].map((value) => ({ value: String(value), label: `${value} × ${value}` }))}
          onChange={(value) => setSide(Number(value))}
        />
        <Measuring
          work={measured}
          share={measured.done / measured.total}
          button={estimate.ask(measured.total)}
          running={t('try.running', { done: measured.done, total: measured.total })}
          stopped={t('try.stopped', { done: measured.done, total: measured.total })}
        />
        {measured.status === 'done' ? (
          <InfluenceWords
            figures={influenceFigures(
              patches,
              influence.map((value) => value ?? 0),
              { rows, columns },
            )}
            reach={global.size > 0}
          />
        ) : null}
        {measured.done > 0 ? <InfluenceTable side={side} influence={influence} /> : null}
      </section>
    </>
  );
}

function InfluenceWords({
  figures: { half, count, inside, outside, largest },
  reach,
}: {
  readonly figures: ReturnType<typeof influenceFigures>;
  /** Something beside the window sees the whole picture. */
  readonly reach: boolean;
}) {
  const weights = useWeightsInWords();
  return (
    <div className="try-verdict" aria-live="polite">
      <p className="try-strong">{t('try.field.half', { half, count, inside })}</p>
      <p>{t('try.field.largest', { value: formatPercent(largest) })}</p>
      {outside === null ? null : (
        <p>
          {outside === 0
            ? t('try.field.outside.none')
            : t(reach ? 'try.field.outside.global' : 'try.field.outside.some', {
                value: formatValue(outside),
              })}
        </p>
      )}
      <p className="try-faint">{t('try.weights', { weights })}</p>
    </div>
  );
}

/** The patches as numbers, for who does not see the picture. */
function InfluenceTable({
  side,
  influence,
}: {
  readonly side: number;
  readonly influence: readonly (number | undefined)[];
}) {
  const lines = Array.from({ length: side }, (_, at) => at);
  return (
    <table className="rx-visually-hidden">
      <caption>{t('try.field.table')}</caption>
      <tbody>
        {lines.map((row) => (
          <tr key={row}>
            {lines.map((column) => {
              const value = influence[row * side + column];
              return <td key={column}>{value === undefined ? '…' : formatPercent(value)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const field: Experiment = {
  id: 'field',
  title: 'try.field.title',
  question: 'try.field.question',
  about: 'try.field.about',
  paper: { arxiv: '1701.04128', section: '2' },
  shows: ['field', 'res2', 'selectiveKernel', 'dilation'],
  obstacle: () => null,
  Component: Field,
};
