/** What a node put out, and what it stores, asked for when it is looked at. */
import { useEffect, useState } from 'react';
import type { NodeId } from '../../graph/types.ts';
import type { NodeReading, RunResult, TensorReading } from '../../runtime/contract.ts';
import { selectSpec } from '../../store/select.ts';
import { useExplorer, useServices } from '../context.tsx';

export interface Asked<T> {
  /** `none`: there is nothing to ask yet; `missing`: asked, and it cannot be had. */
  readonly status: 'none' | 'reading' | 'ready' | 'missing';
  /** While `reading`, that of the run before, where it was the same node. */
  readonly value: T | null;
}

/** Asks again with every finished run. */
export function useReading(node: NodeId | null): Asked<NodeReading> {
  const services = useServices();
  const result = useExplorer((state) => state.run.result);
  const [last, setLast] = useState<{ node: NodeId; result: RunResult; value: NodeReading | null } | null>(
    null,
  );
  useEffect(() => {
    if (node === null || result === null) return;
    let wanted = true;
    void services.inspect(node).then((value) => {
      if (!wanted) return;
      // Null: a newer run took over before it was read. Its own result asks again; what is shown may stay till then.
      setLast((before) => ({ node, result, value: value ?? (before?.node === node ? before.value : null) }));
    });
    return () => {
      wanted = false;
    };
  }, [services, node, result]);
  if (node === null || result === null) return { status: 'none', value: null };
  if (last === null || last.node !== node) return { status: 'reading', value: null };
  if (last.result !== result) return { status: 'reading', value: last.value };
  return { status: last.value ? 'ready' : 'missing', value: last.value };
}

/** Asks again with other weights or another network. */
export function useTensors(node: NodeId | null): Asked<readonly TensorReading[]> {
  const services = useServices();
  const spec = useExplorer(selectSpec);
  const ref = useExplorer((state) => state.weights.ref);
  const ready = useExplorer((state) => state.runtime.status === 'ready');
  const key = node === null || !ready ? null : { node, spec, ref };
  const [last, setLast] = useState<{
    node: NodeId;
    spec: object;
    ref: object;
    value: readonly TensorReading[] | null;
  } | null>(null);
  useEffect(() => {
    if (node === null || !ready) return;
    let wanted = true;
    void services.tensors(node).then((value) => {
      if (wanted) setLast({ node, spec, ref, value });
    });
    return () => {
      wanted = false;
    };
  }, [services, node, spec, ref, ready]);
  if (key === null) return { status: 'none', value: null };
  if (last === null || last.node !== key.node || last.spec !== key.spec || last.ref !== key.ref) {
    return { status: 'reading', value: last?.node === key.node ? last.value : null };
  }
  return { status: last.value ? 'ready' : 'missing', value: last.value };
}
