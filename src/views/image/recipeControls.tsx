import { type Interpolation, interpolations } from '../../image/recipe.ts';
import type { MessageKey } from '../../text/index.ts';
import { t } from '../../text/index.ts';
import { Hint, NumberField, RadioGroup } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { Scaling } from './scaling.tsx';
import { type NormPreset, presetOf, presets } from './normalisation.ts';

const channels: readonly MessageKey[] = ['image.red', 'image.green', 'image.blue'];

/** How the picture is prepared. A network expects the recipe that it was trained with. */
export function RecipeControls() {
  const recipe = useExplorer((state) => state.recipe);
  const setRecipe = useExplorer((state) => state.setRecipe);
  const used = useExplorer((state) => state.image.prepared?.plan.interpolation ?? null);
  const preset = presetOf(recipe);
  const custom = (which: 'mean' | 'std', at: number, value: number): void => {
    const values = [0, 1, 2].map((i) => recipe[which][i % recipe[which].length] ?? 0);
    setRecipe({ [which]: values.map((old, i) => (i === at ? value : old)) });
  };
  return (
    <div className="img-recipe">
      <NumberField
        label={t('image.cropPct')}
        help={t('image.cropPct.help')}
        value={recipe.cropPct}
        min={0.1}
        max={2}
        step={0.005}
        whole={false}
        onCommit={(cropPct) => setRecipe({ cropPct })}
      />
      <RadioGroup<Interpolation>
        label={t('image.filter')}
        look="row"
        value={recipe.interpolation}
        onChange={(interpolation) => setRecipe({ interpolation })}
        options={interpolations.map((value) => ({ value, label: t(`image.filter.${value}`) }))}
        followed={used !== null && used !== recipe.interpolation ? t('image.filter.forced') : undefined}
      />
      <Scaling />
      <RadioGroup<NormPreset>
        label={t('image.norm')}
        look="chips"
        value={preset}
        onChange={(next) => setRecipe(presets[next])}
        options={(Object.keys(presets) as NormPreset[]).map((value) => ({
          value,
          label: t(`image.norm.${value}`),
        }))}
      />
      {(['mean', 'std'] as const).map((which) => (
        <fieldset key={which} className="img-three">
          <legend>{t(`image.${which}`)}</legend>
          {channels.map((channel, at) => (
            <NumberField
              key={channel}
              label={`${t(`image.${which}`)}, ${t(channel)}`}
              hideLabel
              value={recipe[which][at % recipe[which].length] ?? 0}
              min={which === 'mean' ? -10 : 0.001}
              max={10}
              step={0.01}
              whole={false}
              onCommit={(value) => custom(which, at, value)}
            />
          ))}
        </fieldset>
      ))}
      <Hint>{t(preset === null ? 'image.norm.custom' : 'image.norm.help')}</Hint>
    </div>
  );
}
