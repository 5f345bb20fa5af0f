import { ExplorerError, type MessageKey, type MessageValues } from '../text/index.ts';

/** Text out of a file, fit to stand in a sentence: no control characters, and no more than `limit` others. */
export function printable(text: string, limit = 80): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
}

/** Something about weights that the user's file got wrong. `tensor` is the tensor it is about, or null. */
export class WeightsError extends ExplorerError {
  override name = 'WeightsError';
  readonly tensor: string | null;

  constructor(
    key: MessageKey,
    values: MessageValues = {},
    tensor: string | null = null,
    options?: ErrorOptions,
  ) {
    super(key, tensor === null ? values : { ...values, tensor: printable(tensor) }, options);
    this.tensor = tensor;
  }
}

/** The connection or the server failed: the same may work later. */
export class DownloadError extends ExplorerError {
  override name = 'DownloadError';
}
