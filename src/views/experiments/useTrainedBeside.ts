/** Trained weights for a net that runs beside the present one. */
import { useEffect, useState } from 'react';
import type { FamilySpec } from '../../arch/types.ts';
import type { WeightsRef } from '../../runtime/contract.ts';
import { useExplorer, useServices } from '../context.tsx';

const seeded: WeightsRef = { kind: 'seeded' };

/**
 * The net's own trained weights where the present one has trained ones too, so that like is held against like; else
 * seeded ones. Null while that is not known yet.
 */
export function useTrainedBeside(spec: FamilySpec | null): WeightsRef | null {
  const services = useServices();
  const trained = useExplorer((state) => state.weights.trained !== null);
  const [found, setFound] = useState<{ readonly spec: FamilySpec; readonly ref: WeightsRef } | null>(null);
  useEffect(() => {
    if (spec === null || !trained) return undefined;
    let live = true;
    void services.trainedWeightsOf(spec).then((ref) => {
      if (live) setFound({ spec, ref: ref ?? seeded });
    });
    return () => {
      live = false;
    };
  }, [services, spec, trained]);
  if (!trained) return seeded;
  return found !== null && found.spec === spec ? found.ref : null;
}
