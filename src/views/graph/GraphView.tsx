import { type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { createDiagram, type Diagram } from '../../diagram/index.ts';
import { layoutGraph } from '../../layout/index.ts';
import type { Thumbnail } from '../../runtime/contract.ts';
import { selectChanged, selectGraph, selectStale } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Icon, IconButton, reducedMotion, useMedia } from '../../ui/index.ts';
import { DrawingContext, useExplorer, useExplorerStore } from '../context.tsx';
import { SystemNote } from '../systems/SystemNote.tsx';
import { foldAll, openAll } from './folding.ts';
import './graph.css';

/** One press of a zoom button. */
const zoomStep = 1.35;
const legend = ['conv', 'pool', 'attention'] as const;
const noPictures: readonly Thumbnail[] = [];

/** The drawing and its buttons. React mounts it once; from then on D3 owns what is inside. */
export function GraphView() {
  const store = useExplorerStore();
  const host = useRef<HTMLDivElement>(null);
  const diagram = useRef<Diagram | null>(null);
  const drawing = useContext(DrawingContext);
  /** What was selected in the drawing itself: it is in sight already. */
  const selectedHere = useRef<string | null>(null);
  const graph = useExplorer(selectGraph);
  const changed = useExplorer(selectChanged);
  const selection = useExplorer((state) => state.selection);
  const faded = useExplorer((state) => state.faded);
  const pictures = useExplorer((state) => state.run.result?.thumbnails ?? noPictures);
  const stale = useExplorer(selectStale);
  const open = useExplorer((state) => state.view.open);
  const unfolded = useExplorer((state) => state.view.unfolded);
  const collapsed = useExplorer((state) => state.view.collapsed);
  const noteShown = useExplorer((state) => state.view.noteShown);
  const still = useMedia(reducedMotion);
  const scene = useMemo(
    () =>
      layoutGraph(graph, {
        open: new Set(open),
        unfolded: new Set(unfolded),
        collapsed: new Set(collapsed),
      }),
    [graph, open, unfolded, collapsed],
  );
  const thumbnails = useMemo(() => new Map(pictures.map((picture) => [picture.node, picture])), [pictures]);

  useEffect(() => {
    if (host.current === null) return undefined;
    const { select, toggle, unfold, pick } = store.getState();
    const created = createDiagram(host.current, {
      select: (id) => {
        selectedHere.current = id;
        select(id);
        if (id !== null) pick(id);
      },
      toggle,
      unfold,
    });
    diagram.current = created;
    drawing.current = created;
    return () => {
      diagram.current = null;
      drawing.current = null;
      created.destroy();
    };
  }, [store, drawing]);

  useEffect(() => {
    diagram.current?.update({
      scene,
      selection,
      changed,
      faded,
      thumbnails,
      stale,
      reducedMotion: still,
      label: t('app.graph'),
    });
  }, [scene, selection, changed, faded, thumbnails, stale, still]);

  const firstSelection = useRef(true);
  useEffect(() => {
    const first = firstSelection.current;
    firstSelection.current = false;
    if (!first && selection !== null && selection !== selectedHere.current) diagram.current?.focus(selection);
    selectedHere.current = null;
  }, [selection]);

  return (
    <section className="graph" aria-label={t('app.graph')}>
      <div className="graph-head">
        <Legend changed={changed.size > 0} />
        <GraphTools diagram={() => diagram.current} />
      </div>
      {noteShown ? <SystemNote /> : null}
      <div ref={host} className="graph-host" />
    </section>
  );
}

/** What the tints mean. The mark of change is named while there is one. */
function Legend({ changed }: { readonly changed: boolean }) {
  return (
    <ul className="graph-legend">
      {legend.map((kind) => (
        <li key={kind}>
          <span className={`graph-swatch graph-swatch-${kind}`} aria-hidden="true" />
          {t(`graph.legend.${kind}`)}
        </li>
      ))}
      {changed ? (
        <li>
          <span className="graph-swatch graph-swatch-changed" aria-hidden="true" />
          {t('graph.legend.changed')}
        </li>
      ) : null}
    </ul>
  );
}

function GraphTools({ diagram }: { readonly diagram: () => Diagram | null }) {
  const graph = useExplorer(selectGraph);
  const setView = useExplorer((state) => state.setView);
  const { unfolded, noteShown } = useExplorer((state) => state.view);
  const tool = (label: string, icon: ReactNode, act: () => void) => (
    <IconButton tone="quiet" label={label} onClick={act}>
      {icon}
    </IconButton>
  );
  return (
    <div className="graph-tools" role="toolbar" aria-label={t('graph.tools')}>
      <IconButton
        tone="quiet"
        label={t('about.title')}
        pressed={noteShown}
        onClick={() => setView({ noteShown: !noteShown })}
      >
        <Icon name="note" />
      </IconButton>
      <span className="graph-tools-gap" />
      {tool(t('graph.openAll'), <Icon name="open" />, () => setView(openAll(graph, unfolded)))}
      {tool(t('graph.foldAll'), <Icon name="fold" />, () => setView(foldAll))}
      <span className="graph-tools-gap" />
      {tool(t('graph.zoomOut'), <Icon name="minus" />, () => diagram()?.zoomBy(1 / zoomStep))}
      {tool(t('graph.zoomIn'), <Icon name="plus" />, () => diagram()?.zoomBy(zoomStep))}
      {tool(t('graph.fit'), <Icon name="fit" />, () => diagram()?.fit())}
    </div>
  );
}
