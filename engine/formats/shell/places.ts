import type { Place } from './ast.ts';

const LINE_FEED = 0x0a;

/** Lines and columns of offsets. */
export class Places {
  /** Offset of each line's first byte. */
  readonly #starts: readonly number[];

  constructor(source: string) {
    const starts = [0];
    for (let i = 0; i < source.length; i++) if (source.charCodeAt(i) === LINE_FEED) starts.push(i + 1);
    this.#starts = starts;
  }

  at(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}
