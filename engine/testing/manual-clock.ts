import type { Clock } from '#engine/ports/clock.ts';

/** A clock that stands still until it is moved. It starts at the given time, default now. */
export class ManualClock implements Clock {
  #ms: number;

  constructor(ms: number = Date.now()) {
    this.#ms = ms;
  }

  now(): number {
    return this.#ms;
  }

  advance(ms: number): void {
    this.#ms += ms;
  }
}
