/** The influence of each part of the picture on all positions of one map, measured when someone asks for it. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { nodeOf } from '../../graph/queries.ts';
import type { Graph, NodeId } from '../../graph/types.ts';
import type { Text, Variant } from '../../runtime/contract.ts';
import { selectStale } from '../../store/select.ts';
import { useExplorer, useServices } from '../context.tsx';
import { changesByPosition, patchesOf } from './influence.ts';

/** Nothing hidden, but nothing taken over from the page's run either: all runs are made alike. */
const base: Variant = { id: 'base', edits: [], hidden: { top: 0, left: 0, height: 0, width: 0 } };

interface Present {
  readonly status: 'idle' | 'running' | 'done' | 'stopped' | 'failed';
  /** By patch, of every position of the map; undefined where it is not measured yet. */
  readonly maps: readonly (Float32Array | undefined)[];
  readonly done: number;
  readonly error: Text | null;
}
const nothing: Present = { status: 'idle', maps: [], done: 0, error: null };

export interface Influence extends Present {
  readonly total: number;
  readonly ready: boolean;
  measure(): void;
  stop(): void;
}

/** With `side` by `side` patches. What is known is of the present network, weights, picture and node only. */
export function useInfluence(graph: Graph, node: NodeId, side: number): Influence {
  const services = useServices();
  const weights = useExplorer((state) => state.weights.ref);
  const image = useExplorer((state) => state.image.version);
  const ready = useExplorer(
    (state) => state.runtime.status === 'ready' && state.run.status === 'done' && !selectStale(state),
  );
  const subject = useMemo(() => ({ graph, node, side, weights, image }), [graph, node, side, weights, image]);
  const [known, setKnown] = useState({ subject, present: nothing });
  const ticket = useRef(0);
  const present = known.subject === subject ? known.present : nothing;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another subject ends what is under way
  useEffect(
    () => () => {
      ticket.current += 1;
      services.stopVariants();
    },
    [services, subject],
  );

  const measure = useCallback(() => {
    ticket.current += 1;
    const own = ticket.current;
    const [, , height = 0, width = 0] = nodeOf(graph, graph.input).shape;
    const [, , rows = 1, columns = 1] = nodeOf(graph, node).shape;
    const patches = patchesOf(height, width, side);
    const maps: (Float32Array | undefined)[] = patches.map(() => undefined);
    const show = (part: Partial<Present>): void => {
      if (own !== ticket.current) return;
      setKnown((before) => ({
        subject,
        present: { ...(before.subject === subject ? before.present : nothing), ...part },
      }));
    };
    show({ ...nothing, status: 'running' });
    const variants = [base, ...patches.map((hidden, at): Variant => ({ id: String(at), edits: [], hidden }))];
    let whole: Float32Array | undefined;
    let done = 0;
    const request = { variants, read: [{ node, as: 'values' as const }] };
    void services
      .runVariants(request, ({ id, values }) => {
        const found = values[node];
        if (id === base.id) whole = found;
        else if (whole && found) {
          maps[Number(id)] = changesByPosition(whole, found, rows * columns);
          done += 1;
          show({ maps: [...maps], done });
        }
      })
      .then((outcome) =>
        show({ status: outcome.status, error: outcome.status === 'failed' ? outcome.error : null }),
      );
  }, [services, subject, graph, node, side]);

  const stop = useCallback(() => {
    ticket.current += 1;
    services.stopVariants();
    setKnown(({ present: before }) => ({ subject, present: { ...before, status: 'stopped' } }));
  }, [services, subject]);

  return { ...present, total: side * side, ready, measure, stop };
}
