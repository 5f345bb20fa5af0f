import { useMemo, useState } from 'react';
import type { Graph } from '../../graph/types.ts';
import type { Variant } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatPercent, Hint, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import type { Experiment, Subject } from './experiment.ts';
import {
  droppedNodes,
  type Fractal,
  fractalOf,
  type Kept,
  keptEdits,
  oneColumn,
  throwPaths,
} from './fractal.ts';
import { changeOf } from './measure.ts';
import { Answer, changeInWords, StudyStatus, useWeightsInWords } from './parts.tsx';
import { Slider, ThrowAgain } from './slider.tsx';
import { OpenBlock, type Part, SubnetTable } from './subnets.tsx';
import { useFadedNodes } from './useFaded.ts';
import { nothingRead, useVariants } from './useVariants.ts';
import './streams.css';

/** Every join as built. */
const all: Kept = {};
/** What the paper drops with. */
const usualRate = 0.15;
const thrown = 'throw';

function Columns({ graph }: Subject) {
  const fractal = fractalOf(graph);
  return fractal ? <Fractals graph={graph} fractal={fractal} /> : null;
}

function Fractals({ graph, fractal }: { readonly graph: Graph; readonly fractal: Fractal }) {
  const [shown, setShown] = useState<string>('column 0');
  const [rate, setRate] = useState(usualRate);
  const [seed, setSeed] = useState(1);
  const columns = useMemo(
    (): readonly Part[] =>
      Array.from({ length: fractal.columns }, (_, column) => ({
        id: `column ${column}`,
        name: t('try.columns.column', { column: column + 1 }),
        kept: oneColumn(fractal, column),
      })),
    [fractal],
  );
  const sample = useMemo(
    (): Part => ({
      id: `throw ${rate} ${seed}`,
      name: t('try.columns.throw'),
      kept: throwPaths(fractal, rate, seed),
    }),
    [fractal, rate, seed],
  );
  const whole: Part = { id: 'base', name: t('try.columns.joined'), kept: all };
  const wanted = useMemo(
    (): readonly Variant[] => [
      { id: 'base', edits: [] },
      ...[...columns, sample].map(({ id, kept }) => ({ id, edits: keptEdits(kept) })),
    ],
    [columns, sample],
  );
  const study = useVariants(wanted, nothingRead);
  const part = shown === thrown ? sample : (columns.find(({ id }) => id === shown) ?? columns[0] ?? sample);
  useFadedNodes(useMemo(() => droppedNodes(graph, part.kept), [graph, part]));
  const logits = (id: string): Float32Array | undefined => study.results.get(id)?.logits;
  const joined = logits('base');
  const chosen = logits(part.id);
  const weights = useWeightsInWords();
  const seeded = useExplorer((state) => state.weights.ref.kind === 'seeded');
  return (
    <>
      <StudyStatus study={study} />
      <SubnetTable
        label={t('try.columns.table')}
        graph={graph}
        rows={[whole, ...columns, sample]}
        shown={part.id}
        logits={logits}
      />
      <Select
        label={t('try.columns.look')}
        value={part === sample ? thrown : part.id}
        options={[...columns, { id: thrown, name: sample.name }].map(({ id, name }) => ({
          value: id,
          label: name,
        }))}
        onChange={setShown}
      />
      {part === sample ? <Throw rate={rate} seed={seed} onRate={setRate} onThrow={setSeed} /> : null}
      <OpenBlock graph={graph} />
      <h3 className="try-title">{t('try.columns.answer')}</h3>
      <div className="try-verdict" aria-live="polite">
        <p>{joined && chosen ? changeInWords(changeOf(joined, chosen)) : '…'}</p>
      </div>
      <div className="try-pair">
        <Answer title={whole.name} logits={joined} />
        <Answer title={part.name} logits={chosen} against={joined} />
      </div>
      {seeded ? <Hint>{t('try.columns.untrained')}</Hint> : null}
      <p className="try-faint">{t('try.weights', { weights })}</p>
    </>
  );
}

function Throw({
  rate,
  seed,
  onRate,
  onThrow,
}: {
  readonly rate: number;
  readonly seed: number;
  readonly onRate: (rate: number) => void;
  readonly onThrow: (seed: number) => void;
}) {
  return (
    <>
      <Slider
        label={t('try.columns.rate')}
        value={rate}
        words={formatPercent(rate, 0)}
        min={0}
        max={0.9}
        onChange={onRate}
      />
      <ThrowAgain seed={seed} onThrow={onThrow} />
      <p className="try-faint">{t('try.columns.local')}</p>
    </>
  );
}

export const columns: Experiment = {
  id: 'columns',
  title: 'try.columns.title',
  question: 'try.columns.question',
  about: 'try.columns.about',
  paper: { arxiv: '1605.07648', section: '3' },
  shows: ['fractal'],
  obstacle: ({ graph }) => (fractalOf(graph) ? null : 'try.columns.obstacle'),
  Component: Columns,
};
