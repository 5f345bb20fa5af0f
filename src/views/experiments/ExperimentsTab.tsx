import { useState } from 'react';
import { selectGraph, selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Hint, useKeptFocus } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import type { Experiment } from './experiment.ts';
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

/** `left` is the id of the experiment that was open before. */
function List({ left }: { readonly left: string | null }) {
  const spec = useExplorer(selectSpec);
  const graph = useExplorer(selectGraph);
  const setView = useExplorer((state) => state.setView);
  return (
    <>
      <p className="try-lead">{t('try.lead')}</p>
      <ul className="try-list">
        {experiments.map((entry) => {
          const obstacle = entry.obstacle({ spec, graph });
          return (
            <li key={entry.id}>
              <button
                type="button"
                {...(entry.id === left ? { 'data-focus': '' } : {})}
                onClick={() => setView({ experiment: entry.id })}
              >
                <strong>{t(entry.title)}</strong>
                <span>{t(entry.question)}</span>
                {obstacle ? <span className="try-obstacle">{t(obstacle)}</span> : null}
              </button>
            </li>
          );
        })}
      </ul>
    </>
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
          <a href={`https://arxiv.org/abs/${paper.arxiv}`} target="_blank" rel="noreferrer">
            arXiv {paper.arxiv}
          </a>
          {t('try.section', { section: paper.section })}
        </p>
      </header>
      {obstacle ? <Hint tone="warn">{t(obstacle)}</Hint> : <Component spec={spec} graph={graph} />}
    </>
  );
}
