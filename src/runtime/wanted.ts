/** Which work is still wanted: that of the newest run that was asked for, unless it was cancelled. */
export class Wanted {
  #newest = 0;
  readonly #cancelled = new Set<number>();

  /** A newer run is asked for: what was asked for before gives up. */
  next(): void {
    this.#newest += 1;
  }

  cancel(runId: number): void {
    this.#cancelled.add(runId);
  }

  /** The run came to an end of its own or was stopped: its number is free again. */
  forget(runId: number): void {
    this.#cancelled.delete(runId);
  }

  /** Says, whenever it is called, whether a newer run than the present one was asked for. */
  overtaken(): () => boolean {
    const ticket = this.#newest;
    return () => ticket !== this.#newest;
  }

  /** The same, and whether the run was cancelled. */
  unwanted(runId: number): () => boolean {
    const overtaken = this.overtaken();
    return () => overtaken() || this.#cancelled.has(runId);
  }
}
