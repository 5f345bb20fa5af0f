import { ExplorerError, type MessageKey, type MessageValues } from '../text/index.ts';

/** A specification that cannot be: `path` is the option that caused it, and the control to show it at. */
export class SpecError extends ExplorerError {
  override name = 'SpecError';
  readonly path: string;

  constructor(path: string, key: MessageKey, values: MessageValues = {}) {
    super(key, { option: path, ...values });
    this.path = path;
  }
}
