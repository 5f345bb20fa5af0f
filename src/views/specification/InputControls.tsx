import type { ReactNode } from 'react';
import { t } from '../../text/index.ts';
import { Section } from '../../ui/index.ts';
import { OptionControl } from './OptionControl.tsx';

/** The ends of a network, which every family has; `children` are a family's own controls beside them. */
export function InputControls({ children }: { readonly children?: ReactNode }) {
  return (
    <Section level={2} title={t('spec.group.input')}>
      <div className="spec-size">
        <span className="rx-label" aria-hidden="true">
          {t('spec.size')}
        </span>
        <OptionControl option="inputHeight" step={32} hideLabel />
        <span className="spec-times" aria-hidden="true">
          ×
        </span>
        <OptionControl option="inputWidth" step={32} hideLabel />
      </div>
      <OptionControl option="inputChannels" />
      <OptionControl option="classes" />
      {children}
    </Section>
  );
}
