import type { Clock } from '#engine/ports/clock.ts';
import type { ImageId } from '#shared/model/digest.ts';

/** How long an image that was removed can be had back. */
const UNDO_MS = 10_000;

/** Does something after a time. @returns what stops it */
export type After = (ms: number, run: () => void) => () => void;

export const afterTimeout: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

type Image = Readonly<{ imageId: ImageId; scannedAtMs: number }>;
type Departure = { scannedAtMs: number; endsAtMs: number; stop: () => void; isEnding: boolean };

/**
 * Images that are about to be removed. Until their time is over nothing is changed in the data folder, and they are remembered by this
 * process alone: when it ends before, in whichever way, they stay. The removal itself is one transaction: it happens or does not.
 */
export class Departures implements AsyncDisposable {
  /** Another text after each change, and in each process: for whoever has listed images before. */
  mark: string;
  #changes = 0;
  readonly #since: number;
  readonly #images = new Map<string, Departure>();
  readonly #ending = new Set<Promise<void>>();
  readonly #clock: Clock;
  readonly #after: After;
  readonly #remove: (image: Image) => Promise<void>;
  readonly #onError: (error: unknown) => void;

  /** @param remove takes an image away for good, unless it was scanned again meanwhile */
  constructor(clock: Clock, after: After, remove: (image: Image) => Promise<void>, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#since = clock.now();
    this.mark = `${this.#since}`;
    this.#after = after;
    this.#remove = remove;
    this.#onError = onError;
  }

  /** False when it is leaving already. */
  start(image: Image): boolean {
    if (this.leftMs(image) !== null) return false;
    this.undo(image.imageId);
    const { imageId, scannedAtMs } = image;
    const stop = this.#after(UNDO_MS, () => this.#end(image));
    this.#images.set(imageId, { scannedAtMs, endsAtMs: this.#clock.now() + UNDO_MS, stop, isEnding: false });
    this.#changed();
    return true;
  }

  /** False when it is not leaving, or has left. */
  undo(imageId: ImageId): boolean {
    const departure = this.#images.get(imageId);
    if (!departure || departure.isEnding) return false;
    departure.stop();
    this.#images.delete(imageId);
    this.#changed();
    return true;
  }

  /** Milliseconds until it is removed; null: it stays, as one does that was scanned again. */
  leftMs({ imageId, scannedAtMs }: Image): number | null {
    const departure = this.#images.get(imageId);
    return departure?.scannedAtMs === scannedAtMs ? Math.max(0, departure.endsAtMs - this.#clock.now()) : null;
  }

  #changed(): void {
    this.#changes += 1;
    this.mark = `${this.#since}.${this.#changes}`;
  }

  #end(image: Image): void {
    const departure = this.#images.get(image.imageId);
    if (!departure) return;
    departure.isEnding = true;
    const ending = this.#remove(image)
      .catch(this.#onError)
      .then(() => {
        this.#images.delete(image.imageId);
        this.#changed();
        this.#ending.delete(ending);
      });
    this.#ending.add(ending);
  }

  /** Those that are leaving stay; those that are being removed are waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { stop, isEnding } of this.#images.values()) if (!isEnding) stop();
    await Promise.all(this.#ending);
  }
}
