import { scaleLinear } from 'd3';
import { useMemo, useState } from 'react';
import { memoByIdentity } from '../../base/memo.ts';
import { residualBlocks } from '../../graph/blocks.ts';
import { nodeOf } from '../../graph/queries.ts';
import type { Graph, RegionId } from '../../graph/types.ts';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import {
  Button,
  formatExact,
  formatPercent,
  formatValue,
  Hint,
  NumberField,
  Select,
} from '../../ui/index.ts';
import type { Experiment, Subject } from './experiment.ts';
import { lengthOf } from './measure.ts';
import { shortName, StudyStatus, useEstimate, useWeightsInWords } from './parts.tsx';
import { contributions, identityTerms, pathEdits, pathLengths, samplePaths } from './paths.ts';
import { PathTree } from './pathTree.tsx';
import { useVariants } from './useVariants.ts';
import './unrolled.css';

const longestRun = 6;
/** Written out up to here; a product of more has too many terms to read. */
const mostTerms = 4;
const width = 300;
const height = 110;

/** Runs of neighbouring blocks with identity shortcuts, in order. */
const runsOf = memoByIdentity((graph: Graph): readonly (readonly RegionId[])[] => {
  const runs: RegionId[][] = [[]];
  for (const { region, around } of residualBlocks(graph)) {
    if (around === 'identity') runs.at(-1)?.push(region);
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
});

function Unrolled({ graph }: Subject) {
  const starts = useMemo(
    () => runsOf(graph).flatMap((run) => run.map((region, at) => ({ region, rest: run.slice(at) }))),
    [graph],
  );
  const [from, setFrom] = useState<RegionId | null>(null);
  const [wish, setWish] = useState(3);
  const longest = starts.reduce((best, entry) => (entry.rest.length > best.rest.length ? entry : best), {
    region: '',
    rest: [] as readonly RegionId[],
  });
  const start = starts.find(({ region }) => region === from) ?? longest;
  const most = Math.min(longestRun, start.rest.length);
  const n = Math.min(wish, most);
  const run = start.rest.slice(0, n);
  return (
    <>
      <div className="try-tools try-tools-two">
        <Select
          label={t('try.paths.from')}
          value={start.region}
          options={starts.map(({ region }) => ({ value: region, label: shortName(region) }))}
          onChange={setFrom}
        />
        <NumberField label={t('try.paths.count')} value={n} min={1} max={most} onCommit={setWish} />
      </div>
      <p>{t('try.paths.drawn', { count: n, paths: 2 ** n })}</p>
      <PathTree blocks={run.map(shortName)} />
      <Backward n={n} />
      <Whole graph={graph} />
    </>
  );
}

/** d out / d in of the chosen blocks: the product, and the sum that it is. */
function Backward({ n }: { readonly n: number }) {
  const product = Array.from({ length: n }, (_, at) => `(1 + F${n - at})`).join(' · ');
  const groups = identityTerms(Math.min(n, mostTerms));
  return (
    <section className="try-backward">
      <h3 className="try-title">{t('try.paths.backward')}</h3>
      <p className="rx-mono try-formula">
        <span>∂out/∂in = {product}</span>
        {n <= mostTerms ? (
          groups.map((terms, k) => (
            // The number of factors is what a line is about.
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines are the numbers 0 to n, in order
            <span key={k} className={k === 0 ? 'try-identity-term' : undefined}>
              {k === 0 ? '= ' : '+ '}
              {terms.join(' + ')}
            </span>
          ))
        ) : (
          <span className="try-identity-term">{t('try.paths.many', { count: 2 ** n - 1 })}</span>
        )}
      </p>
      <p className="try-faint">{t('try.paths.backward.help')}</p>
    </section>
  );
}

/** Where the classifier reads: what a path puts there is its contribution. */
const featuresOf = (graph: Graph): string => nodeOf(graph, graph.output).inputs[0] ?? graph.output;

function Whole({ graph }: { readonly graph: Graph }) {
  const blocks = useMemo(() => residualBlocks(graph).map(({ region }) => region), [graph]);
  const [asked, setAsked] = useState(false);
  const perLength = blocks.length <= 16 ? 4 : 2;
  const sampled = useMemo(
    () => samplePaths(blocks, perLength, 1).map((path) => ({ ...path, id: `path ${path.kept.join()}` })),
    [blocks, perLength],
  );
  const read = useMemo((): VariantsRequest['read'] => [{ node: featuresOf(graph), as: 'values' }], [graph]);
  const wanted = useMemo(
    (): readonly Variant[] =>
      asked
        ? [
            { id: 'base', edits: [] },
            ...sampled.map(({ id, kept }) => ({ id, edits: pathEdits(blocks, kept) })),
          ]
        : [],
    [asked, sampled, blocks],
  );
  const study = useVariants(wanted, read);
  const estimate = useEstimate(sampled.length / 2);
  const weights = useWeightsInWords();
  const lengths = pathLengths(blocks.length);
  const sizeOf = (id: string): number | null => {
    const values = study.results.get(id)?.values[featuresOf(graph)];
    return values ? lengthOf(values) : null;
  };
  const sizes = new Map<number, number[]>();
  for (const { id, length } of sampled) {
    const size = sizeOf(id);
    if (size !== null) sizes.set(length, [...(sizes.get(length) ?? []), size]);
  }
  const measured = contributions(blocks.length, sizes);
  const known = measured.filter(({ mean }) => mean !== null);
  const [low, high, inside] = lengths.most;
  const whole = sizeOf('base');
  return (
    <section className="try-section">
      <h3 className="try-title">{t('try.paths.whole', { count: blocks.length })}</h3>
      <p>
        {t('try.paths.binomial', {
          paths: formatExact(Number(lengths.paths)),
          mean: formatValue(lengths.mean),
          sd: formatValue(lengths.sd),
          low,
          high,
          share: formatPercent(inside),
        })}
      </p>
      <Bars
        title={t('try.paths.shares')}
        values={lengths.shares}
        describe={(length, share) =>
          t('try.paths.bar', {
            length,
            count: formatExact(Number(lengths.counts[length] ?? 0n)),
            share: formatPercent(share, 2),
          })
        }
      />
      <h4 className="try-subtitle">{t('try.paths.measured')}</h4>
      <p className="try-faint">{t('try.paths.measured.help', { samples: perLength })}</p>
      {asked ? (
        <StudyStatus study={study} />
      ) : (
        <Button onClick={() => setAsked(true)}>{estimate.ask(sampled.length)}</Button>
      )}
      {known.length > 0 ? (
        <>
          <Bars
            title={t('try.paths.sizes')}
            values={measured.map(({ mean }) => mean ?? 0)}
            reference={whole}
            describe={(length, size) =>
              t('try.paths.size', { length, size: formatValue(size), runs: measured[length]?.runs ?? 0 })
            }
          />
          {measured.some(({ share }) => share !== null) ? (
            <Bars
              title={t('try.paths.contribution')}
              values={measured.map(({ share }) => share ?? 0)}
              describe={(length, share) => t('try.paths.part', { length, share: formatPercent(share, 1) })}
            />
          ) : null}
          {whole === null ? null : (
            <p className="try-faint">{t('try.paths.base', { size: formatValue(whole) })}</p>
          )}
          <p className="try-faint">{t('try.weights', { weights })}</p>
        </>
      ) : null}
      <Hint>{t('try.paths.approximation')}</Hint>
    </section>
  );
}

/** One bar a length, from 0. */
function Bars({
  title,
  values,
  describe,
  reference = null,
}: {
  readonly title: string;
  readonly values: readonly number[];
  readonly describe: (length: number, value: number) => string;
  /** A line across at this value. */
  readonly reference?: number | null;
}) {
  const largest = Math.max(...values.filter(Number.isFinite), reference ?? 0);
  const y = scaleLinear()
    .domain([0, largest > 0 ? largest : 1])
    .range([height, 0]);
  const step = width / values.length;
  const gap = Math.min(1.5, step / 5);
  const every = Math.max(1, Math.ceil(values.length / 9));
  return (
    <figure className="try-lengths">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 -2 ${width} ${height + 16}`} role="img" aria-label={title}>
        {values.map((value, length) => (
          // A length is what a bar is about.
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars are the lengths 0 to n, in order
          <g key={length}>
            <rect
              className="try-bar"
              x={length * step + gap}
              width={step - 2 * gap}
              y={Number.isFinite(value) ? y(value) : 0}
              height={Number.isFinite(value) ? height - y(value) : height}
            />
            <rect x={length * step} width={step} y="0" height={height} fill="transparent">
              <title>{describe(length, value)}</title>
            </rect>
            {length % every === 0 ? (
              <text x={(length + 0.5) * step} y={height + 12} textAnchor="middle">
                {length}
              </text>
            ) : null}
          </g>
        ))}
        {reference === null ? null : (
          <line className="try-reference" x1="0" x2={width} y1={y(reference)} y2={y(reference)} />
        )}
      </svg>
    </figure>
  );
}

export const unrolled: Experiment = {
  id: 'paths',
  title: 'try.paths.title',
  question: 'try.paths.question',
  about: 'try.paths.about',
  paper: { arxiv: '1605.06431', section: '3, 5' },
  shows: ['unrolled'],
  obstacle: ({ graph }) => (runsOf(graph).length > 0 ? null : 'try.paths.obstacle'),
  Component: Unrolled,
};
