import { ExplorerError } from '../text/index.ts';

/** A picture that can't be used, or a recipe that makes no sense. The message says what is allowed instead. */
export class ImageError extends ExplorerError {
  override name = 'ImageError';
}
