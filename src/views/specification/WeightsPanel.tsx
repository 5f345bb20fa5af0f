import { type DragEvent, useRef, useState } from 'react';
import { formatSpecText } from '../../arch/names/specText.ts';
import type { FamilySpec } from '../../arch/types.ts';
import type { WeightsReport } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { Button, formatBytes, formatDims, Hint, Progress, Section } from '../../ui/index.ts';
import type { WeightsOrigin } from '../../store/state.ts';
import { useExplorer, useServices } from '../context.tsx';
import { CheckpointPicker } from './CheckpointPicker.tsx';
import { FetchStatus } from './FetchStatus.tsx';

/** Names that a list shows; the count above it says how many there are. */
const longestList = 200;

/** Which weights are in use, and what became of the last file. Takes a dropped file. */
export function WeightsPanel() {
  const weights = useExplorer((state) => state.weights);
  const openSpec = useExplorer((state) => state.openSpec);
  const services = useServices();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const open = (next: File | undefined): void => {
    if (next) services.openWeights(next);
  };
  const onDrag = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') open(event.dataTransfer.files[0]);
  };
  const { report, refused, leftBehind, offered, origin } = weights;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target beside the button that does the same
    <div
      className={`spec-weights ${over ? 'spec-weights-over' : ''}`}
      onDragOver={onDrag}
      onDragLeave={onDrag}
      onDrop={onDrag}
    >
      <Section
        level={2}
        title={t('weights.title')}
        action={
          <Button onClick={() => picker.current?.click()} disabled={weights.status === 'opening'}>
            {t('weights.open')}
          </Button>
        }
      >
        <div aria-live="polite" className="spec-weights-state">
          {weights.status === 'opening' ? (
            <>
              <p className="spec-weights-name">{weights.offered}</p>
              <Progress value={null} label={t('weights.opening')} />
              <Hint>{t('weights.opening')}</Hint>
            </>
          ) : weights.ref.kind === 'seeded' ? (
            <>
              <p className="spec-weights-name">{t('weights.seeded')}</p>
              <Hint>{t('weights.seeded.detail')}</Hint>
            </>
          ) : report ? (
            <>
              <p className="spec-weights-name">{report.fileName}</p>
              <Hint>
                {origin
                  ? originText(report, origin)
                  : t('weights.bytes', { bytes: formatBytes(report.bytes) })}
              </Hint>
              <ReportLists report={report} />
            </>
          ) : null}
          {leftBehind ? (
            <>
              <Hint tone="warn">{t('weights.leftBehind', { file: leftBehind.report.fileName })}</Hint>
              <OpenAs report={leftBehind.report} onOpen={openSpec} />
              <ReportLists report={leftBehind.report} />
            </>
          ) : null}
          {weights.error ? <Hint tone="danger">{t(weights.error.key, weights.error.values)}</Hint> : null}
          {refused ? (
            <>
              <Hint tone="danger">{t('weights.refused', { file: refused.fileName })}</Hint>
              {offered !== null ? (
                <OpenAs
                  report={refused}
                  onOpen={(suggestion) => {
                    openSpec(suggestion);
                    services.openWeightsAgain();
                  }}
                />
              ) : null}
              <ReportLists report={refused} />
            </>
          ) : null}
        </div>
        <FetchStatus />
        <div className="spec-weights-buttons">
          <CheckpointPicker />
          {weights.ref.kind === 'file' ? (
            <Button onClick={() => services.takeSeededWeights()}>{t('weights.useSeeded')}</Button>
          ) : null}
          {leftBehind ? (
            <Button onClick={() => services.takeSeededWeights()}>
              {t('weights.close', { file: leftBehind.report.fileName })}
            </Button>
          ) : null}
          <input
            ref={picker}
            type="file"
            className="rx-visually-hidden"
            aria-label={t('weights.file')}
            tabIndex={-1}
            accept=".safetensors"
            onChange={(event) => {
              open(event.currentTarget.files?.[0]);
              // The same file can be chosen again.
              event.currentTarget.value = '';
            }}
          />
        </div>
        {over ? <p className="spec-weights-drop">{t('weights.dropHere')}</p> : null}
      </Section>
    </div>
  );
}

/** Size, licence and how long they stay. */
const originText = (report: WeightsReport, { licence, kept }: WeightsOrigin): string =>
  t('hub.origin', {
    bytes: formatBytes(report.bytes),
    licence: licence ?? t('hub.licenceUnknown'),
    place: t(kept ? 'hub.origin.kept' : 'hub.origin.memory'),
  });

/** Opens the network that a file would fit, where one could be told. */
function OpenAs({
  report: { suggestion },
  onOpen,
}: {
  readonly report: WeightsReport;
  readonly onOpen: (spec: FamilySpec) => void;
}) {
  if (suggestion === null) return null;
  const name = formatSpecText(suggestion);
  return (
    <Button
      tone="primary"
      className="spec-weights-as"
      title={t('weights.openAsDetail', { name })}
      onClick={() => onOpen(suggestion)}
    >
      {t('weights.openAs', { name })}
    </Button>
  );
}

/** What a file has for the network. Of one that is not in use, nothing was loaded. */
function ReportLists({ report }: { readonly report: WeightsReport }) {
  const wrongShape = report.wrongShape.map(({ name, file, wanted }) =>
    t('weights.shapes', { name, file: formatDims(file), wanted: formatDims(wanted) }),
  );
  return (
    <ul className="spec-report">
      <NameList
        title={t(report.id === null ? 'weights.wouldFit' : 'weights.loaded', { count: report.loaded.length })}
        names={report.loaded}
      />
      <NameList title={t('weights.missing', { count: report.missing.length })} names={report.missing} warn />
      <NameList title={t('weights.wrongShape', { count: wrongShape.length })} names={wrongShape} warn />
      <NameList
        title={t('weights.unexpected', { count: report.unexpected.length })}
        names={report.unexpected}
        warn
      />
    </ul>
  );
}

function NameList({
  title,
  names,
  warn = false,
}: {
  readonly title: string;
  readonly names: readonly string[];
  readonly warn?: boolean;
}) {
  const [open, setOpen] = useState(false);
  if (names.length === 0) return null;
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={warn ? 'spec-report-warn' : ''}>{title}</summary>
        {open ? (
          // Scrolls by itself, so the keyboard must reach it.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled list
          <ul className="spec-names" tabIndex={0}>
            {names.slice(0, longestList).map((name) => (
              <li key={name}>{name}</li>
            ))}
            {names.length > longestList ? (
              <li>{t('weights.more', { count: names.length - longestList })}</li>
            ) : null}
          </ul>
        ) : null}
      </details>
    </li>
  );
}
