import type { FamilySpec } from '../../arch/types.ts';
import { selectSpec } from '../../store/select.ts';
import { useExplorer } from '../context.tsx';
import { FamilyPicker } from './FamilyPicker.tsx';
import { OptionForm } from './OptionForm.tsx';
import { RegNetForm } from './RegNetForm.tsx';
import { ResNetForm } from './ResNetForm.tsx';
import { WeightsPanel } from './WeightsPanel.tsx';
import './specification.css';

/** Everything that a specification says, as controls. The weights stand beneath, always in sight. */
export function Specification() {
  const spec = useExplorer(selectSpec);
  return (
    <div className="spec">
      <div className="spec-controls">
        <FamilyPicker spec={spec} />
        <FamilyForm spec={spec} />
      </div>
      <WeightsPanel />
    </div>
  );
}

function FamilyForm({ spec }: { readonly spec: FamilySpec }) {
  switch (spec.family) {
    case 'resnet':
      return <ResNetForm spec={spec} />;
    case 'regnet':
      return <RegNetForm spec={spec} />;
    default:
      return <OptionForm key={spec.family} spec={spec} />;
  }
}
