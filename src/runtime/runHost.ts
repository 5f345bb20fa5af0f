/** What the parts of the engine share, and what each kind of run sets out from. */
import { elements } from '../graph/ops/index.ts';
import { nodeOf } from '../graph/queries.ts';
import type { Graph } from '../graph/types.ts';
import { ExplorerError } from '../text/index.ts';
import type { BackendInUse } from './backends/inUse.ts';
import type { LastRun } from './forward.ts';
import type { Turns } from './turns.ts';
import type { Wanted } from './wanted.ts';
import type { WeightCache } from './weightCache.ts';
import type { WeightFiles } from './weightFiles.ts';

export interface RunHost {
  readonly turns: Turns;
  readonly wanted: Wanted;
  readonly backend: BackendInUse;
  readonly cache: WeightCache;
  readonly files: WeightFiles;
  /** The run that the page shows. */
  readonly last: () => LastRun | null;
}

/** Lets go of the weights on the device that only other work than the last run had. */
export const keepLastWeights = ({ cache, last }: Pick<RunHost, 'cache' | 'last'>): void =>
  cache.retain(last()?.weightKeys ?? new Set());

/** Throws ExplorerError where the input has not as many values as the graph's. */
export function checkInput(graph: Graph, { length: value }: Float32Array): void {
  const wanted = elements(nodeOf(graph, graph.input).shape);
  if (value !== wanted) throw new ExplorerError('run.error.inputSize', { wanted, value });
}
