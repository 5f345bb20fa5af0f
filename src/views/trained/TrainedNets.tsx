import { lazy, Suspense, useState } from 'react';
import { t } from '../../text/index.ts';
import { Button } from '../../ui/index.ts';
import { trained } from '../../weights/trained/index.ts';

const Dialog = lazy(async () => ({ default: (await import('./dialog.tsx')).TrainedDialog }));

/** Opens the table of the nets that come with the page; nothing where there are none. */
export function TrainedNets({ quiet = false }: { readonly quiet?: boolean }) {
  const [open, setOpen] = useState(false);
  if (trained.nets.length === 0) return null;
  return (
    <>
      <Button tone={quiet ? 'quiet' : 'plain'} onClick={() => setOpen(true)}>
        {t('trained.button')}
      </Button>
      {open ? (
        <Suspense fallback={null}>
          <Dialog onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
