import { useMemo, useState } from 'react';
import { type BlockParts, blocksOf, exchangeable } from '../../graph/blocks.ts';
import type { Graph, RegionId } from '../../graph/types.ts';
import type { Variant } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Select } from '../../ui/index.ts';
import { type BlockBar, BlockBars } from './blockBars.tsx';
import type { Experiment, Subject } from './experiment.ts';
import { changeOf } from './measure.ts';
import { Answer, changeInWords, nameOfBlock, shortName, StudyStatus, useWeightsInWords } from './parts.tsx';
import { nothingRead, useVariants } from './useVariants.ts';

type Pair = readonly [RegionId, RegionId];
const idOf = ([a, b]: Pair): string => `swap ${a} ${b}`;
const variantOf = (blocks: Pair): Variant => ({ id: idOf(blocks), edits: [{ kind: 'swap', blocks }] });

const partners = (graph: Graph, block: BlockParts): readonly RegionId[] =>
  blocksOf(graph)
    .filter((other) => exchangeable(graph, block, other))
    .map(({ region }) => region);

/** Blocks next to each other that may change places. */
function neighbours(graph: Graph): readonly Pair[] {
  const blocks = blocksOf(graph);
  return blocks.flatMap((block, at) => {
    const next = blocks[at + 1];
    return next && exchangeable(graph, block, next) ? [[block.region, next.region] as const] : [];
  });
}

function Swap({ graph }: Subject) {
  const blocks = useMemo(() => blocksOf(graph).filter((block) => partners(graph, block).length > 0), [graph]);
  const [wish, setWish] = useState<Pair | null>(null);
  const pairs = useMemo(() => neighbours(graph), [graph]);
  const first = blocks.find(({ region }) => region === wish?.[0]) ?? blocks[0];
  const options = first ? partners(graph, first) : [];
  const second = options.find((region) => region === wish?.[1]) ?? options[0];
  const pair = useMemo((): Pair | null => (first && second ? [first.region, second] : null), [first, second]);
  const wanted = useMemo(
    (): readonly Variant[] => [
      { id: 'base', edits: [] },
      ...[...new Map([...(pair ? [pair] : []), ...pairs].map((entry) => [idOf(entry), entry])).values()].map(
        variantOf,
      ),
    ],
    [pair, pairs],
  );
  const study = useVariants(wanted, nothingRead);
  const whole = study.results.get('base')?.logits;
  const swapped = pair ? study.results.get(idOf(pair))?.logits : undefined;
  const weights = useWeightsInWords();
  const bars = pairs.map((entry): BlockBar => {
    const result = study.results.get(idOf(entry))?.logits;
    const [a, b] = entry;
    return {
      key: idOf(entry),
      region: a,
      label: `${shortName(a)} ⇄ ${shortName(b).replace(/^\d+\./, '.')}`,
      name: t('try.swap.pair', { a: nameOfBlock(a), b: nameOfBlock(b) }),
      downsamples: false,
      pressed: pair !== null && idOf(pair) === idOf(entry),
      change: whole && result ? changeOf(whole, result) : undefined,
    };
  });
  return (
    <>
      <div className="try-tools try-tools-two">
        <Select
          label={t('try.numbers.block')}
          value={first?.region ?? null}
          options={blocks.map(({ region }) => ({ value: region, label: shortName(region) }))}
          onChange={(region) => setWish([region, second ?? ''])}
        />
        <Select
          label={t('try.swap.second')}
          value={second ?? null}
          options={options.map((region) => ({ value: region, label: shortName(region) }))}
          onChange={(region) => setWish([first?.region ?? '', region])}
        />
      </div>
      <div className="try-verdict" aria-live="polite">
        <p>{whole && swapped ? changeInWords(changeOf(whole, swapped)) : '…'}</p>
        <p className="try-faint">{t('try.weights', { weights })}</p>
      </div>
      <div className="try-pair">
        <Answer title={t('try.whole')} logits={whole} />
        <Answer title={t('try.swap.swapped')} logits={swapped} against={whole} />
      </div>
      <h3 className="try-title">{t('try.swap.each')}</h3>
      <StudyStatus study={study} />
      <BlockBars
        label={t('try.swap.each')}
        bars={bars}
        onPress={(_region, key) => setWish(pairs.find((entry) => idOf(entry) === key) ?? null)}
      />
    </>
  );
}

export const swap: Experiment = {
  id: 'swap',
  title: 'try.swap.title',
  question: 'try.swap.question',
  about: 'try.swap.about',
  paper: { arxiv: '1605.06431', section: '4.3' },
  shows: ['lesion'],
  obstacle: ({ graph }) => (neighbours(graph).length > 0 ? null : 'try.swap.obstacle'),
  Component: Swap,
};
