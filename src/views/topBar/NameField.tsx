import { nameOf } from '../../arch/names/specText.ts';
import { registeredNames } from '../../arch/names/timm.ts';
import { optionsOf } from '../../arch/spec.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { TextField } from '../../ui/index.ts';
import { useExplorer, useExplorerStore } from '../context.tsx';

const suggestions = registeredNames();

/** The network by its name, to read and to type; beneath it what the name leaves out. */
export function NameField() {
  const spec = useExplorer(selectSpec);
  const problem = useExplorer((state) => state.problem);
  const edit = useExplorer((state) => state.edit);
  const store = useExplorerStore();
  const openText = useExplorer((state) => state.openText);
  const { name, beyond, registered } = nameOf(spec);
  // A problem that belongs to no control came from a text.
  const mine = problem !== null && !Object.hasOwn(optionsOf(spec.family), problem.path);
  const caption = [
    ...(beyond.length > 0 ? [t('app.name.beyond', { options: beyond.join(', ') })] : []),
    t(registered ? 'app.name.registered' : 'app.name.unregistered'),
  ].join(' · ');
  return (
    <div className="bar-name">
      <TextField
        label={t('app.name')}
        hideLabel
        mono
        value={name}
        suggestions={suggestions}
        onCommit={(text) => {
          openText(text);
          return store.getState().problem === null;
        }}
        // An edit of nothing takes the refused one off the page.
        onRevert={() => edit({})}
        error={mine ? t(problem.key, problem.values) : undefined}
      />
      {mine ? null : (
        <p className="bar-caption" title={caption}>
          {caption}
        </p>
      )}
    </div>
  );
}
