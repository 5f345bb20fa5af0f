import { useContext, useEffect } from 'react';
import { t } from '../../text/index.ts';
import { Button, Icon, IconButton } from '../../ui/index.ts';
import { SheetContext, useExplorer, useExplorerStore } from '../context.tsx';
import { usePresent, useShow, useSystemChanges } from './useSystems.ts';
import './systems.css';

/**
 * One line beside the drawing: what one system of this network changes. It begins with the most telling one, turns to
 * what an edit brings, and steps through all of them.
 */
export function SystemNote() {
  const present = usePresent();
  const { appeared, gone } = useSystemChanges();
  const wanted = useExplorer((state) => state.view.system);
  const setView = useExplorer((state) => state.setView);
  const store = useExplorerStore();
  const sheet = useContext(SheetContext);
  const show = useShow();
  const isNew = (id: string): boolean => appeared.some((system) => system.id === id);
  useEffect(() => {
    const [first] = appeared;
    const { view } = store.getState();
    if (first && appeared.every(({ id }) => id !== view.system)) setView({ system: first.id });
  }, [appeared, store, setView]);
  const at = Math.max(
    0,
    present.findIndex(({ system }) => system.id === wanted),
  );
  const entry = present[at];
  if (entry === undefined) return null;
  const step = (by: number): void => {
    const next = present[(at + by + present.length) % present.length];
    if (next) setView({ system: next.system.id });
  };
  const { system } = entry;
  return (
    <section className="sys-note" aria-label={t('about.title')}>
      {present.length > 1 ? (
        <div className="sys-steps">
          <IconButton tone="quiet" label={t('about.previous')} onClick={() => step(-1)}>
            <Icon name="chevron" />
          </IconButton>
          <span>{t('about.place', { place: at + 1, count: present.length })}</span>
          <IconButton tone="quiet" label={t('about.next')} onClick={() => step(1)}>
            <Icon name="chevron" />
          </IconButton>
        </div>
      ) : null}
      <p aria-live="polite">
        {appeared.length === 0 && gone[0] ? (
          <span className="sys-badge sys-badge-new">{t('about.gone.one', { title: t(gone[0].title) })}</span>
        ) : null}
        {isNew(system.id) ? <span className="sys-badge sys-badge-new">{t('about.new')}</span> : null}
        <strong>{t(system.title)}</strong> {t(system.changes)}
      </p>
      <div className="sys-note-acts">
        <Button tone="quiet" aria-label={t('about.show')} onClick={() => show(entry.at)}>
          {t('about.show.short')}
        </Button>
        <Button
          tone="quiet"
          onClick={() => {
            setView({ inspectorTab: 'about', systems: 'here', system: system.id });
            sheet.open();
          }}
        >
          {t('about.more')}
        </Button>
      </div>
    </section>
  );
}
