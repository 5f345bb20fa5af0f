import { commonOptions } from '../../arch/families/common.ts';
import { optionsOf } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { t } from '../../text/index.ts';
import { Section } from '../../ui/index.ts';
import { DepthControls } from './DepthControls.tsx';
import { InputControls } from './InputControls.tsx';
import { KnownNetworks } from './KnownNetworks.tsx';
import { ListControl } from './ListControl.tsx';
import { OptionControl } from './OptionControl.tsx';

/** What `DepthControls` holds. */
const stagedOptions: ReadonlySet<string> = new Set(['block', 'depths']);

/** The form of a family that has none of its own: one control for each option, made from the option table. */
export function OptionForm({ spec }: { readonly spec: FamilySpec }) {
  const staged = spec.family === 'resnetv2' ? spec : null;
  const options = Object.entries(optionsOf(spec.family)).filter(
    ([name]) => !Object.hasOwn(commonOptions, name) && !(staged && stagedOptions.has(name)),
  );
  return (
    <>
      <KnownNetworks />
      {staged ? <DepthControls spec={staged} /> : null}
      <Section level={2} title={t('spec.group.network')}>
        {options.map(([name, option]) =>
          option.kind === 'integers' ? (
            <ListControl key={name} option={name} />
          ) : (
            <OptionControl
              key={name}
              option={name}
              explain
              {...(option.kind === 'number' ? { step: 0.05 } : {})}
            />
          ),
        )}
      </Section>
      <InputControls />
    </>
  );
}
