import { nameOf } from '../arch/names/specText.ts';
import { parseName } from '../arch/names/registry.ts';
import { changedOptions, optionValue } from '../arch/spec.ts';
import type { FamilySpec, HeadPool } from '../arch/types.ts';

/** timm's names of the head pools. */
const pools: { readonly [K in HeadPool]: string } = {
  avg: 'avg',
  max: 'max',
  avgMax: 'avgmax',
  catAvgMax: 'catavgmax',
};

/** How an option is passed to `timm.create_model`; null where the input's size alone changes, which is no argument. */
function timmArgument(spec: FamilySpec, option: string): string | null {
  switch (option) {
    case 'classes':
      return `num_classes=${spec.classes}`;
    case 'inputChannels':
      return `in_chans=${spec.inputChannels}`;
    case 'outputStride':
      return `output_stride=${optionValue(spec, option)}`;
    case 'headPool':
      return `global_pool='${pools[optionValue(spec, option) as HeadPool]}'`;
    default:
      return null;
  }
}

/** `timm.create_model(…)` for the network without weights; null where timm's registry lacks it. */
export function timmLine(spec: FamilySpec): string | null {
  const { name, registered } = nameOf(spec);
  if (!registered) return null;
  const options = changedOptions(parseName(name), spec);
  const list = options.map((option) => timmArgument(spec, option)).filter((entry) => entry !== null);
  return `timm.create_model(${[`'${name}'`, ...list].join(', ')})`;
}
