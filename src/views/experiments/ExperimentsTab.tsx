import { selectGraph, selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, Hint } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import type { Experiment } from './experiment.ts';
import { experiments } from './index.ts';
import './experiments.css';

/** The list of things to try, or one of them. */
export function ExperimentsTab() {
  const id = useExplorer((state) => state.view.experiment);
  const chosen = experiments.find((entry) => entry.id === id);
  return chosen ? <Opened experiment={chosen} /> : <List />;
}

function List() {
  const spec = useExplorer(selectSpec);
  const graph = useExplorer(selectGraph);
  const setView = useExplorer((state) => state.setView);
  return (
    <div className="try">
      <p className="try-lead">{t('try.lead')}</p>
      <ul className="try-list">
        {experiments.map((entry) => {
          const obstacle = entry.obstacle({ spec, graph });
          return (
            <li key={entry.id}>
              <button type="button" onClick={() => setView({ experiment: entry.id })}>
                <strong>{t(entry.title)}</strong>
                <span>{t(entry.question)}</span>
                {obstacle ? <span className="try-obstacle">{t(obstacle)}</span> : null}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Opened({ experiment }: { readonly experiment: Experiment }) {
  const spec = useExplorer(selectSpec);
  const graph = useExplorer(selectGraph);
  const setView = useExplorer((state) => state.setView);
  const openText = useExplorer((state) => state.openText);
  const { title, about, paper, example, Component } = experiment;
  const obstacle = experiment.obstacle({ spec, graph });
  return (
    <div className="try">
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
      {obstacle === null ? (
        <Component spec={spec} graph={graph} />
      ) : (
        <>
          <Hint tone="warn">{t(obstacle)}</Hint>
          {example ? (
            <div className="try-buttons">
              <Button onClick={() => openText(example)}>{t('try.open', { name: example })}</Button>
            </div>
          ) : null}
        </>
      )}
    </div>
  );
}
