import { useEffect, useId, useRef } from 'react';
import type { System } from '../../arch/systems/index.ts';
import type { NodeId, RegionId } from '../../graph/types.ts';
import { selectGraph, selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, Icon } from '../../ui/index.ts';
import { formatNetwork, parseNetwork } from '../../weights/trained/names.ts';
import { useExplorer } from '../context.tsx';
import { experiments } from '../experiments/index.ts';
import { trainedWith } from './examples.ts';
import { PaperLink } from './PaperLink.tsx';
import { useOpenNetwork, useShow } from './useSystems.ts';

/** A system: what it changes; opened also why, where to read on, and what to do with it. */
export function SystemCard({
  system,
  at,
  isNew,
  marked = false,
  level = 3,
}: {
  readonly system: System;
  /** Where it is seen in the present network; null where it is not in it. */
  readonly at: NodeId | RegionId | null;
  /** Whether the last edit brought it. */
  readonly isNew: boolean;
  /** Says so where the present network has it. */
  readonly marked?: boolean;
  readonly level?: 3 | 4;
}) {
  const Heading = `h${level}` as const;
  const id = useId();
  const item = useRef<HTMLLIElement>(null);
  const open = useExplorer((state) => state.view.system === system.id);
  const setView = useExplorer((state) => state.setView);
  useEffect(() => {
    if (open) item.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <li ref={item} className={`sys-card${open ? ' sys-card-open' : ''}`}>
      <Heading>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={`${id}more`}
          onClick={() => setView({ system: open ? null : system.id })}
        >
          <Icon name="chevron" />
          <span>{t(system.title)}</span>
          {isNew ? <span className="sys-badge sys-badge-new">{t('about.new')}</span> : null}
          {marked && at !== null && !isNew ? <span className="sys-badge">{t('about.present')}</span> : null}
        </button>
      </Heading>
      <p>{t(system.changes)}</p>
      <div id={`${id}more`} className="sys-more" hidden={!open}>
        {open ? <More system={system} at={at} /> : null}
      </div>
    </li>
  );
}

function More({ system, at }: { readonly system: System; readonly at: NodeId | RegionId | null }) {
  const show = useShow();
  return (
    <>
      <p>{t(system.why)}</p>
      <p className="sys-faint">
        <PaperLink paper={system.paper} />
      </p>
      <div className="sys-acts">
        {at === null ? null : <Button onClick={() => show(at)}>{t('about.show')}</Button>}
        <Examples system={system} />
      </div>
      <Trials system={system} here={at !== null} />
    </>
  );
}

/** Networks that have it, but for the one that is open. */
function Examples({ system }: { readonly system: System }) {
  const spec = useExplorer(selectSpec);
  const open = useOpenNetwork();
  const own = formatNetwork(spec);
  const known = trainedWith(system);
  return (
    <>
      {formatNetwork(parseNetwork(system.preset).spec) === own ? null : (
        <Button onClick={() => open(system.preset, system)}>
          {t('about.open', { name: system.preset })}
        </Button>
      )}
      {known === null || known === own ? null : (
        <Button onClick={() => open(known, system)}>{t('about.openTrained', { name: known })}</Button>
      )}
    </>
  );
}

/** The experiments that make its point: to be opened where the present network has it, else named. */
function Trials({ system, here }: { readonly system: System; readonly here: boolean }) {
  const spec = useExplorer(selectSpec);
  const graph = useExplorer(selectGraph);
  const setView = useExplorer((state) => state.setView);
  const fitting = experiments.filter(({ shows }) => shows.includes(system.id));
  const possible = here ? fitting.filter(({ obstacle }) => obstacle({ spec, graph }) === null) : [];
  if (fitting.length === 0) return null;
  if (possible.length === 0) {
    const titles = fitting.map(({ title }) => t(title)).join(', ');
    return <p className="sys-faint">{t('about.tryThere', { titles })}</p>;
  }
  return (
    <div className="sys-acts">
      {possible.map(({ id, title }) => (
        <Button key={id} onClick={() => setView({ inspectorTab: 'try', experiment: id })}>
          <Icon name="flask" />
          {t('about.try', { title: t(title) })}
        </Button>
      ))}
    </div>
  );
}
