/** Long enough for those who wait to have been answered, and for what they ask next. */
const AFTER_MS = 2000;

/** Work that nobody waits for. What has not begun when the engine closes is not done. */
export class Later implements AsyncDisposable {
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(work: () => Promise<unknown>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const running = work()
        .then(() => undefined, this.#onError)
        .finally(() => this.#running.delete(running));
      this.#running.add(running);
    }, AFTER_MS);
    timer.unref();
    this.#timers.add(timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#running);
  }
}
