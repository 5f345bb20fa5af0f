import { allFamilies } from '../../arch/families/index.ts';
import { registeredNames } from '../../arch/names/registry.ts';
import { optionsOf } from '../../arch/spec.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { TextField } from '../../ui/index.ts';
import { catalogue, findCheckpoint } from '../../weights/catalogue.ts';
import { looksRemote } from '../../weights/hub.ts';
import { trained } from '../../weights/trained/index.ts';
import { networkName } from '../../weights/trained/names.ts';
import { useExplorer, useExplorerStore, useServices } from '../context.tsx';

const suggestions = [
  ...new Set([
    ...trained.nets.map(({ id }) => id),
    ...registeredNames(),
    ...allFamilies.flatMap(({ names }) => names.presets.map(({ name }) => name)),
    ...catalogue.map(({ name }) => name),
  ]),
];

/** The network by its name, to read and to type; beneath it what the name leaves out. */
export function NameField() {
  const spec = useExplorer(selectSpec);
  const problem = useExplorer((state) => state.problem);
  const edit = useExplorer((state) => state.edit);
  const store = useExplorerStore();
  const openText = useExplorer((state) => state.openText);
  const services = useServices();
  const { name, beyond, registered, trained: known } = networkName(spec);
  /** A name with a tag, an older name or a link names weights too. */
  const open = (text: string): boolean => {
    const checkpoint = findCheckpoint(text);
    if (checkpoint === null && !looksRemote(text)) {
      openText(text);
      return store.getState().problem === null;
    }
    edit({});
    services.openReference(checkpoint?.repo ?? text, true);
    return true;
  };
  // A problem that belongs to no control came from a text.
  const mine = problem !== null && !Object.hasOwn(optionsOf(spec.family), problem.path);
  const caption = [
    ...(beyond.length > 0 ? [t('app.name.beyond', { options: beyond.join(', ') })] : []),
    t(known ? 'app.name.trained' : registered ? 'app.name.registered' : 'app.name.unregistered'),
  ].join(' · ');
  return (
    <div className="bar-name">
      <TextField
        label={t('app.name')}
        hideLabel
        mono
        value={name}
        suggestions={suggestions}
        onCommit={open}
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
