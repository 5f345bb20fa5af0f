/** One body of work at a time, in the order they were asked for: tfjs has one active backend, and one device. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** How many want a turn and have none yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** A `quiet` one waits like any other and is not counted: nobody hurries for it. */
  async take<T>(body: () => Promise<T>, { quiet = false } = {}): Promise<T> {
    const weight = quiet ? 0 : 1;
    this.#waiting += weight;
    const turn = this.#last.then(() => {
      this.#waiting -= weight;
      return body();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
