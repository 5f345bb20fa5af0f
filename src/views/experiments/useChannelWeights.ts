import { useEffect, useMemo, useState } from 'react';
import type { NodeId } from '../../graph/types.ts';
import { selectSpec } from '../../store/select.ts';
import { useExplorer, useServices } from '../context.tsx';
import { type ChannelWeights, channelWeights } from './denseReuse.ts';

const none: ReadonlyMap<NodeId, ChannelWeights> = new Map();

/** What the weights of some layers come to, read one after another; `nodes` must be the same list while it says the same. */
export function useChannelWeights(
  nodes: readonly { readonly node: NodeId; readonly inputs: number }[],
): ReadonlyMap<NodeId, ChannelWeights> {
  const services = useServices();
  const spec = useExplorer(selectSpec);
  const ref = useExplorer((state) => state.weights.ref);
  const ready = useExplorer((state) => state.runtime.status === 'ready');
  const subject = useMemo(() => ({ spec, ref, nodes }), [spec, ref, nodes]);
  const [known, setKnown] = useState({ subject, weights: none });
  useEffect(() => {
    if (!ready) return undefined;
    let live = true;
    const readAll = async (): Promise<void> => {
      const weights = new Map<NodeId, ChannelWeights>();
      for (const { node, inputs } of subject.nodes) {
        const tensors = await services.tensors(node);
        if (!live) return;
        const [weight] = tensors ?? [];
        if (weight) weights.set(node, channelWeights(weight.values, inputs));
      }
      setKnown({ subject, weights });
    };
    void readAll();
    return () => {
      live = false;
    };
  }, [services, subject, ready]);
  return known.subject === subject ? known.weights : none;
}
