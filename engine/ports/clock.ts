/** Time for catalogs, leases and queues; never for documents. */
export type Clock = Readonly<{
  /** Milliseconds since the Unix epoch, integer. */
  now(): number;
}>;

/** The clock of the machine. */
export const systemClock: Clock = { now: () => Date.now() };
