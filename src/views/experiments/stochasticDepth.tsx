import { scaleLinear } from 'd3';
import { useMemo, useState } from 'react';
import { branchedBlocks, remainderOf } from '../../graph/blocks.ts';
import { optionValue } from '../../arch/spec.ts';
import type { GraphEdit } from '../../graph/passes/variants.ts';
import type { Variant } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatValue, Hint } from '../../ui/index.ts';
import type { Experiment, Subject } from './experiment.ts';
import { changeOf } from './measure.ts';
import { Answer, changeInWords, nameOfBlock, shortName, StudyStatus, useWeightsInWords } from './parts.tsx';
import { Slider, ThrowAgain } from './slider.tsx';
import { droppedBlocks, expectedDepth, survivals, testScale } from './survival.ts';
import { useFaded } from './useFaded.ts';
import { nothingRead, useVariants } from './useVariants.ts';
import './stochasticDepth.css';

const width = 300;
const height = 84;
/** Room for the numbers at the right. */
const axis = 22;

function StochasticDepth({ spec, graph }: Subject) {
  const blocks = useMemo(() => branchedBlocks(graph).map(({ region }) => region), [graph]);
  const survival = Number(optionValue(spec, 'survival') ?? 1);
  const [last, setLast] = useState(survival < 1 ? survival : 0.5);
  const [seed, setSeed] = useState(1);
  const dropped = useMemo(() => droppedBlocks(blocks, last, seed), [blocks, last, seed]);
  const sample = useMemo((): readonly GraphEdit[] => [{ kind: 'lesion', blocks: dropped }], [dropped]);
  const wanted = useMemo((): readonly Variant[] => {
    // A network that scales its branches itself is looked at without: the factors here are those of the slider.
    const scales = spec.family === 'cifarResnet' && spec.survivalScale === 'test';
    const unscaled = scales ? { spec: { ...spec, survivalScale: 'training' as const } } : {};
    const edits: readonly GraphEdit[] = [{ kind: 'scaleBranches', factors: testScale(blocks, last) }];
    return [
      { id: 'base', edits: [], ...unscaled },
      { id: `sample ${dropped.join()}`, edits: sample, ...unscaled },
      { id: `expected ${last}`, edits, ...unscaled },
    ];
  }, [spec, blocks, dropped, sample, last]);
  const study = useVariants(wanted, nothingRead);
  useFaded(graph, sample, dropped);
  const logits = (id: string): Float32Array | undefined => study.results.get(id)?.logits;
  const whole = logits('base');
  const one = logits(`sample ${dropped.join()}`);
  const expected = logits(`expected ${last}`);
  const kept = blocks.length - dropped.length;
  const appends = branchedBlocks(graph).some((block) => remainderOf(graph, block) === 'zeros');
  const weights = useWeightsInWords();
  return (
    <>
      <Slider
        label={t('try.depth.last')}
        value={last}
        words={formatValue(last)}
        min={0.05}
        max={1}
        onChange={setLast}
      />
      <Survival blocks={blocks} last={last} dropped={dropped} />
      <dl className="try-figures">
        <div>
          <dt>{t('try.depth.expected')}</dt>
          <dd>
            {t('try.depth.of', {
              value: formatValue(expectedDepth(blocks.length, last), 4),
              of: blocks.length,
            })}
          </dd>
        </div>
        <div>
          <dt>{t('try.depth.sample')}</dt>
          <dd>{t('try.depth.of', { value: kept, of: blocks.length })}</dd>
        </div>
      </dl>
      <ThrowAgain seed={seed} onThrow={setSeed} />
      <p className="try-faint">
        {dropped.length === 0
          ? t('try.depth.noneDropped')
          : t('try.depth.dropped', { count: dropped.length, blocks: dropped.map(shortName).join(', ') })}
      </p>
      <StudyStatus study={study} />
      <div className="try-answers" aria-live="polite">
        <Answer title={t('try.depth.whole')} logits={whole} />
        <Answer title={t('try.depth.one')} logits={one} against={whole} />
        {whole && one ? <p className="try-faint">{changeInWords(changeOf(whole, one))}</p> : null}
        <Answer title={t('try.depth.mean')} logits={expected} against={whole} />
        {whole && expected ? <p className="try-faint">{changeInWords(changeOf(whole, expected))}</p> : null}
      </div>
      <Hint>{t('try.depth.convention')}</Hint>
      {appends ? <Hint>{t('try.lesion.zeros')}</Hint> : null}
      <p className="try-faint">{t('try.weights', { weights })}</p>
    </>
  );
}

/** p_l along the depth; the blocks that this throw drops are hollow. */
function Survival({
  blocks,
  last,
  dropped,
}: {
  readonly blocks: readonly string[];
  readonly last: number;
  readonly dropped: readonly string[];
}) {
  const p = survivals(blocks.length, last);
  const y = scaleLinear().domain([0, 1]).range([height, 0]);
  const step = (width - axis) / Math.max(1, blocks.length);
  const gap = Math.min(2, step / 4);
  return (
    <figure className="try-survival">
      <svg viewBox={`0 -4 ${width} ${height + 8}`} role="img" aria-label={t('try.depth.chart', { last })}>
        {[0.5, 1].map((tick) => (
          <g key={tick}>
            <line className="try-grid" x1="0" x2={width - axis + 4} y1={y(tick)} y2={y(tick)} />
            <text x={width} y={y(tick) + 3.5} textAnchor="end">
              {tick}
            </text>
          </g>
        ))}
        {p.map((value, at) => {
          const region = blocks[at] ?? '';
          const gone = dropped.includes(region);
          return (
            <rect
              key={region}
              className={gone ? 'try-bar-gone' : 'try-bar'}
              x={at * step + gap}
              width={step - 2 * gap}
              y={y(value)}
              height={height - y(value)}
            >
              <title>
                {t(gone ? 'try.depth.bar.gone' : 'try.depth.bar', {
                  block: nameOfBlock(region),
                  value: formatValue(value),
                })}
              </title>
            </rect>
          );
        })}
      </svg>
      <figcaption>
        <span>{t('try.depth.first', { value: formatValue(p[0] ?? 1) })}</span>
        <span>{t('try.depth.lastBlock', { value: formatValue(last) })}</span>
      </figcaption>
    </figure>
  );
}

export const stochasticDepth: Experiment = {
  id: 'depth',
  title: 'try.depth.title',
  question: 'try.depth.question',
  about: 'try.depth.about',
  paper: { arxiv: '1603.09382', section: '3' },
  shows: ['stochasticDepth', 'annotated'],
  obstacle: ({ graph }) => (branchedBlocks(graph).length > 0 ? null : 'try.depth.obstacle'),
  Component: StochasticDepth,
};
