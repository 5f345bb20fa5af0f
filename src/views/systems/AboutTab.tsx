import { type System, systemGroups, systems } from '../../arch/systems/index.ts';
import { t } from '../../text/index.ts';
import { Hint, RadioGroup, Section } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { SystemCard } from './SystemCard.tsx';
import { usePresent, useSystemChanges } from './useSystems.ts';
import './systems.css';

/** What the present network is made of, or every system there is. The tab "About" of the inspector. */
export function AboutTab() {
  const listed = useExplorer((state) => state.view.systems);
  const setView = useExplorer((state) => state.setView);
  const present = usePresent();
  return (
    <div className="sys">
      <h2 className="sys-title">{t('about.title')}</h2>
      <RadioGroup
        label={t('about.list')}
        hideLabel
        value={listed}
        onChange={(value) => setView({ systems: value })}
        options={[
          { value: 'here', label: t('about.here', { count: present.length }) },
          { value: 'all', label: t('about.all', { count: systems.length }) },
        ]}
      />
      {listed === 'here' ? <Here /> : <All />}
    </div>
  );
}

function Here() {
  const present = usePresent();
  const { appeared, gone } = useSystemChanges();
  const wanted = useExplorer((state) => state.view.system);
  const setView = useExplorer((state) => state.setView);
  const absent = wanted !== null && present.every(({ system }) => system.id !== wanted);
  return (
    <>
      {gone.length > 0 ? (
        <Hint tone="change">{t('about.gone', { titles: gone.map(({ title }) => t(title)).join(', ') })}</Hint>
      ) : null}
      {absent ? (
        <p className="sys-faint">
          {t('about.absent', { title: t(`system.${wanted}`) })}{' '}
          <button type="button" className="sys-link" onClick={() => setView({ systems: 'all' })}>
            {t('about.absent.all')}
          </button>
        </p>
      ) : null}
      <ul className="sys-list">
        {present.map(({ system, at }) => (
          <SystemCard key={system.id} system={system} at={at} isNew={appeared.includes(system)} />
        ))}
      </ul>
    </>
  );
}

/** The family tree: group by group, what is in this network marked. */
function All() {
  const present = usePresent();
  const { appeared } = useSystemChanges();
  const placeOf = (system: System) => present.find((entry) => entry.system === system)?.at ?? null;
  return systemGroups.map((group) => (
    <Section key={group} title={t(`system.group.${group}`)}>
      <ul className="sys-list">
        {systems
          .filter((system) => system.group === group)
          .map((system) => (
            <SystemCard
              key={system.id}
              system={system}
              at={placeOf(system)}
              isNew={appeared.includes(system)}
              marked
              level={4}
            />
          ))}
      </ul>
    </Section>
  ));
}
