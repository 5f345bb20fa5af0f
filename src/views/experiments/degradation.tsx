import { useMemo, useState } from 'react';
import { sameSpec } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { buildGraph } from '../../arch/build.ts';
import { nodeOf, outputOf } from '../../graph/queries.ts';
import type { NodeId } from '../../graph/types.ts';
import type { Variant, VariantResult, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Button, formatPercent, formatValue, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { type Deep, depthsOf, layersOf, trainedPairs } from './degradation.ts';
import type { Experiment, Subject } from './experiment.ts';
import { changeOf, rootMean } from './measure.ts';
import { Asking, StudyStatus, useConsent, useWeightsInWords } from './parts.tsx';
import { SizeChart, type SizeLine } from './sizeChart.tsx';
import { Heads, ScrollBox } from './tables.tsx';
import { useTrainedBeside } from './useTrainedBeside.ts';
import { seeded, type Study, useVariants } from './useVariants.ts';
import './ladder.css';

const kinds = ['plain', 'residual'] as const;
type Kind = (typeof kinds)[number];
const idOf = (kind: Kind, { layers }: Deep, half = false): string =>
  `${kind} ${layers}${half ? ' half' : ''}`;

function Degradation({ spec }: Subject) {
  const depths = useMemo(() => depthsOf(spec) ?? [], [spec]);
  const present = depths.find(({ layers }) => layers === layersOf(spec)) ?? depths[0];
  const [wish, setWish] = useState('');
  const shown = depths.find(({ layers }) => String(layers) === wish) ?? present;
  const runs =
    4 * depths.reduce((sum, { outputs }) => sum + outputs.length / (present?.outputs.length ?? 1), 0);
  const consent = useConsent(Math.round(runs));
  const { given: all } = consent;
  const twins = useTwins(spec);
  // One study for both parts: a newer one would end the older.
  const wanted = useMemo((): readonly Variant[] => {
    const measured = depths.filter((deep) => all || deep === present || deep === shown);
    const growing = measured.flatMap((deep) => kinds.flatMap((kind) => runsOf(kind, deep)));
    return [...(twins?.variants ?? []), ...growing];
  }, [depths, all, present, shown, twins]);
  const read = useMemo(
    () => sizesOf([...depths.flatMap(({ outputs }) => outputs), ...(twins?.nodes ?? [])]),
    [depths, twins],
  );
  const study = useVariants(wanted, read);
  return (
    <>
      <StudyStatus study={study} />
      <section>
        <h3 className="try-title">{t('try.plain.deeper')}</h3>
        <Select
          label={t('try.plain.depth')}
          value={String(shown?.layers ?? '')}
          options={depths.map((deep) => ({
            value: String(deep.layers),
            label: t(deep === present ? 'try.plain.thisDepth' : 'try.plain.layers', { layers: deep.layers }),
          }))}
          onChange={setWish}
        />
        <Asking consent={consent} count={4 * depths.length} />
        <GrowingDepth depths={depths} present={present} shown={shown} results={study.results} />
      </section>
      <Trained spec={spec} twins={twins} results={study.results} />
    </>
  );
}

/** A net as it is and with half of the picture hidden. */
function runsOf(kind: Kind, deep: Deep): readonly Variant[] {
  const [, , height = 0, width = 0] = nodeOf(deep.graph, deep.graph.input).shape;
  const own = { spec: deep.spec, weights: seeded, edits: kind === 'plain' ? deep.plain : [] };
  const hidden = { top: 0, left: 0, height, width: Math.round(width / 2) };
  return [
    { id: idOf(kind, deep), ...own },
    { id: idOf(kind, deep, true), ...own, hidden },
  ];
}

type Results = Study['results'];

function GrowingDepth({
  depths,
  present,
  shown,
  results,
}: {
  readonly depths: readonly Deep[];
  readonly present: Deep | undefined;
  readonly shown: Deep | undefined;
  readonly results: Results;
}) {
  const weights = useWeightsInWords(seeded);
  const linesOf = (deep: Deep): readonly SizeLine[] =>
    kinds.flatMap((kind) => lineOf(t(`try.plain.${kind}`), results.get(idOf(kind, deep)), deep.outputs));
  const growth = (kind: Kind, deep: Deep): string => {
    const [line] = lineOf('', results.get(idOf(kind, deep)), deep.outputs);
    const [first, last] = [line?.values[0], line?.values.at(-1)];
    return first && last !== undefined ? t('try.orders.times', { value: formatValue(last / first) }) : '–';
  };
  const moves = (kind: Kind, deep: Deep): string => {
    const [whole, half] = [idOf(kind, deep), idOf(kind, deep, true)].map((id) => results.get(id));
    return whole && half ? formatPercent(changeOf(whole.logits, half.logits).relative) : '–';
  };
  const deepest = depths.findLast((deep) => moves('plain', deep) !== '–' && moves('residual', deep) !== '–');
  return (
    <>
      {shown ? (
        <SizeChart lines={linesOf(shown)} label={t('try.plain.chart', { layers: shown.layers })} />
      ) : null}
      {deepest ? (
        <p className="try-verdict" aria-live="polite">
          {t('try.plain.verdict', {
            layers: deepest.layers,
            plain: moves('plain', deepest),
            residual: moves('residual', deepest),
          })}
        </p>
      ) : null}
      <ScrollBox label={t('try.plain.deeper')}>
        <table className="try-table ladder-table ladder-narrow">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {t('try.plain.column')}
              </th>
              <th scope="colgroup" colSpan={2}>
                {t('try.orders.growth')}
              </th>
              <th scope="colgroup" colSpan={2}>
                {t('try.plain.half')}
              </th>
            </tr>
            <tr>
              {[0, 1].flatMap((group) =>
                kinds.map((kind) => (
                  <th key={`${group} ${kind}`} scope="col">
                    {t(`try.plain.${kind}`)}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {depths.map((deep) => (
              <tr key={deep.layers} aria-current={deep === present ? 'true' : undefined}>
                <th scope="row">{deep.layers}</th>
                {kinds.map((kind) => (
                  <td key={kind}>{growth(kind, deep)}</td>
                ))}
                {kinds.map((kind) => (
                  <td key={`${kind} half`}>{moves(kind, deep)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="try-faint">{t('try.plain.help', { weights })}</p>
    </>
  );
}

const sizesOf = (nodes: readonly NodeId[]): VariantsRequest['read'] =>
  [...new Set(nodes)].map((node) => ({ node, as: 'power' as const }));

function lineOf(name: string, result: VariantResult | undefined, outputs: readonly NodeId[]): SizeLine[] {
  if (result === undefined) return [];
  return [{ name, values: outputs.flatMap((node) => rootMean(result.powers[node]) ?? []) }];
}

const blockOutputs = (spec: FamilySpec): readonly NodeId[] => {
  const graph = buildGraph(spec);
  return graph.regions.filter(({ kind }) => kind === 'block').map(({ id }) => outputOf(graph, id));
};

interface Twins {
  readonly variants: readonly Variant[];
  readonly outputs: { readonly [K in Kind]: readonly NodeId[] };
  readonly nodes: readonly NodeId[];
}

/** The present net and its trained twin with or without shortcuts; null where there is none, or it is not in use. */
function useTwins(spec: FamilySpec): Twins | null {
  const inUse = useExplorer((state) => state.weights.trained !== null);
  const pair = useMemo(
    () =>
      trainedPairs().find(({ plain, residual }) => [plain, residual].some((net) => sameSpec(net.spec, spec))),
    [spec],
  );
  const other = pair ? (sameSpec(pair.plain.spec, spec) ? pair.residual.spec : pair.plain.spec) : null;
  const weights = useTrainedBeside(other);
  return useMemo(() => {
    if (!inUse || pair === undefined || other === null || weights?.kind !== 'file') return null;
    const [own, beside]: [Kind, Kind] =
      other === pair.residual.spec ? ['plain', 'residual'] : ['residual', 'plain'];
    const outputs = { plain: blockOutputs(pair.plain.spec), residual: blockOutputs(pair.residual.spec) };
    return {
      variants: [
        { id: own, edits: [] },
        { id: beside, edits: [], spec: other, weights },
      ],
      outputs,
      nodes: [...outputs.plain, ...outputs.residual],
    };
  }, [inUse, pair, other, weights]);
}

/** What training made of it: the accuracies of the nets that come with the page, and the sizes along two of them. */
function Trained({
  spec,
  twins,
  results,
}: {
  readonly spec: FamilySpec;
  readonly twins: Twins | null;
  readonly results: Results;
}) {
  const pairs = trainedPairs();
  const openText = useExplorer((state) => state.openText);
  if (pairs.length === 0) return null;
  const others = pairs.filter(({ residual }) => !sameSpec(residual.spec, spec));
  return (
    <section>
      <h3 className="try-title">{t('try.plain.trained')}</h3>
      <table className="try-table ladder-table">
        <Heads names={[t('trained.column.net'), t('try.plain.plain'), t('try.plain.residual')]} />
        <tbody>
          {pairs.map(({ plain, residual }) => (
            <tr key={residual.id}>
              <th scope="row">{residual.id}</th>
              <td>{formatPercent(plain.top1, 2)}</td>
              <td>{formatPercent(residual.top1, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="try-faint">{t('try.plain.trained.help')}</p>
      {twins ? (
        <SizeChart
          lines={kinds.flatMap((kind) =>
            lineOf(t(`try.plain.${kind}`), results.get(kind), twins.outputs[kind]),
          )}
          label={t('try.plain.chart.trained')}
        />
      ) : (
        <div className="try-buttons">
          {others.map(({ residual }) => (
            <Button key={residual.id} onClick={() => openText(residual.id)}>
              {t('about.open', { name: residual.id })}
            </Button>
          ))}
        </div>
      )}
      <p className="try-faint">{t('try.plain.paper')}</p>
    </section>
  );
}

export const degradation: Experiment = {
  id: 'plain',
  title: 'try.plain.title',
  question: 'try.plain.question',
  about: 'try.plain.about',
  paper: { arxiv: '1512.03385', section: '4.1' },
  shows: ['plain', 'identity'],
  obstacle: ({ spec }) => (layersOf(spec) === null ? 'try.plain.obstacle' : null),
  Component: Degradation,
};
