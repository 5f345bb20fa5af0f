import { optionsOf, optionValue } from '../../arch/spec.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Hint, NumberField } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { useNotes } from './notes.ts';

/** The control of an option that is a list of numbers: one field for each stage. */
export function ListControl({ option }: { readonly option: string }) {
  const spec = useExplorer(selectSpec);
  const edit = useExplorer((state) => state.edit);
  const { error, reason } = useNotes(option);
  const description = optionsOf(spec.family)[option];
  const value = optionValue(spec, option);
  if (description?.kind !== 'integers' || !Array.isArray(value)) return null;
  const list: readonly number[] = value.map(Number);
  const { min, max } = description;
  const label = t(description.label);
  return (
    <fieldset
      className="spec-stages spec-list"
      style={{ gridTemplateColumns: `repeat(${list.length}, 1fr)` }}
      aria-label={label}
    >
      <span className="rx-label" aria-hidden="true" title={t(description.help)}>
        {label}
      </span>
      {list.map((entry, index) => (
        <NumberField
          // biome-ignore lint/suspicious/noArrayIndexKey: a stage is its position
          key={index}
          label={t('spec.list.place', { label, index: index + 1 })}
          hideLabel
          value={entry}
          min={min}
          max={max}
          error={error}
          reason={reason === undefined ? undefined : ''}
          onCommit={(next) => edit({ [option]: list.map((old, at) => (at === index ? next : old)) })}
        />
      ))}
      {reason ? (
        <div className="rx-notes">
          <Hint>{reason}</Hint>
        </div>
      ) : null}
    </fieldset>
  );
}
