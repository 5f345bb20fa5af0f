import { useState } from 'react';
import type { InspectorTab } from '../../store/state.ts';
import { selectGraph } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { formatShape, Tabs } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { AboutTab } from '../systems/AboutTab.tsx';
import { ExperimentsTab } from '../experiments/ExperimentsTab.tsx';
import { CostTab } from './costTab.tsx';
import { FieldFact } from './fieldFact.tsx';
import { MapsTab } from './mapsTab.tsx';
import { initialPreferences } from './preferences.ts';
import { Empty } from './states.tsx';
import { WeightsTab } from './weightsTab.tsx';
import { placeInWords, selectedIn, selectedInWords } from './words.ts';
import './inspector.css';
import './pictures.css';

/** What is selected: its feature maps, its weights, its cost. The content of the region "Inspector". */
export function Inspector() {
  const graph = useExplorer(selectGraph);
  const selection = useExplorer((state) => state.selection);
  const tab = useExplorer((state) => state.view.inspectorTab);
  const setView = useExplorer((state) => state.setView);
  const [preferences, setPreferences] = useState(initialPreferences);
  const selected = selectedIn(graph, selection);
  return (
    <div className="insp">
      <Tabs<InspectorTab>
        label={t('inspect.tabs')}
        tabs={[
          { id: 'maps', label: t('inspect.tab.maps') },
          { id: 'weights', label: t('inspect.tab.weights') },
          { id: 'cost', label: t('inspect.tab.cost') },
          { id: 'about', label: t('inspect.tab.about') },
          { id: 'try', label: t('inspect.tab.try') },
        ]}
        value={tab}
        onChange={(inspectorTab) => setView({ inspectorTab })}
      >
        {tab === 'try' ? (
          <ExperimentsTab />
        ) : tab === 'about' ? (
          <AboutTab />
        ) : selected === null ? (
          <Empty text={t('inspect.nothing')} />
        ) : (
          <>
            <header className="insp-head">
              <h2>{placeInWords(selected.kind === 'node' ? selected.node.id : selected.region.id)}</h2>
              <p>{selectedInWords(graph, selected)}</p>
              <p className="rx-mono">{formatShape(selected.node.shape)}</p>
              <FieldFact graph={graph} node={selected.node} />
            </header>
            {tab === 'maps' ? (
              <MapsTab
                graph={graph}
                selected={selected}
                preferences={preferences}
                onPreferences={setPreferences}
              />
            ) : tab === 'weights' ? (
              <WeightsTab graph={graph} selected={selected} />
            ) : (
              <CostTab graph={graph} selected={selected} />
            )}
          </>
        )}
      </Tabs>
    </div>
  );
}
