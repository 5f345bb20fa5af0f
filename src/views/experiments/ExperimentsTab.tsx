import { useState } from 'react';
import { buildGraph } from '../../arch/build.ts';
import { type PresentSystem, presentSystems, systems } from '../../arch/systems/index.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { selectGraph, selectSpec } from '../../store/select.ts';
import { type MessageKey, t } from '../../text/index.ts';
import { Button, Hint, Section, useKeptFocus } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { trainedWith } from '../systems/examples.ts';
import { PaperLink } from '../systems/PaperLink.tsx';
import type { Experiment, Subject } from './experiment.ts';
import { experiments } from './index.ts';
import './experiments.css';

/** The list of things to try, or one of them. */
export function ExperimentsTab() {
  const id = useExplorer((state) => state.view.experiment);
  const chosen = experiments.find((entry) => entry.id === id);
  const box = useKeptFocus<HTMLDivElement>();
  const [left, setLeft] = useState(id);
  if (id !== null && id !== left) setLeft(id);
  return (
    <div ref={box} className="try">
      {chosen ? <Opened experiment={chosen} /> : <List left={left} />}
    </div>
  );
}

interface Offer {
  readonly experiment: Experiment;
  readonly obstacle: MessageKey | null;
  /** The systems of this network whose point it makes. */
  readonly shows: readonly PresentSystem[];
}

const offersFor = (subject: Subject, present: readonly PresentSystem[]): readonly Offer[] =>
  experiments.map((experiment) => ({
    experiment,
    obstacle: experiment.obstacle(subject),
    shows: present.filter(({ system }) => experiment.shows.includes(system.id)),
  }));

/**
 * First what makes a point of this network, then what can be done with it too, then what needs another one. `left` is
 * the id of the experiment that was open before.
 */
function List({ left }: { readonly left: string | null }) {
  const spec = useExplorer(selectSpec);
  const graph = useExplorer(selectGraph);
  const present = presentSystems(spec);
  const offers = offersFor({ spec, graph }, present);
  const rank = ({ shows: [first] }: Offer): number => (first ? present.indexOf(first) : present.length);
  const possible = offers.filter(({ obstacle }) => obstacle === null);
  return (
    <>
      <p className="try-lead">{t('try.lead')}</p>
      <Group
        title="try.group.here"
        left={left}
        offers={possible.filter(({ shows }) => shows.length > 0).toSorted((a, b) => rank(a) - rank(b))}
      />
      <Group left={left} title="try.group.also" offers={possible.filter(({ shows }) => shows.length === 0)} />
      <Group
        left={left}
        title="try.group.elsewhere"
        offers={offers.filter(({ obstacle }) => obstacle !== null)}
      />
    </>
  );
}

function Group({
  title,
  offers,
  left,
}: {
  readonly title: MessageKey;
  readonly offers: readonly Offer[];
  readonly left: string | null;
}) {
  const setView = useExplorer((state) => state.setView);
  if (offers.length === 0) return null;
  return (
    <Section title={t(title)}>
      <ul className="try-list">
        {offers.map(({ experiment, obstacle, shows }) => (
          <li key={experiment.id}>
            <button
              type="button"
              {...(experiment.id === left ? { 'data-focus': '' } : {})}
              onClick={() => setView({ experiment: experiment.id })}
            >
              <strong>{t(experiment.title)}</strong>
              <span>{t(experiment.question)}</span>
              <Parts shows={shows} />
              {obstacle ? <span className="try-obstacle">{t(obstacle)}</span> : null}
            </button>
            {obstacle ? <OpenExample experiment={experiment} /> : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What of this network it is about; a way to look at networks has its name already. */
function Parts({ shows }: { readonly shows: readonly PresentSystem[] }) {
  const parts = shows.filter(({ system }) => system.group !== 'looks');
  if (parts.length === 0) return null;
  return <span className="try-shows">{parts.map(({ system }) => t(system.title)).join(' · ')}</span>;
}

/** Opens a network that an experiment can be made on, and the experiment; a trained one where there is one. */
function OpenExample({ experiment }: { readonly experiment: Experiment }) {
  const openText = useExplorer((state) => state.openText);
  const setView = useExplorer((state) => state.setView);
  const [first] = experiment.shows;
  const system = systems.find(({ id }) => id === first);
  if (system === undefined) return null;
  const possible = (spec: FamilySpec): boolean =>
    experiment.obstacle({ spec, graph: buildGraph(spec) }) === null;
  const known = trainedWith(system, possible);
  const button = (name: string, label: MessageKey) => (
    <Button
      aria-label={t('try.openFor', { open: t(label, { name }), title: t(experiment.title) })}
      onClick={() => {
        openText(name);
        setView({ experiment: experiment.id });
      }}
    >
      {t(label, { name })}
    </Button>
  );
  return (
    <div className="try-examples">
      {button(system.preset, 'about.open')}
      {known === null ? null : button(known, 'about.openTrained')}
    </div>
  );
}

function Opened({ experiment }: { readonly experiment: Experiment }) {
  const spec = useExplorer(selectSpec);
  const graph = useExplorer(selectGraph);
  const setView = useExplorer((state) => state.setView);
  const { title, about, paper, Component } = experiment;
  const obstacle = experiment.obstacle({ spec, graph });
  return (
    <>
      <button type="button" className="try-back" onClick={() => setView({ experiment: null })}>
        {t('try.back')}
      </button>
      <header className="try-head">
        <h2>{t(title)}</h2>
        <p>{t(about)}</p>
        <p className="try-faint">
          <PaperLink paper={paper} />
        </p>
      </header>
      {obstacle ? (
        <div className="try-needs">
          <Hint tone="warn">{t(obstacle)}</Hint>
          <OpenExample experiment={experiment} />
        </div>
      ) : (
        <Component spec={spec} graph={graph} />
      )}
    </>
  );
}
