/** Paths or links that the system opened with this program, until there is a page that takes them. A Mac gives them before the start. */
export class OpenQueue {
  #waiting: string[] = [];
  #take: ((paths: readonly string[]) => void) | undefined;

  add(paths: readonly string[]): void {
    this.#waiting.push(...paths);
    this.#flush();
  }

  /** From now on a page takes them; undefined: no page does. */
  set page(take: ((paths: readonly string[]) => void) | undefined) {
    this.#take = take;
    this.#flush();
  }

  #flush(): void {
    if (!this.#take || this.#waiting.length === 0) return;
    const paths = this.#waiting;
    this.#waiting = [];
    this.#take(paths);
  }
}
