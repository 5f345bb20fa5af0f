import { useCallback, useMemo, useState } from 'react';
import { editSpec, optionValue } from '../../arch/spec.ts';
import { buildGraph } from '../../arch/build.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { randomOf, sampleOf } from '../../base/random.ts';
import { blocksOf, remainderOf } from '../../graph/blocks.ts';
import type { GraphEdit } from '../../graph/passes/variants.ts';
import type { Graph, RegionId } from '../../graph/types.ts';
import type { Variant } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Button, Hint, NumberField, Switch } from '../../ui/index.ts';
import { type BlockBar, BlockBars } from './blockBars.tsx';
import type { Experiment, Subject } from './experiment.ts';
import { Legend } from './legend.tsx';
import { changeOf } from './measure.ts';
import {
  Asking,
  Answer,
  changeInWords,
  nameOfBlock,
  shortName,
  StudyStatus,
  useConsent,
  useWeightsInWords,
} from './parts.tsx';
import { useFaded, usePickedBlock } from './useFaded.ts';
import { useTrainedBeside } from './useTrainedBeside.ts';
import { nothingRead, useVariants } from './useVariants.ts';

const base: Variant = { id: 'base', edits: [] };

const removable = (graph: Graph): readonly RegionId[] =>
  blocksOf(graph)
    .filter((block) => remainderOf(graph, block) !== null)
    .map(({ region }) => region);

const without = (blocks: readonly RegionId[]): readonly GraphEdit[] => [{ kind: 'lesion', blocks }];

const isPlain = (spec: FamilySpec): boolean => optionValue(spec, 'shortcut') === 'none';

/** The same network without shortcuts, or null where it is that already or cannot be. */
function plainOf(spec: FamilySpec): FamilySpec | null {
  if (isPlain(spec)) return null;
  try {
    return editSpec(spec, { shortcut: 'none' }).spec;
  } catch {
    return null;
  }
}

