import { useContext, useRef, useState } from 'react';
import { selectSpec } from '../../store/select.ts';
import { ExplorerError, t } from '../../text/index.ts';
import { saveBlob } from '../../ui/index.ts';
import { networkName } from '../../weights/trained/names.ts';
import { DrawingContext, useExplorerStore, useServices } from '../context.tsx';
import { type FileId, fileKinds } from './files.ts';

/** What is being written; `share` is null until the number of tensors is known. */
export interface Work {
  readonly file: string;
  readonly share: number | null;
}

class Cancelled extends Error {}

export interface Exporting {
  readonly work: Work | null;
  save(id: FileId | 'svg'): void;
  cancel(): void;
}

/** Writes one file at a time, of the network and the weights as they are when it begins. */
export function useExport(): Exporting {
  const store = useExplorerStore();
  const services = useServices();
  const drawing = useContext(DrawingContext);
  const [work, setWork] = useState<Work | null>(null);
  const current = useRef(0);

  const write = async (id: FileId | 'svg'): Promise<void> => {
    const { recipe, weights, notify, warn } = store.getState();
    const spec = selectSpec(store.getState());
    const { ending, type } = fileKinds[id];
    const file = `${networkName(spec).name}${ending}`;
    current.current += 1;
    const mine = current.current;
    setWork({ file, share: null });
    let shown = 0;
    try {
      if (id === 'svg') {
        const svg = drawing.current?.svg();
        if (svg !== undefined) saveBlob(new Blob([svg], { type }), file);
      } else {
        const { makeFile } = await import('./make.ts');
        const parts = await makeFile(id, {
          spec,
          recipe,
          // Names from a file of their own come first, as they do beside the predictions.
          labels:
            (weights.names?.labels.length === spec.classes ? weights.names.labels : weights.report?.labels) ??
            null,
          weights: (tensor) => services.tensor(weights.ref, tensor),
          onTensor: (done, total) => {
            if (mine !== current.current) throw new Cancelled();
            if (performance.now() - shown < 50) return;
            shown = performance.now();
            setWork({ file, share: done / total });
          },
        });
        if (mine !== current.current) return;
        saveBlob(new Blob([...parts] as BlobPart[], { type }), file);
      }
      notify({ key: 'export.done', values: { file } });
    } catch (error) {
      if (error instanceof Cancelled) return;
      const reason = error instanceof Error ? error.message : String(error);
      const text = error instanceof ExplorerError ? t(error.key, error.values) : reason;
      warn({ key: 'export.failed', values: { file, reason: text } });
    } finally {
      if (mine === current.current) setWork(null);
    }
  };

  return {
    work,
    save: (id) => void write(id),
    cancel: () => {
      current.current += 1;
      setWork(null);
    },
  };
}
