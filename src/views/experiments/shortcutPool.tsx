import { useMemo, useState } from 'react';
import { editSpec, optionValue } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { memoByIdentity } from '../../base/memo.ts';
import { residualBlocks } from '../../graph/blocks.ts';
import { nodesIn } from '../../graph/queries.ts';
import type { Graph } from '../../graph/types.ts';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Hint, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import type { Experiment, Subject } from './experiment.ts';
import { changeOf } from './measure.ts';
import { Answer, changeInWords, shortName, StudyStatus, useWeightsInWords } from './parts.tsx';
import { SmallMap } from './smallMap.tsx';
import { useVariants } from './useVariants.ts';
import './shortcutPool.css';

/** Blocks whose shortcut begins with a pool. */
const pooled = memoByIdentity((graph: Graph) =>
  residualBlocks(graph).filter(({ region }) =>
    nodesIn(graph, region).some(
      ({ op, scope }) => (op === 'avgPool' || op === 'maxPool') && scope === `${region}.shortcut`,
    ),
  ),
);

const hasPool = (spec: FamilySpec): boolean =>
  ['avgProjection', 'maxProjection'].includes(String(optionValue(spec, 'shortcut')));

function ShortcutPool({ spec, graph }: Subject) {
  const blocks = pooled(graph);
  const [wish, setWish] = useState('');
  const block = blocks.find(({ region }) => region === wish) ?? blocks[0];
  const wanted = useMemo(
    (): readonly Variant[] => [
      { id: 'avg', edits: [], spec: editSpec(spec, { shortcut: 'avgProjection' }).spec },
      { id: 'max', edits: [], spec: editSpec(spec, { shortcut: 'maxProjection' }).spec },
    ],
    [spec],
  );
  const read = useMemo(
    (): VariantsRequest['read'] =>
      blocks.flatMap(({ join, output }) =>
        [join.shortcut, output].map((node) => ({ node, as: 'picture' as const })),
      ),
    [blocks],
  );
  const study = useVariants(wanted, read);
  const average = study.results.get('avg');
  const largest = study.results.get('max');
  const weights = useWeightsInWords();
  const trained = useExplorer((state) => state.weights.ref.kind !== 'seeded');
  return (
    <>
      <StudyStatus study={study} />
      <div className="try-verdict" aria-live="polite">
        <p>{average && largest ? changeInWords(changeOf(average.logits, largest.logits)) : '…'}</p>
        <p className="try-faint">{t('try.weights', { weights })}</p>
      </div>
      <div className="try-pair">
        <Answer title={t('try.pool.avg')} logits={average?.logits} count={5} />
        <Answer title={t('try.pool.max')} logits={largest?.logits} against={average?.logits} count={5} />
      </div>
      {trained ? (
        <Hint>
          {t(optionValue(spec, 'shortcut') === 'maxProjection' ? 'try.pool.trainedMax' : 'try.pool.trained')}
        </Hint>
      ) : null}
      <Select
        label={t('try.pool.block')}
        value={block?.region ?? null}
        options={blocks.map(({ region }) => ({ value: region, label: shortName(region) }))}
        onChange={setWish}
      />
      {block ? (
        <table className="try-maps">
          <thead>
            <tr>
              <td />
              <th scope="col">{t('try.pool.avg')}</th>
              <th scope="col">{t('try.pool.max')}</th>
            </tr>
          </thead>
          <tbody>
            {(
              [
                ['try.pool.shortcut', block.join.shortcut],
                ['try.pool.output', block.output],
              ] as const
            ).map(([key, node]) => (
              <tr key={key}>
                <th scope="row">{t(key)}</th>
                {[average, largest].map((result, at) => (
                  <td key={at === 0 ? 'avg' : 'max'}>
                    <SmallMap
                      picture={result?.pictures.find((picture) => picture.node === node)}
                      label={t('try.pool.map', {
                        what: t(key),
                        pool: t(at === 0 ? 'try.pool.avg' : 'try.pool.max'),
                      })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <p className="try-faint">{t('try.pool.maps')}</p>
    </>
  );
}

export const shortcutPool: Experiment = {
  id: 'pool',
  title: 'try.pool.title',
  question: 'try.pool.question',
  about: 'try.pool.about',
  paper: { arxiv: '1812.01187', section: '4.2' },
  shows: ['avgShortcut', 'maxShortcut'],
  obstacle: ({ spec, graph }) => (hasPool(spec) && pooled(graph).length > 0 ? null : 'try.pool.obstacle'),
  Component: ShortcutPool,
};
