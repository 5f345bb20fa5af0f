import { timmLine } from '../../export/timmLine.ts';
import { selectSpec } from '../../store/select.ts';
import { type MessageKey, t } from '../../text/index.ts';
import { Button, formatPercent, Hint, Icon, Popover, Progress } from '../../ui/index.ts';
import { useExplorer } from '../context.tsx';
import { copyText } from '../layers/copyCsv.ts';
import { codeFiles, type FileId, fileKinds, pageFiles, weightFiles } from './files.ts';
import { type Exporting, useExport } from './useExport.ts';
import './export.css';

/** The network in other programs' forms. Work goes on when the panel is closed. */
export function ExportMenu() {
  const exporting = useExport();
  return (
    <Popover
      label={t('export.title')}
      name={t('export.title')}
      className="rx-button rx-button-plain bar-share"
      button={
        <>
          <Icon name="export" />
          <span>{t('export.title')}</span>
        </>
      }
    >
      <div className="export">
        <Group title="export.page" files={['svg', ...pageFiles]} exporting={exporting} />
        <Group title="export.code" files={codeFiles} exporting={exporting} />
        <TimmLine />
        <Group title="export.weights" files={weightFiles} exporting={exporting} />
        <WeightsNote />
        <Working exporting={exporting} />
      </div>
    </Popover>
  );
}

function Group({
  title,
  files,
  exporting,
}: {
  readonly title: MessageKey;
  readonly files: readonly (FileId | 'svg')[];
  readonly exporting: Exporting;
}) {
  return (
    <>
      <h2 className="export-title">{t(title)}</h2>
      <ul className="export-list">
        {files.map((id) => (
          <li key={id}>
            <Button
              tone="quiet"
              className="export-item"
              // Not `disabled`, which would take the focus away from who has just pressed it.
              aria-disabled={exporting.work !== null}
              onClick={() => exporting.work === null && exporting.save(id)}
            >
              <span>{t(`export.${id}`)}</span>
              <span className="export-ending">{fileKinds[id].ending.replace(/^.*\./, '.')}</span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

function TimmLine() {
  const line = timmLine(useExplorer(selectSpec));
  const notify = useExplorer((state) => state.notify);
  const warn = useExplorer((state) => state.warn);
  if (line === null) return <Hint>{t('export.timm.none')}</Hint>;
  const copy = async (): Promise<void> => {
    if (await copyText(line)) notify({ key: 'export.copied', values: { line } });
    else warn({ key: 'export.notCopied', values: { line } });
  };
  return (
    <Button tone="quiet" className="export-item" onClick={() => void copy()}>
      <span>{t('export.timm.copy')}</span>
      <code className="export-ending">{line.replace('timm.', '')}</code>
    </Button>
  );
}

function WeightsNote() {
  const report = useExplorer((state) => state.weights.report);
  return (
    <Hint>
      {report === null ? t('export.weights.seeded') : t('export.weights.file', { file: report.fileName })}
    </Hint>
  );
}

function Working({ exporting: { work, cancel } }: { readonly exporting: Exporting }) {
  if (work === null) return null;
  const label = t('export.working', { file: work.file });
  return (
    <div className="export-work">
      <p role="status">
        {label}
        {work.share === null ? '' : ` · ${formatPercent(work.share, 0)}`}
      </p>
      <Progress value={work.share} label={label} />
      <Button onClick={cancel}>{t('export.cancel')}</Button>
    </div>
  );
}
