/** The two lower layers of a PNG: inflated bytes in portions of a row, and the five row filters. */
import { damaged } from './header.ts';

/** Reads a zlib stream piece by piece, so that it is never inflated as a whole. */
export class ByteQueue {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private piece: Uint8Array = new Uint8Array(0);
  private at = 0;

  constructor(compressed: Uint8Array<ArrayBuffer>[]) {
    const inflated = new Blob(compressed).stream().pipeThrough(new DecompressionStream('deflate'));
    this.reader = inflated.getReader();
  }

  /**
   * Reads a row's filter byte, which it returns, and fills `row`. `null` when the stream ends before.
   * Throws an ImageError when the stream can't be inflated.
   */
  async read(row: Uint8Array): Promise<number | null> {
    if (this.at === this.piece.length && !(await this.next())) return null;
    const filter = this.piece[this.at++] as number;
    for (let filled = 0; filled < row.length; ) {
      if (this.at === this.piece.length && !(await this.next())) return null;
      const part = this.piece.subarray(this.at, this.at + row.length - filled);
      row.set(part, filled);
      filled += part.length;
      this.at += part.length;
    }
    return filter;
  }

  /** Stops reading; what is left unread, such as bytes behind the picture, is of no interest. */
  close(): void {
    this.reader.cancel().catch(() => undefined);
  }

  private async next(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.reader.read().catch((error: unknown) => {
        throw damaged('png', { cause: error });
      });
      if (done) return false;
      if (value.length > 0) {
        this.piece = value;
        this.at = 0;
        return true;
      }
    }
  }
}

/**
 * Turns a filtered row into samples, in place. `previous` is the row above (zeros above the first), `step` the bytes of
 * a pixel, at least 1. Returns false for a filter that does not exist.
 */
export function unfilter(filter: number, row: Uint8Array, previous: Uint8Array, step: number): boolean {
  const n = row.length;
  switch (filter) {
    case 0:
      return true;
    case 1:
      for (let i = step; i < n; i++) row[i] = (row[i] as number) + (row[i - step] as number);
      return true;
    case 2:
      for (let i = 0; i < n; i++) row[i] = (row[i] as number) + (previous[i] as number);
      return true;
    case 3:
      for (let i = 0; i < n; i++) {
        const left = i < step ? 0 : (row[i - step] as number);
        row[i] = (row[i] as number) + ((left + (previous[i] as number)) >> 1);
      }
      return true;
    case 4:
      for (let i = 0; i < n; i++) {
        const left = i < step ? 0 : (row[i - step] as number);
        const above = previous[i] as number;
        const corner = i < step ? 0 : (previous[i - step] as number);
        row[i] = (row[i] as number) + paeth(left, above, corner);
      }
      return true;
    default:
      return false;
  }
}

/** Whichever of the three neighbours lies closest to left + above - corner; ties in that order. */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
