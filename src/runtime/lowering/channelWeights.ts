import type { NodeWithOp, TensorRole } from '../../graph/types.ts';
import type { HostTensor, WeightContext, WeightForm } from './types.ts';

/** Tensors of a norm that have one value for each channel, as they are stored. `what` keeps the keys of kinds apart. */
export const channelWeights =
  (what: string, roles: readonly TensorRole[]) =>
  (node: NodeWithOp<'batchNorm' | 'groupNorm'>, { tensors }: WeightContext): WeightForm => ({
    key: [what, ...roles.map((role) => tensors.keyOf(node.id, role))].join('\n'),
    sizes: roles.map(() => node.shape[1] ?? 1),
    make: async () => {
      const made: HostTensor[] = [];
      for (const role of roles) {
        const values = await tensors.get(node.id, role);
        made.push({ shape: [values.length], values });
      }
      return made;
    },
  });
