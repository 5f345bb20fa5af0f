import { useEffect, useState } from 'react';
import { t } from '../../text/index.ts';
import { useServices } from '../context.tsx';
import { firstImage, isTextField, sortFiles } from './sources.ts';

const carriesFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** The whole page takes files that are dropped on it and pictures that are pasted. What it shows is the highlight. */
export function DropZone() {
  const services = useServices();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child fires before leaving its parent, so a count says whether the drag is still on the page.
    let depth = 0;
    const show = (next: number): void => {
      depth = Math.max(0, next);
      setOver(depth > 0);
    };
    const onEnter = (event: DragEvent): void => {
      if (carriesFile(event)) show(depth + 1);
    };
    const onLeave = (event: DragEvent): void => {
      if (carriesFile(event)) show(depth - 1);
    };
    const onOver = (event: DragEvent): void => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const onDrop = (event: DragEvent): void => {
      show(0);
      // A control of its own may have taken the file.
      if (event.defaultPrevented || !carriesFile(event)) return;
      event.preventDefault();
      const { weights, labels, image } = sortFiles(event.dataTransfer?.files ?? []);
      if (weights.length > 0) services.openWeights(weights);
      if (labels) services.openLabels(labels);
      if (image) services.openImage(image, image.name);
    };
    const onPaste = (event: ClipboardEvent): void => {
      if (event.defaultPrevented || isTextField(event.target)) return;
      const file = firstImage(event.clipboardData?.files ?? []);
      if (!file) return;
      event.preventDefault();
      services.openImage(file, t('image.pasted'));
    };
    document.addEventListener('dragenter', onEnter);
    document.addEventListener('dragleave', onLeave);
    document.addEventListener('dragover', onOver);
    document.addEventListener('drop', onDrop);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('dragenter', onEnter);
      document.removeEventListener('dragleave', onLeave);
      document.removeEventListener('dragover', onOver);
      document.removeEventListener('drop', onDrop);
      document.removeEventListener('paste', onPaste);
    };
  }, [services]);
  return over ? (
    <div className="img-drop">
      <p>{t('image.drop')}</p>
    </div>
  ) : null;
}
