/** One body of work at a time, in the order they were asked for: tfjs has one active backend, and one device. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** How many want a turn and have none yet. */
  get waiting(): number {
    return this.#waiting;
  }

  async take<T>(body: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const turn = this.#last.then(() => {
      this.#waiting -= 1;
      return body();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
