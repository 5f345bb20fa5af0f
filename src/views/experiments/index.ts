/** Every experiment, in the order of the list. A new one is a file and a line here. */
import { columns } from './columns.tsx';
import { dualPath } from './dualPath.tsx';
import { featureReuse } from './featureReuse.tsx';
import { degradation } from './degradation.tsx';
import type { Experiment } from './experiment.ts';
import { field } from './field.tsx';
import { fusedNets } from './fusedNets.tsx';
import { gatePlaces } from './gatePlaces.tsx';
import { gates } from './gates.tsx';
import { groupForms } from './groupForms.tsx';
import { ladder } from './ladder.tsx';
import { lesion } from './lesion.tsx';
import { mergeAndRun } from './mergeAndRun.tsx';
import { optionsABC } from './optionsABC.tsx';
import { orderings } from './orderings.tsx';
import { reading } from './reading.tsx';
import { shortcutPool } from './shortcutPool.tsx';
import { speed } from './speed.tsx';
import { stochasticDepth } from './stochasticDepth.tsx';
import { swap } from './swap.tsx';
import { unrolled } from './unrolled.tsx';
import { wide } from './wide.tsx';

export const experiments: readonly Experiment[] = [
  degradation,
  lesion,
  swap,
  unrolled,
  stochasticDepth,
  orderings,
  mergeAndRun,
  fusedNets,
  columns,
  dualPath,
  featureReuse,
  gates,
  gatePlaces,
  groupForms,
  optionsABC,
  ladder,
  shortcutPool,
  reading,
  field,
  speed,
  wide,
];
