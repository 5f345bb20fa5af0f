import { nameOf, parseSpecText } from '../../arch/names/specText.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, Section } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';

/** One of each kind that this family can be; every other name can be typed at the top. */
const known: readonly (readonly [name: string, title: string])[] = [
  ['resnext50_32x4d', 'ResNeXt-50 32x4d'],
  ['wide_resnet50_2', 'Wide ResNet-50-2'],
  ['seresnet50', 'SE-ResNet-50'],
  ['ecaresnet50d', 'ECA-ResNet-50-D'],
  ['senet154', 'SENet-154'],
  ['resnetrs50', 'ResNet-RS-50'],
];

/** Opens a network by name; size, channels and classes stay as they are. */
export function KnownNetworks() {
  const spec = useExplorer(selectSpec);
  const openSpec = useExplorer((state) => state.openSpec);
  const current = nameOf(spec);
  const open = (name: string): void => {
    const { classes, inputChannels, inputHeight, inputWidth } = spec;
    openSpec({ ...parseSpecText(name).spec, classes, inputChannels, inputHeight, inputWidth });
  };
  return (
    <Section level={2} title={t('spec.group.known')}>
      <div className="spec-known">
        {known.map(([name, title]) => (
          <Button
            key={name}
            title={name}
            pressed={current.registered && current.name === name}
            onClick={() => open(name)}
          >
            {title}
          </Button>
        ))}
      </div>
    </Section>
  );
}
