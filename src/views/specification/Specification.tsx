import { selectSpec } from '../../store/select.ts';
import { useExplorer } from '../context.tsx';
import { FamilyPicker } from './FamilyPicker.tsx';
import { OptionForm } from './OptionForm.tsx';
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
        {spec.family === 'resnet' ? <ResNetForm spec={spec} /> : <OptionForm key={spec.family} spec={spec} />}
      </div>
      <WeightsPanel />
    </div>
  );
}
