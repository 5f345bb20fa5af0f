import { useEffect, useRef, useState } from 'react';
import { type MessageKey, t } from '../../text/index.ts';
import { Button } from '../../ui/index.ts';
import { useServices } from '../context.tsx';

/** What the platform's refusals mean (W3C Media Capture, getUserMedia). */
const refusals: Readonly<Record<string, MessageKey>> = {
  NotAllowedError: 'image.webcam.denied',
  NotFoundError: 'image.webcam.none',
  OverconstrainedError: 'image.webcam.none',
  NotReadableError: 'image.webcam.busy',
};

/** A frame of the camera: a small dialog with the live picture. The camera is on only while the dialog is open. */
export function Webcam() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('image.webcam.button')}</Button>
      {open ? <WebcamDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function WebcamDialog({ onClose }: { readonly onClose: () => void }) {
  const services = useServices();
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [live, setLive] = useState(false);
  const [error, setError] = useState<MessageKey | null>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
    let stream: MediaStream | null = null;
    let closed = false;
    const stop = (): void => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const start = async (): Promise<void> => {
      // Absent where the page is not served securely.
      if (navigator.mediaDevices === undefined) {
        setError('image.webcam.insecure');
        return;
      }
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: 'environment' },
          audio: false,
        });
        if (closed) stop();
        else if (video.current) {
          video.current.srcObject = stream;
          await video.current.play();
          setLive(true);
        }
      } catch (reason) {
        const name = reason instanceof DOMException ? reason.name : '';
        if (!closed) setError(refusals[name] ?? 'image.webcam.failed');
      }
    };
    void start();
    return () => {
      closed = true;
      stop();
    };
  }, []);

  const take = (): void => {
    const source = video.current;
    if (!source || source.videoWidth === 0) return;
    const { videoWidth: width, videoHeight: height } = source;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) return;
    context.drawImage(source, 0, 0);
    services.openPixels(
      { data: context.getImageData(0, 0, width, height).data, width, height },
      t('image.webcam.name'),
    );
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} className="img-webcam" aria-label={t('image.webcam')} onClose={onClose}>
      {error ? (
        <p role="alert">{t(error)}</p>
      ) : (
        <video ref={video} muted playsInline aria-label={t('image.webcam.live')} />
      )}
      {error || live ? null : <p role="status">{t('image.webcam.starting')}</p>}
      <div className="img-actions">
        {error ? null : (
          <Button tone="primary" disabled={!live} onClick={take}>
            {t('image.webcam.take')}
          </Button>
        )}
        <Button onClick={() => dialog.current?.close()}>{t('ui.close')}</Button>
      </div>
    </dialog>
  );
}
