/**
 * Passes over a network beside the run that the page shows: its values one by one, the times of its layers. Neither is
 * tried again on another backend.
 */
import { buildGraph } from '../arch/build.ts';
import { nodeOf } from '../graph/queries.ts';
import type { Graph } from '../graph/types.ts';
import { patternImage } from '../image/pattern.ts';
import type {
  BackendId,
  ProfileRequest,
  ProfileResult,
  RunProgress,
  TracedValue,
  TraceRequest,
} from './contract.ts';
import { type Forward, traceForward } from './forward.ts';
import { type NodeTensors, providedTensors, seededByNode } from './nodeTensors.ts';
import { blockOutputs } from './plan.ts';
import { profileForward } from './profile.ts';
import { checkInput, keepLastWeights, type RunHost } from './runHost.ts';
import type { Steerer } from './steerer.ts';

export class Passes {
  readonly #host: RunHost;
  #newestProfile = 0;

  constructor(host: RunHost) {
    this.#host = host;
  }

  /** Gives every value of the scope as soon as it is there. */
  async trace(
    runId: number,
    { spec, weights, input, scope }: TraceRequest,
    onValue: (value: TracedValue) => void,
  ): Promise<BackendId> {
    const { cache, files, wanted } = this.#host;
    // No second try on another backend: what fails here is what the person wants to know.
    return this.#pass({ runId, stop: wanted.unwanted(runId) }, async (steerer) => {
      const graph = buildGraph(spec);
      steerer.graph = graph;
      checkInput(graph, input);
      const setup = this.#setup(graph, providedTensors(graph, files.provider(weights)), input, steerer);
      await traceForward(setup, scope, cache, steerer, onValue);
      steerer.check(graph.output);
      return steerer.backend;
    });
  }

  /** Times the layers over an image that is made up. The newest request wins. */
  async profile(
    runId: number,
    { subject, rounds }: ProfileRequest,
    onProgress: (progress: RunProgress) => void,
  ): Promise<ProfileResult> {
    const { cache, files, wanted } = this.#host;
    const unwanted = wanted.unwanted(runId);
    this.#newestProfile += 1;
    const own = this.#newestProfile;
    const stop = (): boolean => unwanted() || own !== this.#newestProfile;
    // No second try on another backend: its times would be other times.
    return this.#pass({ runId, stop, onProgress }, async (steerer) => {
      const graph = subject.kind === 'graph' ? subject.graph : buildGraph(subject.spec);
      // A graph of its own has no names of checkpoints.
      steerer.graph = subject.kind === 'graph' ? null : graph;
      const tensors =
        subject.kind === 'graph'
          ? seededByNode(graph)
          : providedTensors(graph, files.provider(subject.weights));
      const [, channels = 1, height = 1, width = 1] = nodeOf(graph, graph.input).shape;
      const setup = this.#setup(graph, tensors, patternImage(channels, height, width), steerer);
      const layers = await profileForward(setup, rounds, cache, steerer);
      steerer.check(graph.output);
      return { backend: steerer.backend, layers };
    });
  }

  #pass<T>(
    work: Parameters<RunHost['backend']['once']>[0],
    body: (steerer: Steerer) => Promise<T>,
  ): Promise<T> {
    const { turns, backend, wanted } = this.#host;
    return turns.take(async () => {
      try {
        return await backend.once(work, body);
      } finally {
        wanted.forget(work.runId);
        keepLastWeights(this.#host);
      }
    });
  }

  #setup(graph: Graph, tensors: NodeTensors, input: Float32Array, { backend }: Steerer): Forward {
    const keep = new Set([...blockOutputs(graph), graph.output]);
    return { graph, tensors, input, keep, target: this.#host.backend.target(backend) };
  }
}
