import { useMemo } from 'react';
import { buildGraph } from '../../arch/build.ts';
import { type Variant, variantOf, variantPatch, variants } from '../../arch/presets.ts';
import { editSpec } from '../../arch/spec.ts';
import type { FamilySpec, ResNetSpec } from '../../arch/types.ts';
import type { ReceptiveField } from '../../graph/receptiveField.ts';
import type { Graph, RegionId } from '../../graph/types.ts';
import { t } from '../../text/index.ts';
import { useExplorer } from '../context.tsx';
import { placeInWords } from '../inspector/words.ts';
import { nodeOf } from '../../graph/queries.ts';
import { Heads, ScrollBox } from './tables.tsx';
import { type FieldRow, meetingsIn, sideText, sizeText, stageFields } from './fields.ts';

interface Column {
  readonly key: string;
  readonly title: string;
  readonly rows: readonly FieldRow[];
  readonly present: boolean;
}

const ofSpec = (spec: FamilySpec): readonly FieldRow[] => stageFields(buildGraph(spec));

/** Letters whose stages cannot be built at this size have no column. */
function letterColumn(spec: ResNetSpec, letter: Variant): Column[] {
  try {
    const rows = ofSpec(editSpec(spec, variantPatch(spec, letter)).spec);
    return [{ key: letter, title: letter, rows, present: variantOf(spec) === letter }];
  } catch {
    return [];
  }
}

function columnsOf(spec: FamilySpec): readonly Column[] {
  const own: Column = { key: 'own', title: t('try.field.own'), rows: ofSpec(spec), present: true };
  if (spec.family !== 'resnet') return [own];
  const letters = variants.flatMap((letter) => letterColumn(spec, letter));
  return letters.some(({ present }) => present) ? letters : [own, ...letters];
}

/** Stem and stages of this network, beside the letters where there are any. */
export function StageTable({ spec }: { readonly spec: FamilySpec }) {
  const columns = useMemo(() => columnsOf(spec), [spec]);
  const select = useExplorer((state) => state.select);
  const [first] = columns;
  if (!first) return null;
  return (
    <section>
      <h3 className="try-title">{t('try.field.stages')}</h3>
      <ScrollBox label={t('try.field.stages')}>
        <table className="try-table field-table">
          <thead>
            <tr>
              <th scope="col">{t('try.field.behind')}</th>
              <th scope="col">{t('try.field.jump')}</th>
              {columns.map(({ key, title, present }) => (
                <th key={key} scope="col" aria-current={present ? 'true' : undefined}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {first.rows.map(({ region, field }) => (
              <tr key={region}>
                <th scope="row">
                  <button type="button" className="try-link" onClick={() => select(region)}>
                    {placeInWords(region)}
                  </button>
                </th>
                <td>{field.kind === 'window' ? field.jump : '–'}</td>
                {columns.map(({ key, rows, present }) => (
                  <td key={key} aria-current={present ? 'true' : undefined}>
                    <Cell field={rows.find((row) => row.region === region)?.field} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="try-faint">{t('try.field.stages.help')}</p>
    </section>
  );
}

function Cell({ field }: { readonly field: ReceptiveField | undefined }) {
  if (field === undefined) return '–';
  if (field.kind === 'whole') return t('try.field.everything');
  return (
    <>
      {sideText(field.widest)}
      <span className="field-least">{sideText(field.shortest)}</span>
    </>
  );
}

/** Where paths that see different windows meet in the block: by block alone, whatever came before it. */
export function InsideBlock({ graph, block }: { readonly graph: Graph; readonly block: RegionId }) {
  const meetings = useMemo(() => meetingsIn(graph, block), [graph, block]);
  const select = useExplorer((state) => state.select);
  if (meetings.length === 0) return null;
  const own = (id: string): string =>
    placeInWords(id.startsWith(`${block}.`) ? id.slice(block.length + 1) : id);
  return (
    <section>
      <h3 className="try-title">{t('try.field.inside', { block: placeInWords(block) })}</h3>
      <p className="try-faint">{t('try.field.inside.help')}</p>
      {meetings.map(({ node, inputs }) => (
        <table key={node} className="try-table field-table">
          <caption>
            {t(nodeOf(graph, node).op === 'concat' ? 'try.field.joined' : 'try.field.added', {
              node: own(node),
            })}
          </caption>
          <Heads names={[t('try.field.path'), t('try.field.window')]} />
          <tbody>
            {inputs.map(({ node: input, field }) => (
              <tr key={input}>
                <th scope="row">
                  <button type="button" className="try-link" onClick={() => select(input)}>
                    {own(input)}
                  </button>
                </th>
                <td>{field.kind === 'window' ? sizeText(field.widest) : t('try.field.everything')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </section>
  );
}
