import { useMemo, useState } from 'react';
import type { Variant, VariantsRequest } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatValue, Hint, Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import type { Experiment, Subject } from './experiment.ts';
import { FigureTable } from './figureTable.tsx';
import { droppedNodes, type Kept, keptEdits } from './fractal.ts';
import { fusedPaths, type Fusion, fusionsOf } from './fusions.ts';
import { changeOf, rootMean } from './measure.ts';
import { Answer, changeInWords, shortName, StudyStatus, useWeightsInWords } from './parts.tsx';
import { OpenBlock, type Part, SubnetTable } from './subnets.tsx';
import { useFadedNodes } from './useFaded.ts';
import { type Study, useVariants } from './useVariants.ts';

const all: Kept = {};
/** Every addition as built. */
const wholeOf = (): Part => ({ id: 'base', name: t('try.fused.all'), kept: all });

function FusedNets({ graph }: Subject) {
  const fusions = fusionsOf(graph);
  const paths = useMemo(
    () => fusedPaths(fusions).map((path): Part => ({ ...path, id: `path ${path.name}` })),
    [fusions],
  );
  const [wish, setWish] = useState('');
  const shown = paths.find(({ id }) => id === wish) ?? paths[0] ?? wholeOf();
  const wanted = useMemo(
    (): readonly Variant[] => [
      { id: 'base', edits: [] },
      ...paths.map(({ id, kept }) => ({ id, edits: keptEdits(kept) })),
    ],
    [paths],
  );
  const read = useMemo(
    (): VariantsRequest['read'] =>
      fusions.flatMap(({ branches }) =>
        branches.map(({ output }) => ({ node: output, as: 'power' as const })),
      ),
    [fusions],
  );
  const study = useVariants(wanted, read);
  useFadedNodes(useMemo(() => droppedNodes(graph, shown.kept), [graph, shown]));
  const logits = (id: string): Float32Array | undefined => study.results.get(id)?.logits;
  const [whole, own] = [logits('base'), logits(shown.id)];
  const seeded = useExplorer((state) => state.weights.ref.kind === 'seeded');
  const weights = useWeightsInWords();
  return (
    <>
      <StudyStatus study={study} />
      <SubnetTable
        label={t('try.fused.table')}
        graph={graph}
        rows={[wholeOf(), ...paths]}
        shown={shown.id}
        logits={logits}
      />
      <Select
        label={t('try.columns.look')}
        value={shown.id}
        options={paths.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={setWish}
      />
      <OpenBlock graph={graph} />
      <h3 className="try-title">{t('try.fused.answer')}</h3>
      <div className="try-verdict" aria-live="polite">
        <p>{whole && own ? changeInWords(changeOf(whole, own)) : '…'}</p>
      </div>
      <div className="try-pair">
        <Answer title={t('try.fused.all')} logits={whole} />
        <Answer title={shown.name} logits={own} against={whole} />
      </div>
      <Sizes fusions={fusions} study={study} />
      {seeded ? <Hint>{t('try.fused.untrained')}</Hint> : null}
      <p className="try-faint">{t('try.weights', { weights })}</p>
    </>
  );
}

/** How large what each branch brings to a fusion is. */
function Sizes({ fusions, study }: { readonly fusions: readonly Fusion[]; readonly study: Study }) {
  const powers = study.results.get('base')?.powers;
  const names = [...new Set(fusions.flatMap(({ branches }) => branches.map(({ name }) => name)))];
  const sizeOf = ({ branches }: Fusion, name: string): string => {
    const size = rootMean(powers?.[branches.find((branch) => branch.name === name)?.output ?? '']);
    return size === null ? '…' : formatValue(size);
  };
  return (
    <>
      <h3 className="try-title">{t('try.fused.sizes')}</h3>
      <FigureTable
        caption={t('try.fused.sizes')}
        open
        rows={fusions}
        rowName={({ block }) => shortName(block)}
        columns={names.map((name) => ({ head: name, cell: (fusion: Fusion) => sizeOf(fusion, name) }))}
      />
    </>
  );
}

export const fusedNets: Experiment = {
  id: 'fused',
  title: 'try.fused.title',
  question: 'try.fused.question',
  about: 'try.fused.about',
  paper: { arxiv: '1605.07716', section: '3' },
  shows: ['fusion'],
  obstacle: ({ graph }) => (fusionsOf(graph).length > 0 ? null : 'try.fused.obstacle'),
  Component: FusedNets,
};
