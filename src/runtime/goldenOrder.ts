/**
 * The order in which the reference networks are run. Weights are named by what they are, so networks that follow one
 * another share them on the device: most of the time of a large one is spent on bringing them there.
 */
import { required } from '../base/invariant.ts';

/** The part of a reference network that decides; see fixtures/golden.ts. */
export interface SharingNetwork {
  readonly macs: number;
  readonly tensors: readonly (readonly [name: string, shape: number[], kind: string, ...rest: unknown[]])[];
}

interface Link<N> {
  readonly network: N;
  /** Number of values by what they are: name, shape and rule. Only those of kernels, which are nearly all. */
  readonly kernels: ReadonlyMap<string, number>;
  readonly params: number;
}

function linkOf<N extends SharingNetwork>(network: N): Link<N> {
  const kernels = new Map<string, number>();
  let params = 0;
  for (const [name, shape] of network.tensors) {
    if (shape.length < 2) continue;
    const size = shape.reduce((product, side) => product * side, 1);
    kernels.set(`${name} ${shape.join('x')}`, size);
    params += size;
  }
  return { network, kernels, params };
}

/** Values of `next` that are not at hand after `previous`. */
function fresh(next: Link<unknown>, previous: Link<unknown> | undefined): number {
  if (previous === undefined) return next.params;
  let values = 0;
  for (const [key, size] of next.kernels) if (!previous.kernels.has(key)) values += size;
  return values;
}

/** Bringing one value to the device takes about as long as so many multiplications. */
const macsPerValue = 250;

/**
 * All networks in a chain, each followed by the one that has the largest share of its weights in common with it, cut
 * into `of` pieces that take about the same time.
 */
export function sharingParts<N extends SharingNetwork>(
  all: readonly N[],
  of: number,
): readonly (readonly N[])[] {
  const open = [...all].sort((a, b) => b.macs - a.macs).map(linkOf);
  const chain: { readonly network: N; readonly cost: number }[] = [];
  let previous: Link<N> | undefined;
  while (open.length > 0) {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [at, link] of open.entries()) {
      const share = fresh(link, previous) / link.params;
      if (share < least) [best, least] = [at, share];
    }
    const next = required(open.splice(best, 1)[0], 'a network');
    chain.push({ network: next.network, cost: next.network.macs + macsPerValue * fresh(next, previous) });
    previous = next;
  }
  const total = chain.reduce((sum, { cost }) => sum + cost, 0);
  const parts: N[][] = Array.from({ length: of }, () => []);
  let spent = 0;
  for (const { network, cost } of chain) {
    parts[Math.min(of - 1, Math.floor((of * spent) / total))]?.push(network);
    spent += cost;
  }
  return parts;
}
