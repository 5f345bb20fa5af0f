/** Which picture is shown: one that the person chose, the usual sample of the task, or the drawing of the pad. */
import { selectSpec } from '../store/select.ts';
import type { DrawnPixels } from '../store/services.ts';
import type { ExplorerStore } from '../store/store.ts';
import { t } from '../text/index.ts';
import { usualSample } from '../weights/trained/samples.ts';
import type { Images } from './images.ts';
import { LiveDrawing } from './liveDrawing.ts';

export class Pictures {
  readonly #store: ExplorerStore;
  readonly #images: Images;
  readonly #drawing: LiveDrawing;
  /** Takes the answer to a picture away that is no longer shown. */
  readonly #forgetAnswer: () => void;
  /** The sample that was opened without being asked for; null once the person has chosen an image. */
  #usualSample: string | null = null;

  constructor(store: ExplorerStore, images: Images, forgetAnswer: () => void) {
    this.#store = store;
    this.#images = images;
    this.#forgetAnswer = forgetAnswer;
    this.#drawing = new LiveDrawing(
      () => this.#state,
      (pixels, drawn) => this.#images.openPixels(pixels, t('image.drawing'), drawn),
    );
  }

  get #state() {
    return this.#store.getState();
  }

  /** Looks whether the next strokes of the drawing may be taken. */
  pump(): void {
    this.#drawing.pump();
  }

  open(source: Blob, name: string): void {
    this.#leavePad();
    this.#images.open(source, name);
  }

  openSample(id: string): void {
    this.#leavePad();
    this.#images.openSample(id);
  }

  openUsualSample(): void {
    const id = usualSample(selectSpec(this.#state));
    this.openSample(id);
    this.#usualSample = id;
  }

  openPixels(pixels: DrawnPixels, name: string): void {
    this.#leavePad();
    this.#images.openPixels(pixels, name);
  }

  draw(render: () => DrawnPixels, finished: boolean): void {
    this.#usualSample = null;
    // The answer to the picture before must not pass for that to the first stroke.
    if (this.#state.image.drawn === 'no') this.#forgetAnswer();
    this.#drawing.offer(render, finished);
  }

  clearDrawing(): void {
    this.#usualSample = null;
    this.#drawing.drop();
    this.#images.clear();
    this.#forgetAnswer();
  }

  /** Another image was chosen. The drawing is kept for when the pad is wanted again. */
  #leavePad(): void {
    this.#usualSample = null;
    this.#drawing.drop();
    if (this.#state.pad.shown) this.#state.setPad({ shown: false });
  }

  /** A network of another task gets a picture of that task, unless the person has chosen one. */
  followTask(): void {
    if (this.#usualSample === null) return;
    if (usualSample(selectSpec(this.#state), this.#usualSample) !== this.#usualSample) this.openUsualSample();
  }
}
