import { allFamilies, familyOf } from '../../arch/families/index.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { t } from '../../text/index.ts';
import { Select } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';

/** What kind of network it is. Another family opens with its defaults; undo comes back. */
export function FamilyPicker({ spec }: { readonly spec: FamilySpec }) {
  const openSpec = useExplorer((state) => state.openSpec);
  return (
    <div className="spec-group">
      <Select
        label={t('family')}
        value={spec.family}
        options={allFamilies.map(({ id, label }) => ({ value: id, label: t(label) }))}
        onChange={(id) => openSpec(familyOf({ family: id }).defaults)}
        help={t(familyOf(spec).help)}
      />
    </div>
  );
}
