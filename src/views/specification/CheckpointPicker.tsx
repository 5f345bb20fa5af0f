import { type FormEvent, type MouseEvent, useId, useMemo, useState } from 'react';
import { optionsOf } from '../../arch/spec.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { Button, formatBytes, formatPercent, Hint, Popover, Section } from '../../ui/index.ts';
import {
  type Checkpoint,
  catalogue,
  catalogueSource,
  fittingCheckpoints,
  nearestCheckpoints,
  specOfCheckpoint,
} from '../../weights/catalogue.ts';
import { parseHubRef } from '../../weights/hub.ts';
import { useExplorer, useServices } from '../context.tsx';
import './checkpoints.css';

const neighbours = 6;

/** Whether the catalogue says anything of a family: timm has checkpoints of some that are not in it. */
const listed = ({ family }: FamilySpec): boolean =>
  catalogue.some((checkpoint) => specOfCheckpoint(checkpoint).family === family);

const shut = (event: MouseEvent<HTMLElement> | FormEvent<HTMLElement>): void =>
  event.currentTarget.closest<HTMLElement>('[popover]')?.hidePopover();

/** Trained weights for the present network, from timm's catalogue, the Hub or what the browser has kept. */
export function CheckpointPicker() {
  const spec = useExplorer(selectSpec);
  const fitting = useMemo(() => fittingCheckpoints(spec), [spec]);
  const count = fitting.length;
  return (
    <Popover
      label={t('hub.picker')}
      align="start"
      className="rx-button rx-button-plain"
      button={count === 0 ? t('hub.trained.none') : t('hub.trained', { count })}
    >
      <div className="ckpt">
        <Reference />
        <Section level={3} title={count === 0 ? t('hub.fit.title') : t('hub.fit', { count })}>
          <Hint>
            {t(listed(spec) ? (count === 0 ? 'hub.fit.none' : 'hub.fit.detail') : 'hub.fit.unlisted')}
          </Hint>
          <List entries={fitting.map((checkpoint) => ({ checkpoint, differs: [] }))} />
        </Section>
        <Kept />
        <Nearest spec={spec} />
        <Hint>{t('hub.about', { source: catalogueSource.replace(/@(.{7}).*$/, ' $1') })}</Hint>
      </div>
    </Popover>
  );
}

function Reference() {
  const id = useId();
  const services = useServices();
  const [text, setText] = useState('');
  return (
    <form
      className="ckpt-reference"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        shut(event);
        services.openReference(text, false);
      }}
    >
      <label htmlFor={id} className="rx-label">
        {t('hub.reference')}
      </label>
      <input
        id={id}
        type="text"
        className="rx-input rx-text rx-mono"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        placeholder={t('hub.reference.hint')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" className="rx-button rx-button-plain">
        {t('hub.load')}
      </button>
    </form>
  );
}

function Nearest({ spec }: { readonly spec: FamilySpec }) {
  const near = useMemo(() => nearestCheckpoints(spec, neighbours), [spec]);
  if (near.length === 0) return null;
  return (
    <Section level={3} title={t('hub.nearest')}>
      <Hint>{t('hub.nearest.detail')}</Hint>
      <List entries={near} />
    </Section>
  );
}

function List({
  entries,
}: {
  readonly entries: readonly { readonly checkpoint: Checkpoint; readonly differs: readonly string[] }[];
}) {
  return (
    <ul className="ckpt-list">
      {entries.map(({ checkpoint, differs }) => (
        <Entry key={checkpoint.name} checkpoint={checkpoint} differs={differs} />
      ))}
    </ul>
  );
}

function Entry({
  checkpoint,
  differs,
}: {
  readonly checkpoint: Checkpoint;
  readonly differs: readonly string[];
}) {
  const services = useServices();
  const { name, repo, sizes, bytes, licence, commercial } = checkpoint;
  const options = optionsOf(specOfCheckpoint(checkpoint).family);
  const words = differs.map((option) => {
    const label = options[option]?.label;
    return label === undefined ? option : t(label).toLowerCase();
  });
  return (
    <li>
      <div className="ckpt-what">
        <span className="ckpt-name rx-mono">{name}</span>
        <span className="ckpt-facts">
          {t('hub.facts', { bytes: formatBytes(bytes), licence: licence ?? t('hub.licenceUnknown') })}
          {commercial ? null : <span className="ckpt-warn"> · {t('hub.nonCommercial')}</span>}
        </span>
        {words.length > 0 ? (
          <span className="ckpt-facts">{t('hub.differs', { options: words.join(' · ') })}</span>
        ) : null}
      </div>
      <div className="ckpt-sizes">
        {sizes.map(({ side, top1: percent }) => {
          const top1 = formatPercent(percent / 100);
          return (
            <Button
              key={side}
              aria-label={t('hub.loadAt', { top1, side, name })}
              title={t('hub.loadAt', { top1, side, name })}
              onClick={(event) => {
                shut(event);
                const source = parseHubRef(repo);
                if (source) services.fetchWeights(source, side);
              }}
            >
              {t('hub.accuracy', { top1, side })}
            </Button>
          );
        })}
      </div>
    </li>
  );
}

function Kept() {
  const kept = useExplorer((state) => state.kept);
  const services = useServices();
  if (kept.length === 0) return null;
  const total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <Section level={3} title={t('hub.kept')}>
      <Hint>{t('hub.kept.total', { bytes: formatBytes(total) })}</Hint>
      <ul className="ckpt-list">
        {kept.map((entry) => (
          <li key={entry.url}>
            <div className="ckpt-what">
              <span className="ckpt-name rx-mono">{entry.title}</span>
              <span className="ckpt-facts">
                {entry.inMemory
                  ? t('hub.kept.memory', { bytes: formatBytes(entry.bytes) })
                  : formatBytes(entry.bytes)}
              </span>
            </div>
            <div className="ckpt-sizes">
              <Button
                aria-label={t('hub.useOf', { name: entry.title })}
                onClick={(event) => {
                  shut(event);
                  services.fetchWeights(entry.source, null);
                }}
              >
                {t('hub.use')}
              </Button>
              <Button
                aria-label={t('hub.deleteOf', { name: entry.title })}
                onClick={(event) => {
                  // The button goes with its line; the keyboard stays in the panel.
                  event.currentTarget.closest('.ckpt')?.querySelector('input')?.focus();
                  services.forgetWeights(entry);
                }}
              >
                {t('hub.delete')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
