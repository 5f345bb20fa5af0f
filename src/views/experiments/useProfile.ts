/** Times of layers, measured when someone asks for them. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProfileRequest, ProfileResult, Text } from '../../runtime/contract.ts';
import { useExplorer, useServices } from '../context.tsx';

export interface ProfileCase {
  readonly id: string;
  readonly subject: ProfileRequest['subject'];
}

export interface Profiling {
  /** By case; of these cases and this backend only. */
  readonly results: ReadonlyMap<string, ProfileResult>;
  readonly status: 'idle' | 'running' | 'done' | 'stopped' | 'failed';
  /** Share of all cases that is done, 0 to 1. */
  readonly share: number;
  readonly error: Text | null;
  readonly ready: boolean;
  measure(): void;
  stop(): void;
}

type Present = Pick<Profiling, 'results' | 'status' | 'share' | 'error'>;
const nothing: Present = { results: new Map(), status: 'idle', share: 0, error: null };

const totalOf = ({ layers }: ProfileResult): number => layers.reduce((sum, { ms }) => sum + ms, 0);

/** The one in the middle by its whole time. */
function middleOf(results: readonly ProfileResult[]): ProfileResult | undefined {
  return [...results].sort((a, b) => totalOf(a) - totalOf(b))[Math.floor((results.length - 1) / 2)];
}

/** So often are cases measured that are held against each other. */
export const passesToCompare = 3;

/**
 * `cases` must be the same object as long as they are the same; others begin anew. All are measured `passes` times in
 * turn, so that what comes and goes on a device falls on each of them; the pass in the middle counts.
 */
export function useProfile(cases: readonly ProfileCase[], passes = 1): Profiling {
  const services = useServices();
  const active = useExplorer((state) => state.runtime.active);
  // A run that is under way comes first by itself.
  const ready = useExplorer((state) => state.runtime.status === 'ready');
  const [present, setPresent] = useState<Present>(nothing);
  const ticket = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other cases or another backend make what is known worthless
  useEffect(() => {
    setPresent(nothing);
    return () => {
      ticket.current += 1;
      services.stopProfile();
    };
  }, [cases, active, services]);

  const measure = useCallback(() => {
    ticket.current += 1;
    const own = ticket.current;
    const known = new Map<string, ProfileResult[]>();
    const results = new Map<string, ProfileResult>();
    const turns = Array.from({ length: passes }, () => cases).flat();
    const show = (part: Partial<Present>): void => {
      if (own === ticket.current) setPresent((before) => ({ ...before, ...part }));
    };
    const all = async (): Promise<void> => {
      show({ ...nothing, status: 'running' });
      for (const [at, { id, subject }] of turns.entries()) {
        const outcome = await services.profile(subject, ({ phase, done, total }) => {
          if (phase === 'layers') show({ share: (at + done / total) / turns.length });
        });
        if (own !== ticket.current) return;
        if (outcome.status !== 'done') {
          show({ status: outcome.status, error: outcome.status === 'failed' ? outcome.error : null });
          return;
        }
        const mine = [...(known.get(id) ?? []), outcome.result];
        known.set(id, mine);
        results.set(id, middleOf(mine) ?? outcome.result);
        show({ results: new Map(results), share: (at + 1) / turns.length });
      }
      show({ status: 'done' });
    };
    void all();
  }, [cases, passes, services]);

  const stop = useCallback(() => {
    ticket.current += 1;
    services.stopProfile();
    setPresent((before) => ({ ...before, status: 'stopped' }));
  }, [services]);

  return { ...present, ready, measure, stop };
}
