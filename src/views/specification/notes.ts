import { blockedReason, optionValue } from '../../arch/spec.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import type { Notes } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { valueLabel } from './choices.ts';

/** What is to be said at the control of an option: why it is blocked, what was refused, what followed an edit. */
export function useNotes(option: string): Notes {
  const spec = useExplorer(selectSpec);
  const problem = useExplorer((state) => state.problem);
  const conflict = useExplorer((state) => state.adjusted.find((entry) => entry.option === option));
  const blocked = blockedReason(spec, option);
  const value = valueLabel(option, optionValue(spec, option));
  return {
    reason: blocked ? t(blocked) : undefined,
    error: problem?.path === option ? t(problem.key, problem.values) : undefined,
    // The reason is said once: where it also blocks the control, it stands there anyway.
    followed: conflict
      ? [t('spec.followed', { value }), blocked ? '' : t(conflict.reason, { fix: value })].join(' ').trim()
      : undefined,
  };
}
