import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { selectSpec } from '../store/select.ts';
import type { ExplorerState } from '../store/state.ts';
import { type MessageKey, t } from '../text/index.ts';
import { Boundary, Button, Icon, narrowPage, Sheet, Toast, useMedia } from '../ui/index.ts';
import { networkName } from '../weights/trained/names.ts';
import { SheetContext, useExplorer } from '../views/context.tsx';
import { GraphView } from '../views/graph/GraphView.tsx';
import { ImagePanel } from '../views/image/ImagePanel.tsx';
import { Inspector } from '../views/inspector/Inspector.tsx';
import { LayersTable } from '../views/layers/LayersTable.tsx';
import { Predictions } from '../views/predictions/Predictions.tsx';
import { Specification } from '../views/specification/Specification.tsx';
import { TopBar } from '../views/topBar/TopBar.tsx';
import './app.css';

type SidePanel = 'specification' | 'inspector';

const linksToInspector = ({ view }: ExplorerState): boolean =>
  view.inspectorTab === 'try'
    ? view.experiment !== null
    : view.inspectorTab === 'about' && view.system !== null;

/** The page: bar on top, specification left, graph in the middle, answer beneath it, inspector right. */
export function App() {
  const narrow = useMedia(narrowPage);
  const linked = useExplorer(linksToInspector);
  // A link to an experiment or to a system is there for it, also where panels are put away.
  const [panel, setPanel] = useState<SidePanel | null>(linked ? 'inspector' : null);
  const sheet = useMemo(() => ({ open: () => setPanel('inspector'), close: () => setPanel(null) }), []);
  useDocumentTitle();
  return (
    <SheetContext value={sheet}>
      <div className="app">
        <SkipLink />
        <Panel label="app.title">
          <TopBar />
        </Panel>
        {narrow ? null : (
          <aside className="app-left" aria-label={t('app.specification')}>
            <Panel label="app.specification">
              <Specification />
            </Panel>
          </aside>
        )}
        <main className="app-main">
          <div id="graph" className="app-graph" tabIndex={-1}>
            <Panel label="app.graph">
              <GraphView />
            </Panel>
          </div>
          <Layers />
          <div className="app-answer">
            <Panel label="app.image">
              <ImagePanel />
            </Panel>
            <Panel label="app.predictions">
              <Predictions />
            </Panel>
          </div>
        </main>
        {narrow ? (
          <Sheets open={panel} onOpen={setPanel} />
        ) : (
          <div className="app-right">
            <InspectorPanel />
          </div>
        )}
        <Check />
        <Notices />
      </div>
    </SheetContext>
  );
}

/** The address after `#` holds the network, so the link moves the focus by itself. */
function SkipLink() {
  return (
    // biome-ignore lint/a11y/useValidAnchor: it does go to a part of the page, only not through the address
    <a
      className="app-skip"
      href="#graph"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById('graph')?.focus();
      }}
    >
      {t('app.skip')}
    </a>
  );
}

function Panel({ label, children }: { readonly label: MessageKey; readonly children: ReactNode }) {
  return <Boundary label={t(label)}>{children}</Boundary>;
}

/**
 * The table is always in the document, the graph's mirror for those who do not see the drawing; folded, it shows its
 * bar alone and unfolds as soon as something in it has the focus.
 */
function Layers() {
  const shown = useExplorer((state) => state.view.layersShown);
  const setView = useExplorer((state) => state.setView);
  const section = useRef<HTMLElement>(null);
  const show = (layersShown: boolean): void => {
    // Focus inside may have scrolled the folded section; the bar must come first again.
    section.current?.scrollTo(0, 0);
    setView({ layersShown });
  };
  return (
    <section
      ref={section}
      className={`app-layers${shown ? '' : ' app-layers-folded'}`}
      aria-label={t('app.layers')}
    >
      <button
        type="button"
        className="app-layers-bar"
        aria-expanded={shown}
        aria-controls="layers"
        onClick={() => show(!shown)}
      >
        <Icon name="chevron" />
        {t('app.layers')}
        <span className="app-layers-detail">{t('app.layers.detail')}</span>
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it watches the focus of what it holds */}
      <div id="layers" className="app-layers-body" onFocus={shown ? undefined : () => show(true)}>
        <Panel label="app.layers">
          <LayersTable />
        </Panel>
      </div>
    </section>
  );
}

const CheckPanel = lazy(() => import('../views/check/CheckPanel.tsx'));

/** A chunk of its own: few visits need it. */
function Check() {
  const open = useExplorer((state) => state.check.open);
  if (!open) return null;
  return (
    <Panel label="check.title">
      <Suspense>
        <CheckPanel />
      </Suspense>
    </Panel>
  );
}

function InspectorPanel() {
  return (
    <section className="app-inspector" aria-label={t('app.inspector')}>
      <Panel label="app.inspector">
        <Inspector />
      </Panel>
    </section>
  );
}

/** On a narrow page the side panels come from the bottom, one at a time, and leave the graph in sight. */
function Sheets({
  open,
  onOpen: setOpen,
}: {
  readonly open: SidePanel | null;
  readonly onOpen: (panel: SidePanel | null) => void;
}) {
  const setView = useExplorer((state) => state.setView);
  const tab = useExplorer((state) => state.view.inspectorTab);
  const close = (): void => setOpen(null);
  const inspect = (trying: boolean): void => {
    if (trying !== (tab === 'try')) setView({ inspectorTab: trying ? 'try' : 'maps' });
    setOpen('inspector');
  };
  return (
    <>
      <nav className="app-tabs" aria-label={t('app.panels')}>
        <Button tone="quiet" onClick={() => setOpen('specification')}>
          <Icon name="controls" />
          {t('app.specification')}
        </Button>
        <Button tone="quiet" onClick={() => inspect(false)}>
          <Icon name="inspect" />
          {t('app.inspector')}
        </Button>
        <Button tone="quiet" onClick={() => inspect(true)}>
          <Icon name="flask" />
          {t('inspect.tab.try')}
        </Button>
      </nav>
      <Sheet label={t('app.specification')} open={open === 'specification'} onClose={close}>
        <Panel label="app.specification">
          <Specification />
        </Panel>
      </Sheet>
      <Sheet label={t('app.inspector')} open={open === 'inspector'} onClose={close}>
        <InspectorPanel />
      </Sheet>
    </>
  );
}

function Notices() {
  const notice = useExplorer((state) => state.notice);
  const dismiss = useExplorer((state) => state.dismissNotice);
  return (
    <Toast message={notice ? { ...notice, text: t(notice.key, notice.values) } : null} onDismiss={dismiss} />
  );
}

function useDocumentTitle(): void {
  const { name } = networkName(useExplorer(selectSpec));
  useEffect(() => {
    document.title = t('app.documentTitle', { name });
  }, [name]);
}
