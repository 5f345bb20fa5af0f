import { useMemo, useState } from 'react';
import { memoByIdentity } from '../../base/memo.ts';
import { required } from '../../base/invariant.ts';
import { type GroupedBranch, groupedBranch } from '../../graph/passes/groupForms.ts';
import { nodeOf, outputOf } from '../../graph/queries.ts';
import type { Graph } from '../../graph/types.ts';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatValue, Select } from '../../ui/index.ts';
import type { Experiment, Subject } from './experiment.ts';
import { type Form, FormDrawing, forms } from './formDrawing.tsx';
import { largestDifference } from './measure.ts';
import { nameOfBlock, shortName, StudyStatus, useWeightsInWords } from './parts.tsx';
import { useVariants } from './useVariants.ts';
import './groupForms.css';

const branchesOf = memoByIdentity((graph: Graph): readonly GroupedBranch[] =>
  graph.regions.flatMap(({ id, kind }) => {
    const branch = kind === 'block' ? groupedBranch(graph, id) : null;
    return branch === null ? [] : [branch];
  }),
);

const every = 'every';

function GroupForms({ graph }: Subject) {
  const branches = branchesOf(graph);
  const [wish, setWish] = useState('');
  const shown = branches.find(({ block }) => block === wish) ?? branches[0];
  const blocks = useMemo(
    () =>
      wish === every ? branchesOf(graph).map(({ block }) => block) : shown === undefined ? [] : [shown.block],
    [graph, wish, shown],
  );
  const wanted = useMemo(
    (): readonly Variant[] => [
      { id: 'grouped', edits: [] },
      ...(['concat', 'sum'] as const).map(
        (form): Variant => ({ id: `${form} ${blocks.join()}`, edits: [{ kind: 'groupForm', form, blocks }] }),
      ),
    ],
    [blocks],
  );
  // Maps behind the last block that is changed.
  const output = outputOf(graph, blocks.at(-1) ?? '');
  const read = useMemo((): VariantsRequest['read'] => [{ node: output, as: 'values' }], [output]);
  const study = useVariants(wanted, read);
  const weights = useWeightsInWords();
  const resultOf = (form: Form) => study.results.get(form === 'grouped' ? form : `${form} ${blocks.join()}`);
  const grouped = resultOf('grouped');
  const differences = forms.map((form) => {
    const result = resultOf(form);
    if (form === 'grouped' || !result || !grouped) return null;
    return {
      maps: largestDifference(grouped.values[output] ?? [], result.values[output] ?? []),
      logits: largestDifference(grouped.logits, result.logits),
    };
  });
  const known = differences.filter((entry) => entry !== null);
  if (shown === undefined) return null;
  const [first] = shown.inner;
  const path = (nodeOf(graph, required(first, 'a step').id).shape[1] ?? 0) / shown.groups;
  const drawn = {
    groups: shown.groups,
    input: nodeOf(graph, shown.input).shape[1] ?? 0,
    path,
    output: nodeOf(graph, shown.last.id).shape[1] ?? 0,
  };
  return (
    <>
      <Select
        label={t('try.numbers.block')}
        value={wish === every ? every : shown.block}
        options={[
          ...branches.map(({ block }) => ({ value: block, label: shortName(block) })),
          { value: every, label: t('try.forms.every') },
        ]}
        onChange={setWish}
      />
      <StudyStatus study={study} />
      <div className="try-verdict" aria-live="polite">
        <p className="try-strong">
          {known.length < 2
            ? '…'
            : t('try.forms.verdict', {
                difference: formatValue(Math.max(...known.map(({ maps }) => maps.difference))),
                largest: formatValue(Math.max(...known.map(({ maps }) => maps.largest))),
              })}
        </p>
        <p className="try-faint">{t('try.weights', { weights })}</p>
      </div>
      <ol className="try-forms">
        {forms.map((form, at) => {
          const found = differences[at];
          return (
            <li key={form}>
              <h3 className="try-subtitle">{t(`try.forms.${form}`)}</h3>
              <FormDrawing form={form} {...drawn} />
              <p className="try-faint">
                {form === 'grouped'
                  ? t('try.forms.reference')
                  : found
                    ? t('try.forms.row', {
                        block: wish === every ? t('try.forms.last') : nameOfBlock(shown.block),
                        maps: formatValue(found.maps.difference),
                        logits: formatValue(found.logits.difference),
                      })
                    : '…'}
              </p>
            </li>
          );
        })}
      </ol>
      <section>
        <h3 className="try-subtitle">{t('try.forms.why')}</h3>
        <p>{t('try.forms.why.groups', { groups: shown.groups, path })}</p>
        <p>{t('try.forms.why.sum')}</p>
        <p>{t('try.forms.why.norm')}</p>
        <p className="try-faint">{t('try.forms.why.rest')}</p>
      </section>
    </>
  );
}

export const groupForms: Experiment = {
  id: 'forms',
  title: 'try.forms.title',
  question: 'try.forms.question',
  about: 'try.forms.about',
  paper: { arxiv: '1611.05431', section: '3.3' },
  shows: ['cardinality'],
  obstacle: ({ graph }) => (branchesOf(graph).length > 0 ? null : 'try.forms.obstacle'),
  Component: GroupForms,
};
