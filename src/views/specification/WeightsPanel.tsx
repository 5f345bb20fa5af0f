import { type DragEvent, useRef, useState } from 'react';
import { formatSpecText } from '../../arch/names/specText.ts';
import type { WeightsReport } from '../../runtime/contract.ts';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import type { WeightsOrigin } from '../../store/state.ts';
import { Button, formatBytes, Hint, Progress, Section, Select, useKeptFocus } from '../../ui/index.ts';
import { useExplorer, useServices } from '../context.tsx';
import { acceptedLabels, acceptedWeights, sortFiles } from '../image/sources.ts';
import { CheckpointPicker } from './CheckpointPicker.tsx';
import { FetchStatus } from './FetchStatus.tsx';
import { TrainedNets } from '../trained/TrainedNets.tsx';
import { TrainedOffer, TrainedReport } from './TrainedWeights.tsx';
import { OpenAs } from './weightsAsk.tsx';
import { ReportLists } from './weightsReport.tsx';

/** Another file, or another network that it fits, is asked about anew. */
const keyOf = ({ fileName, part, suggestion }: WeightsReport): string =>
  `${fileName} ${part} ${suggestion ? formatSpecText(suggestion) : ''}`;

/** Which weights are in use, and what became of the last file. Takes dropped files. */
export function WeightsPanel() {
  const weights = useExplorer((state) => state.weights);
  const openSpec = useExplorer((state) => state.openSpec);
  const services = useServices();
  const picker = useRef<HTMLInputElement>(null);
  const namesPicker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const box = useKeptFocus<HTMLDivElement>();
  const onDrag = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    setOver(event.type === 'dragover');
    if (event.type !== 'drop') return;
    const files = [...event.dataTransfer.files];
    const { weights: found, labels } = sortFiles(files);
    if (labels) services.openLabels(labels);
    // Dropped here, a file of any other name is meant as weights too.
    const meant = found.length > 0 || labels ? found : files;
    if (meant.length > 0) services.openWeights(meant);
  };
  const { report, refused, leftBehind, offered, origin } = weights;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target beside the button that does the same
    <div
      ref={box}
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
              <p className="spec-weights-name">{offered}</p>
              <Progress value={null} label={t('weights.opening')} />
              <Hint>{t('weights.opening')}</Hint>
            </>
          ) : weights.awaited ? (
            <>
              <p className="spec-weights-name">{t('trained.name', { id: weights.awaited })}</p>
              <Progress value={null} label={t('trained.waiting', { id: weights.awaited })} />
              <Hint>{t('trained.waiting', { id: weights.awaited })}</Hint>
            </>
          ) : weights.trained ? (
            <TrainedReport id={weights.trained} />
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
              {refused ? null : <PartChoice report={report} />}
              {report.prefix === '' ? null : <Hint>{t('weights.prefix', { prefix: report.prefix })}</Hint>}
              <ReportLists report={report} />
            </>
          ) : null}
          {leftBehind ? (
            <>
              <Hint tone="warn">{t('weights.leftBehind', { file: leftBehind.report.fileName })}</Hint>
              <OpenAs key={keyOf(leftBehind.report)} report={leftBehind.report} onOpen={openSpec} />
              <ReportLists report={leftBehind.report} />
            </>
          ) : null}
          {weights.error ? <Hint tone="danger">{t(weights.error.key, weights.error.values)}</Hint> : null}
          {refused ? (
            <>
              <Hint tone="danger">{t('weights.refused', { file: refused.fileName })}</Hint>
              <PartChoice report={refused} />
              <OpenAs
                key={keyOf(refused)}
                report={refused}
                onOpen={(spec) => services.reopenWeights({ spec })}
              />
              <ReportLists report={refused} />
            </>
          ) : null}
          <ClassNames />
        </div>
        <TrainedOffer />
        <FetchStatus />
        <div className="spec-weights-buttons">
          <TrainedNets />
          <CheckpointPicker />
          {weights.ref.kind === 'file' ? (
            <Button onClick={() => services.takeSeededWeights()}>{t('weights.useSeeded')}</Button>
          ) : null}
          {leftBehind ? (
            <Button onClick={() => services.takeSeededWeights()}>
              {t('weights.close', { file: leftBehind.report.fileName })}
            </Button>
          ) : null}
          {weights.names ? (
            <Button onClick={() => services.openLabels(null)}>{t('weights.dropNames')}</Button>
          ) : (
            <Button onClick={() => namesPicker.current?.click()}>{t('weights.openNames')}</Button>
          )}
          <input
            ref={picker}
            type="file"
            multiple
            className="rx-visually-hidden"
            aria-label={t('weights.file')}
            tabIndex={-1}
            accept={acceptedWeights}
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])];
              if (files.length > 0) services.openWeights(files);
              // The same file can be chosen again.
              event.currentTarget.value = '';
            }}
          />
          <input
            ref={namesPicker}
            type="file"
            className="rx-visually-hidden"
            aria-label={t('weights.namesFile')}
            tabIndex={-1}
            accept={acceptedLabels}
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file) services.openLabels(file);
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
    place: t(kept === null ? 'hub.origin.keeping' : kept ? 'hub.origin.kept' : 'hub.origin.memory'),
  });

const shownPath = (path: string): string => (path === '' ? t('weights.part.whole') : path);

/** Which of a training checkpoint's sets of weights is taken. */
function PartChoice({ report }: { readonly report: WeightsReport }) {
  const services = useServices();
  const { parts, part } = report;
  if (parts.length < 2) return part === '' ? null : <Hint>{t('weights.partOf', { path: part })}</Hint>;
  return (
    <div className="spec-part">
      <Select
        label={t('weights.part')}
        value={part}
        options={parts.map(({ path, count }) => ({
          value: path,
          label: t('weights.part.count', { path: shownPath(path), count }),
        }))}
        onChange={(next) => services.reopenWeights({ part: next })}
      />
    </div>
  );
}

/** Class names from a file of their own, and whether they are used. */
function ClassNames() {
  const names = useExplorer((state) => state.weights.names);
  const classes = useExplorer((state) => selectSpec(state).classes);
  if (names === null) return null;
  const values = { file: names.fileName, count: names.labels.length, classes };
  return names.labels.length === classes ? (
    <Hint>{t('weights.names', values)}</Hint>
  ) : (
    <Hint tone="warn">{t('weights.namesUnused', values)}</Hint>
  );
}
