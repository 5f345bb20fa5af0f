import { blockedReason, optionsOf, optionValue } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { selectSpec } from '../../store/select.ts';
import type { Problem } from '../../store/state.ts';
import { t } from '../../text/index.ts';
import type { Notes } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { valueLabel } from './choices.ts';

/** What is to be said at the control of an option: why it is blocked, what was refused, what followed an edit. */
/** On the page an option is called as its control is. */
function named(spec: FamilySpec, { values }: Problem): { readonly option?: string } {
  const label = optionsOf(spec.family)[String(values['option'])]?.label;
  return label === undefined ? {} : { option: t(label) };
}

export function useNotes(option: string): Notes {
  const spec = useExplorer(selectSpec);
  const problem = useExplorer((state) => state.problem);
  const conflict = useExplorer((state) => state.adjusted.find((entry) => entry.option === option));
  const blocked = blockedReason(spec, option);
  const value = valueLabel(option, optionValue(spec, option));
  return {
    reason: blocked ? t(blocked) : undefined,
    error:
      problem?.path === option ? t(problem.key, { ...problem.values, ...named(spec, problem) }) : undefined,
    // The reason is said once: where it also blocks the control, it stands there anyway.
    followed: conflict
      ? [t('spec.followed', { value }), blocked ? '' : t(conflict.reason, { fix: value })].join(' ').trim()
      : undefined,
  };
}
