import { useEffect, useMemo, useRef } from 'react';
import { selectSpec } from '../../store/select.ts';
import { t } from '../../text/index.ts';
import { formatExact, Icon, IconButton } from '../../ui/index.ts';
import { baseTrained, trained, trainedFor } from '../../weights/trained/index.ts';
import { useExplorer, useServices } from '../context.tsx';
import { trainedColumns, trainedRow } from './rows.ts';
import './trained.css';

/** What each trained net is, and what its tweaks gain at this size. A row opens its net. */
export function TrainedDialog({ onClose }: { readonly onClose: () => void }) {
  const services = useServices();
  const dialog = useRef<HTMLDialogElement>(null);
  const present = useExplorer((state) => trainedFor(selectSpec(state))?.id ?? null);
  const rows = useMemo(() => trained.nets.map((net) => trainedRow(net, baseTrained())), []);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const open = (id: string): void => {
    services.takeTrainedWeights(id);
    dialog.current?.close();
  };
  const { labels, size, train, heldOut } = trained.task;
  return (
    // The pointer is a second way only: Escape and the close button do the same.
    // biome-ignore lint/a11y/useKeyWithClickEvents: a dialog closes on Escape by itself
    <dialog
      ref={dialog}
      className="trained"
      aria-label={t('trained.title')}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div className="trained-inside">
        <header className="trained-head">
          <h2>{t('trained.title')}</h2>
          <IconButton tone="quiet" label={t('ui.close')} onClick={() => dialog.current?.close()}>
            <Icon name="close" />
          </IconButton>
        </header>
        <p>
          {t('trained.about', {
            classes: labels.length,
            size,
            train: formatExact(train),
            heldOut: formatExact(heldOut),
          })}
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by itself, so the keyboard must reach it */}
        <section className="trained-scroll" aria-label={t('trained.title')} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {trainedColumns.map((column) => (
                  <th key={column} scope="col" className={`trained-${column}`}>
                    {t(`trained.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id} aria-current={row.id === present} onClick={() => open(row.id)}>
                  <th scope="row">
                    <button
                      type="button"
                      className="trained-open rx-mono"
                      aria-label={t('trained.open', { id: row.id })}
                      onClick={(event) => {
                        event.stopPropagation();
                        open(row.id);
                      }}
                    >
                      {row.id}
                    </button>
                  </th>
                  <td className="trained-tweaks">{row.tweaks}</td>
                  <td>{row.params}</td>
                  <td>{row.macs}</td>
                  <td>{row.size}</td>
                  <td className="trained-top1">{row.top1}</td>
                  <td>{row.runs}</td>
                  <td className="trained-difference">
                    {row.difference}{' '}
                    <span className={`trained-verdict trained-${row.verdict}`}>
                      {t(`trained.verdict.${row.verdict}`)}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <p className="trained-note">{t('trained.reading')}</p>
        <p className="trained-note">{t('trained.how')}</p>
      </div>
    </dialog>
  );
}
