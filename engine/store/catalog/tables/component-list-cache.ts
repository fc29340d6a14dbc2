/** Several images with a few filters each; a list of 50,000 ids takes 400 KiB. */
const MOST_LISTS = 48;

/** What was found for a filter on an image's components, for as long as they stay as they are. */
export class ComponentListCache {
  readonly #kept = new Map<string, unknown>();

  /** @param key names the image, the state of its components and what is wanted: equal keys mean equal values */
  get<T>(key: string, make: () => T): T {
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    const value = known === undefined ? make() : (known as T);
    this.#kept.set(key, value);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_LISTS && oldest !== undefined) this.#kept.delete(oldest);
    return value;
  }
}
