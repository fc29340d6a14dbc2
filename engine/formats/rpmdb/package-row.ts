import type { PiecedBytes } from '#engine/bytes/pieced-bytes.ts';

/** A row of an rpm database, whatever keeps it: the number of a package and its header blob. */
export type RpmPackageRow = Readonly<{ number: number; header: PiecedBytes }>;
