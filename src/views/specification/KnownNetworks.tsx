import { commonOptions } from '../../arch/families/common.ts';
import { familyOf } from '../../arch/families/index.ts';
import { nameOf, publishedFrom } from '../../arch/names/specText.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, Section } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';

/** Whether what a name leaves unsaid is about the ends alone. */
const isCommon = (part: string): boolean => Object.hasOwn(commonOptions, part.split('=')[0] ?? '');

/** Opens a network by name; size, channels and classes that were set by hand stay. */
export function KnownNetworks() {
  const spec = useExplorer(selectSpec);
  const openSpec = useExplorer((state) => state.openSpec);
  const current = nameOf(spec);
  return (
    <Section level={2} title={t('spec.group.known')}>
      <div className="spec-known">
        {familyOf(spec).names.presets.map(({ name, title }) => (
          <Button
            key={name}
            title={name}
            pressed={current.name === name && current.beyond.every(isCommon)}
            onClick={() => openSpec(publishedFrom(name, spec))}
          >
            {title}
          </Button>
        ))}
      </div>
    </Section>
  );
}
