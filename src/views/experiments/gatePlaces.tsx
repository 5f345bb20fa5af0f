import { useMemo } from 'react';
import { buildGraph } from '../../arch/build.ts';
import { blockedReason, editSpec } from '../../arch/spec.ts';
import type { AttentionPlace, FamilySpec } from '../../arch/types.ts';
import { graphTotals, outputOf } from '../../graph/queries.ts';
import type { NodeId } from '../../graph/types.ts';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatCount, formatPercent, formatValue } from '../../ui/index.ts';
import type { Experiment, Subject } from './experiment.ts';
import { changeOf, lengthOf } from './measure.ts';
import { Asking, StudyStatus, useConsent, useWeightsInWords } from './parts.tsx';
import { nothingWanted, seeded, useVariants } from './useVariants.ts';
import './formDrawing.css';
import './gatePlaces.css';

const places: readonly AttentionPlace[] = ['branch', 'spatial', 'pre', 'identity', 'post'];

interface Placed {
  readonly place: AttentionPlace;
  readonly spec: FamilySpec;
  readonly params: number;
  /** The last block's output. */
  readonly output: NodeId;
}

function placedOf(spec: FamilySpec): readonly Placed[] {
  return places.flatMap((place): Placed[] => {
    if (blockedReason(spec, 'attentionAt', place) !== null) return [];
    const moved = editSpec(spec, { attentionAt: place }).spec;
    const graph = buildGraph(moved);
    return [{ place, spec: moved, params: graphTotals(graph).params, output: outputOf(graph, 'stage4') }];
  });
}

function GatePlaces({ spec }: Subject) {
  const placed = useMemo(() => placedOf(spec), [spec]);
  const wanted = useMemo(
    (): readonly Variant[] =>
      placed.map((entry) => ({ id: entry.place, edits: [], spec: entry.spec, weights: seeded })),
    [placed],
  );
  const read = useMemo(
    (): VariantsRequest['read'] =>
      [...new Set(placed.map(({ output }) => output))].map((node) => ({ node, as: 'values' as const })),
    [placed],
  );
  const consent = useConsent(wanted.length);
  const study = useVariants(consent.given ? wanted : nothingWanted, read);
  const standard = study.results.get('branch');
  const weights = useWeightsInWords(seeded);
  return (
    <>
      <Asking consent={consent} count={wanted.length} />
      <StudyStatus study={study} />
      <ol className="try-places">
        {placed.map(({ place, params, output }) => {
          const result = study.results.get(place);
          const values = result?.values[output];
          return (
            <li key={place}>
              <PlaceDrawing place={place} />
              <div>
                <h3 className="try-subtitle">{t(`try.places.${place}`)}</h3>
                <p>{t(`try.places.${place}.gates`)}</p>
                <dl className="try-facts">
                  <dt>{t('try.places.params')}</dt>
                  <dd>{formatCount(params)}</dd>
                  <dt>{t('try.places.moved')}</dt>
                  <dd>
                    {result && standard
                      ? formatPercent(changeOf(standard.logits, result.logits).relative)
                      : '…'}
                  </dd>
                  <dt>{t('try.places.length')}</dt>
                  <dd>{values ? formatValue(lengthOf(values) / Math.sqrt(values.length)) : '…'}</dd>
                </dl>
              </div>
            </li>
          );
        })}
      </ol>
      <section>
        <h3 className="try-subtitle">{t('try.places.why')}</h3>
        <p>{t('try.places.why.path')}</p>
        <p>{t('try.places.why.paper')}</p>
      </section>
      <p className="try-faint">{t('try.weights', { weights })}</p>
    </>
  );
}

/** Where the gate stands between branch, shortcut and addition. */
const gateAt: { readonly [P in AttentionPlace]: { readonly x: number; readonly y: number } } = {
  pre: { x: 12, y: 34 },
  spatial: { x: 39, y: 34 },
  branch: { x: 63, y: 34 },
  identity: { x: 39, y: 10 },
  post: { x: 96, y: 34 },
};

function PlaceDrawing({ place }: { readonly place: AttentionPlace }) {
  const { x, y } = gateAt[place];
  return (
    <svg className="try-place" viewBox="0 0 110 48" aria-hidden="true">
      <path d="M0,34H110M3,34C3,10 3,10 11,10H66C79,10 79,10 79,28" className="try-form-line" />
      <rect x="21" y="27" width="13" height="14" rx="3" className="try-form-box" />
      <rect x="45" y="27" width="12" height="14" rx="3" className="try-form-box" />
      <circle cx="79" cy="34" r="6" className="try-form-join" />
      <path d="M75.5,34h7M79,30.5v7" className="try-form-sign" />
      <circle cx={x} cy={y} r="5.5" className="try-place-gate" />
      <path d={`M${x - 2.2},${y - 2.2}l4.4,4.4m0,-4.4l-4.4,4.4`} className="try-place-sign" />
    </svg>
  );
}

export const gatePlaces: Experiment = {
  id: 'places',
  title: 'try.places.title',
  question: 'try.places.question',
  about: 'try.places.about',
  paper: { arxiv: '1709.01507', section: '6.5' },
  shows: ['sePlace', 'se', 'eca', 'ese'],
  obstacle: ({ spec }) =>
    spec.family === 'resnet' && spec.attention !== 'none' ? null : 'try.places.obstacle',
  Component: GatePlaces,
};
