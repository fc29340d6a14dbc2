/** Lines and columns of offsets, from 1, that are asked for in any order. What ends a line is the language's own. */
export class LinePlaces {
  readonly #starts: readonly number[];

  /** @param ends offsets right behind each end of a line, ascending */
  constructor(ends: readonly number[]) {
    this.#starts = [0, ...ends];
  }

  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}
