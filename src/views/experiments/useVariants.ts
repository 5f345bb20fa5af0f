/** Answers of variants of the present network, run in the background while someone looks at them. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Text, Variant, VariantResult, VariantsRequest } from '../../runtime/contract.ts';
import { selectSpec, selectStale } from '../../store/select.ts';
import { useExplorer, useServices } from '../context.tsx';

/** Of variants with other tensors, which no file's weights fit all of. */
export const seeded = { kind: 'seeded' } as const;
/** Where the answers alone are wanted. */
export const nothingRead: VariantsRequest['read'] = [];

/** As long as nothing was asked for. */
export const nothingWanted: readonly Variant[] = [];

/** A dragged slider asks once, after this many milliseconds of rest. */
const restMs = 90;

export interface Study {
  /** By variant id; of the present network, weights and image only. */
  readonly results: ReadonlyMap<string, VariantResult>;
  /** `waiting`: the page's own run comes first. */
  readonly status: 'waiting' | 'running' | 'done' | 'stopped' | 'failed';
  /** How many of the wanted variants have their answer, and how many there are. */
  readonly done: number;
  readonly total: number;
  readonly error: Text | null;
  stop(): void;
  resume(): void;
}

const noResults: ReadonlyMap<string, VariantResult> = new Map();
type Read = VariantsRequest['read'];

interface Known {
  readonly subject: object;
  readonly results: ReadonlyMap<string, VariantResult>;
}

/**
 * `wanted` and `read` must be the same objects as long as they ask the same; an id must say all that its variant does.
 * Answers are kept until network, weights, image or `read` change.
 */
export function useVariants(wanted: readonly Variant[], read: Read): Study {
  const services = useServices();
  const spec = useExplorer(selectSpec);
  const weights = useExplorer((state) => state.weights.ref);
  const image = useExplorer((state) => state.image.version);
  const active = useExplorer((state) => state.runtime.active);
  const ready = useExplorer(
    (state) => state.runtime.status === 'ready' && state.run.status === 'done' && !selectStale(state),
  );
  const subject = useMemo(() => ({ spec, weights, image, read }), [spec, weights, image, read]);
  const [known, setKnown] = useState<Known>({ subject, results: noResults });
  const [ended, setEnded] = useState<{ subject: object; wanted: object; error: Text | null } | null>(null);
  const results = known.subject === subject ? known.results : noResults;
  const latest = useRef(results);
  latest.current = results;

  const halted = ended !== null && ended.subject === subject && ended.wanted === wanted;
  // A backend that came back, or another one, is a reason to go on by itself.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what failed on one backend may work on another
  useEffect(() => {
    if (!ready || halted) return undefined;
    const missing = wanted.filter(({ id }) => !latest.current.has(id));
    if (missing.length === 0) return undefined;
    let live = true;
    let begun = false;
    const timer = setTimeout(() => {
      begun = true;
      void services
        .runVariants({ variants: missing, read }, (result) => {
          if (!live) return;
          setKnown((before) => ({
            subject,
            results: new Map(before.subject === subject ? before.results : noResults).set(result.id, result),
          }));
        })
        .then((outcome) => {
          if (live && outcome.status !== 'done')
            setEnded({ subject, wanted, error: outcome.status === 'failed' ? outcome.error : null });
        });
    }, restMs);
    return () => {
      live = false;
      clearTimeout(timer);
      if (begun) services.stopVariants();
    };
  }, [services, subject, wanted, read, ready, halted, active]);

  const stop = useCallback(() => setEnded({ subject, wanted, error: null }), [subject, wanted]);
  const resume = useCallback(() => setEnded(null), []);
  const done = wanted.filter(({ id }) => results.has(id)).length;
  const error = halted ? ended.error : null;
  const status =
    done === wanted.length ? 'done' : error ? 'failed' : halted ? 'stopped' : ready ? 'running' : 'waiting';
  return { results, status, done, total: wanted.length, error, stop, resume };
}
