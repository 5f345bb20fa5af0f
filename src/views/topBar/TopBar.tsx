import type { Theme } from '../../store/state.ts';
import { t } from '../../text/index.ts';
import { Button, Icon, IconButton, type IconName } from '../../ui/index.ts';
import { useExplorer, useServices } from '../context.tsx';
import { ExportMenu } from '../export/ExportMenu.tsx';
import { NameField } from './NameField.tsx';
import { RuntimeStatus } from './RuntimeStatus.tsx';
import { Totals } from './Totals.tsx';
import { useUndoKeys } from './undoKeys.ts';
import './topBar.css';

/** Name, cost, runtime; undo, redo, share, theme. */
export function TopBar() {
  const canUndo = useExplorer((state) => state.history.past.length > 0);
  const canRedo = useExplorer((state) => state.history.future.length > 0);
  const undo = useExplorer((state) => state.undo);
  const redo = useExplorer((state) => state.redo);
  const services = useServices();
  useUndoKeys();
  return (
    <header className="bar">
      <h1 className="bar-title">{t('app.title')}</h1>
      <NameField />
      <Totals />
      <RuntimeStatus />
      <div className="bar-actions">
        <IconButton label={t('app.undo')} disabled={!canUndo} onClick={undo}>
          <Icon name="undo" />
        </IconButton>
        <IconButton label={t('app.redo')} disabled={!canRedo} onClick={redo}>
          <Icon name="redo" />
        </IconButton>
        <Button className="bar-share" aria-label={t('app.share')} onClick={() => services.share()}>
          <Icon name="share" />
          <span>{t('app.share')}</span>
        </Button>
        <ExportMenu />
        <ThemeButton />
      </div>
    </header>
  );
}

const themes: { readonly [T in Theme]: { readonly next: Theme; readonly icon: IconName } } = {
  auto: { next: 'light', icon: 'auto' },
  light: { next: 'dark', icon: 'sun' },
  dark: { next: 'auto', icon: 'moon' },
};

/** Goes round the three; the name says which one holds. */
function ThemeButton() {
  const theme = useExplorer((state) => state.theme);
  const setTheme = useExplorer((state) => state.setTheme);
  const { next, icon } = themes[theme];
  return (
    <IconButton tone="quiet" label={t(`app.theme.${theme}`)} onClick={() => setTheme(next)}>
      <Icon name={icon} />
    </IconButton>
  );
}