function Lesion({ spec, graph }: Subject) {
  const blocks = blocksOf(graph);
  const allowed = useMemo(() => removable(graph), [graph]);
  const [marked, setMarked] = useState<readonly RegionId[]>([]);
  const [byDrawing, setByDrawing] = useState(true);
  const [beside, setBeside] = useState(false);
  const [seed, setSeed] = useState(0);
  const [count, setCount] = useState(2);
  const chosen = useMemo(() => allowed.filter((region) => marked.includes(region)), [allowed, marked]);
  const sibling = useMemo(() => plainOf(spec), [spec]);
  const plain = beside ? sibling : null;
  const plainWeights = useTrainedBeside(plain);
  const consent = useConsent(allowed.length / 2);
  const { given: all } = consent;

  const wanted = useMemo((): readonly Variant[] => {
    const list = [base];
    if (chosen.length > 0) list.push({ id: `without ${chosen.join()}`, edits: without(chosen) });
    if (all) for (const region of allowed) list.push({ id: `one ${region}`, edits: without([region]) });
    if (plain && plainWeights) {
      const net = { spec: plain, weights: plainWeights };
      const { kind } = plainWeights;
      list.push({ ...net, id: `plain ${kind}`, edits: [] });
      for (const region of removable(buildGraph(plain)))
        list.push({ ...net, id: `plain ${kind} ${region}`, edits: without([region]) });
    }
    return list;
  }, [chosen, all, allowed, plain, plainWeights]);
  const study = useVariants(wanted, nothingRead);
  const edits = useMemo(() => without(chosen), [chosen]);
  useFaded(graph, edits, chosen);

  const flip = useCallback(
    (region: RegionId): void =>
      setMarked((before) =>
        before.includes(region) ? before.filter((other) => other !== region) : [...before, region],
      ),
    [],
  );
  usePickedBlock(
    graph,
    useCallback(
      (region: RegionId) => {
        if (byDrawing && allowed.includes(region)) flip(region);
      },
      [byDrawing, allowed, flip],
    ),
  );
  const throwDice = (next: number): void => {
    setSeed(next);
    setMarked(sampleOf(allowed, count, randomOf(next)));
  };

  const logits = (id: string): Float32Array | undefined => study.results.get(id)?.logits;
  const whole = logits('base');
  const left = logits(`without ${chosen.join()}`);
  const plainWhole = logits(`plain ${plainWeights?.kind}`);
  const plainAllowed = plain ? removable(buildGraph(plain)) : [];
  const bars = blocks.map((block): BlockBar => {
    const { region, downsamples } = block;
    const single = logits(`one ${region}`);
    const plainSingle = logits(`plain ${plainWeights?.kind} ${region}`);
    return {
      key: region,
      region,
      label: shortName(region),
      name: nameOfBlock(region),
      downsamples,
      pressed: chosen.includes(region),
      reason: allowed.includes(region)
        ? undefined
        : t(block.around === 'other' ? 'try.lesion.noWay' : 'try.lesion.fixed'),
      change: whole && single ? changeOf(whole, single) : undefined,
      ...(plain
        ? {
            beside: !plainAllowed.includes(region)
              ? null
              : plainWhole && plainSingle
                ? changeOf(plainWhole, plainSingle)
                : undefined,
          }
        : {}),
    };
  });
  const weights = useWeightsInWords();
  return (
    <>
      <div className="try-verdict" aria-live="polite">
        {chosen.length === 0 ? (
          <p>{t('try.lesion.none')}</p>
        ) : (
          <>
            <p className="try-strong">
              {t('try.lesion.without', { count: chosen.length, blocks: chosen.map(shortName).join(', ') })}
            </p>
            <p>{whole && left ? changeInWords(changeOf(whole, left)) : '…'}</p>
          </>
        )}
        <p className="try-faint">{t('try.weights', { weights })}</p>
      </div>
      {chosen.length > 0 ? (
        <div className="try-pair">
          <Answer title={t('try.whole')} logits={whole} />
          <Answer title={t('try.left')} logits={left} against={whole} />
        </div>
      ) : null}
      <div className="try-tools">
        <NumberField
          label={t('try.lesion.count')}
          value={Math.min(count, Math.max(1, allowed.length))}
          min={1}
          max={Math.max(1, allowed.length)}
          onCommit={setCount}
        />
        <div className="try-buttons">
          <Button onClick={() => throwDice(seed + 1)}>{t('try.lesion.random')}</Button>
          {chosen.length > 0 ? (
            <Button tone="quiet" onClick={() => setMarked([])}>
              {t('try.lesion.back')}
            </Button>
          ) : null}
        </div>
        {seed > 0 ? <Hint>{t('try.seed', { seed })}</Hint> : null}
      </div>
      <Switch
        label={t('try.lesion.drawing')}
        detail={t('try.lesion.drawing.detail')}
        checked={byDrawing}
        onChange={setByDrawing}
      />
      {isPlain(spec) ? (
        <Hint>{t('try.lesion.isPlain')}</Hint>
      ) : sibling === null ? null : (
        <Switch
          label={t('try.lesion.plain')}
          detail={t('try.lesion.plain.detail')}
          checked={beside}
          onChange={setBeside}
        />
      )}
      <h3 className="try-title">{t('try.lesion.each')}</h3>
      {blocks.some((block) => remainderOf(graph, block) === 'zeros') ? (
        <Hint>{t('try.lesion.zeros')}</Hint>
      ) : null}
      <Asking consent={consent} count={allowed.length} />
      <StudyStatus study={study} />
      <BlockBars label={t('try.lesion.each')} bars={bars} strike onPress={flip} />
      {plain ? (
        <>
          <Beside weights={weights} plainTrained={plainWeights?.kind === 'file'} />
          {plainWeights?.kind === 'file' ? null : <Hint>{t('try.lesion.untrained')}</Hint>}
        </>
      ) : null}
    </>
  );
}

function Beside({ weights, plainTrained }: { readonly weights: string; readonly plainTrained: boolean }) {
  return (
    <Legend
      entries={[
        { mark: 'try-swatch', text: t('try.lesion.legend.this', { weights }) },
        {
          mark: 'try-swatch try-swatch-beside',
          text: t('try.lesion.legend.plain', {
            weights: t(plainTrained ? 'try.weights.trained' : 'try.weights.seeded'),
          }),
        },
      ]}
    />
  );
}

export const lesion: Experiment = {
  id: 'lesion',
  title: 'try.lesion.title',
  question: 'try.lesion.question',
  about: 'try.lesion.about',
  paper: { arxiv: '1605.06431', section: '4.1–4.2' },
  shows: ['lesion', 'plain', 'identity'],
  obstacle: ({ graph }) => (removable(graph).length > 0 ? null : 'try.lesion.obstacle'),
  Component: Lesion,
};
