/** Something that was taken from a cache, and is given back by disposing of it. */
export type Taken<T> = Disposable & Readonly<{ value: T }>;

type Entry<T> = { made: Promise<T>; users: number };

/** Keeps the last few of something that is dear to make. What is in use is never thrown away, however many there are. */
export class SharedCache<T extends AsyncDisposable> implements AsyncDisposable {
  readonly #most: number;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Two who ask for the same at once get the same. A failure is not kept. */
  async take(key: string, make: () => Promise<T>): Promise<Taken<T>> {
    const entry = this.#entries.get(key) ?? { made: make(), users: 0 };
    entry.users += 1;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    try {
      const value = await entry.made;
      return {
        value,
        [Symbol.dispose]: () => {
          entry.users -= 1;
          void this.#shrink();
        },
      };
    } catch (error) {
      entry.users -= 1;
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const { made } of entries) await dispose(made);
  }

  async #shrink(): Promise<void> {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.#most) return;
      if (entry.users > 0) continue;
      this.#entries.delete(key);
      await dispose(entry.made);
    }
  }
}

/** A thing that could not be made, or not be put away, is gone all the same. */
async function dispose(made: Promise<AsyncDisposable>): Promise<void> {
  try {
    await (await made)[Symbol.asyncDispose]();
  } catch {
    // A temporary file that stays is collected as garbage.
  }
}
