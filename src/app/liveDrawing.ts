/** Pictures of a drawing while it is drawn: the newest one goes in as soon as the one before has its answer. */
import type { ExplorerState } from '../store/state.ts';
import type { DrawnPixels } from '../store/services.ts';

interface Frame {
  readonly render: () => DrawnPixels;
  readonly finished: boolean;
}

/** Whether the picture of the moment will have an answer that it does not have yet. */
export function awaitsAnswer({ image, run, runtime, weights }: ExplorerState): boolean {
  if (image.status === 'loading' || run.status === 'running') return true;
  if (run.status === 'failed' || runtime.status !== 'ready' || weights.awaited !== null) return false;
  // Nobody waits for what another picture is answered.
  return image.drawn !== 'no' && run.resultOf?.imageVersion !== image.version;
}

export class LiveDrawing {
  readonly #state: () => ExplorerState;
  readonly #send: (pixels: DrawnPixels, drawn: 'live' | 'done') => void;
  #next: Frame | null = null;

  constructor(state: () => ExplorerState, send: (pixels: DrawnPixels, drawn: 'live' | 'done') => void) {
    this.#state = state;
    this.#send = send;
  }

  /** Takes the place of a picture that is still waiting. A finished drawing waits for nobody. */
  offer(render: () => DrawnPixels, finished: boolean): void {
    this.#next = { render, finished };
    this.pump();
  }

  drop(): void {
    this.#next = null;
  }

  /** To be called whenever the state has changed. */
  pump(): void {
    const frame = this.#next;
    if (frame === null || (!frame.finished && awaitsAnswer(this.#state()))) return;
    this.#next = null;
    this.#send(frame.render(), frame.finished ? 'done' : 'live');
  }
}
