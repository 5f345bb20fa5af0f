/** Weights to the device while the rest of their file is still being fetched. */
import * as tf from '@tensorflow/tfjs-core';
import { buildGraph } from '../arch/build.ts';
import type { FamilySpec } from '../arch/types.ts';
import type { Graph, GraphNode } from '../graph/types.ts';
import { bindTensors } from '../weights/bind.ts';
import { tensorsOfNode } from '../weights/names/index.ts';
import { openSafetensors, type SafetensorsFile } from '../weights/safetensors.ts';
import { fileProvider } from '../weights/weightSource.ts';
import type { Target, WeightForm } from './lowering/types.ts';
import { providedTensors } from './nodeTensors.ts';
import { blockOutputs, makePlan } from './plan.ts';
import type { WeightCache } from './weightCache.ts';
import type { ComingFile } from './weightFiles.ts';

/** What goes to the device together, and where in the file the last byte of it ends. */
interface Piece {
  readonly form: WeightForm;
  readonly end: number;
}

/** The part of a backend's memory that is filled ahead: what runs meanwhile needs the rest. */
const ahead = 0.5;

/** The nodes of the graph before folding that a node's weights are of. */
const origins = (node: GraphNode): readonly string[] =>
  node.op === 'fusedConv2d'
    ? [node.attrs.conv, ...(node.attrs.norm === null ? [] : [node.attrs.norm])]
    : [node.id];

/** In the order in which they become whole. */
function piecesOf(graph: Graph, coming: NonNullable<ComingFile['reader']>, target: Target): readonly Piece[] {
  const { file, prefix, provider } = coming;
  const keep = new Set([...blockOutputs(graph), graph.output]);
  const { steps } = makePlan(graph, providedTensors(graph, provider), target, keep, new Set([graph.input]));
  return steps
    .flatMap(({ node, weights }): readonly Piece[] => {
      if (weights === null) return [];
      const tensors = origins(node).flatMap((id) => tensorsOfNode(graph, id));
      return [{ form: weights, end: Math.max(...tensors.map(({ name }) => endOf(file, prefix + name))) }];
    })
    .sort((a, b) => a.end - b.end);
}

const endOf = (file: SafetensorsFile, name: string): number =>
  file.entries.get(name)?.end ?? Number.POSITIVE_INFINITY;

/** What preloading asks of the engine. */
export interface Preloading {
  readonly owner: string;
  readonly cache: WeightCache;
  /** Whether the file is still wanted and not whole yet. */
  going(): boolean;
  /** The backend in use; null while there is none. Asked anew each time: it may change. */
  target(): Target | null;
  /** Runs work that uses the device when nothing else does. */
  turn<T>(body: () => Promise<T>): Promise<T>;
}

/**
 * Brings what has come of a file to the device, piece by piece, and waits for more, until the file is whole or given
 * up. A file that does not fit `spec` is left to be judged when it is whole. Throws what reading and uploading throw;
 * nothing that was there before is touched.
 */
export async function preload(coming: ComingFile, spec: FamilySpec, engine: Preloading): Promise<void> {
  const { stream } = coming;
  const file = await openSafetensors(stream);
  const graph = buildGraph(spec);
  const { fits, prefix } = bindTensors(graph, file);
  if (!fits) return;
  const reader = { file, prefix, provider: fileProvider(file, prefix) };
  coming.reader = reader;
  let planned: { readonly id: Target['id']; readonly pieces: readonly Piece[] } | null = null;
  const next = (target: Target): Piece | undefined => {
    if (planned?.id !== target.id) planned = { id: target.id, pieces: piecesOf(graph, reader, target) };
    return planned.pieces.find(({ form, end }) => stream.has(end) && !engine.cache.has(form.key));
  };
  while (engine.going()) {
    const now = engine.target();
    if (now === null || next(now) === undefined) {
      await stream.more();
      continue;
    }
    const full = await engine.turn(async () => {
      const target = engine.target();
      const piece = target && next(target);
      if (!target || !piece || !engine.going()) return false;
      const { total, weightCopies } = target.memory;
      const bytes = 4 * weightCopies * piece.form.sizes.reduce((sum, size) => sum + size, 0);
      if (tf.memory().numBytes + bytes > ahead * total) return true;
      await engine.cache.load(piece.form, target.memory);
      engine.cache.reserve(engine.owner, piece.form.key);
      return false;
    });
    if (full) return;
  }
}
