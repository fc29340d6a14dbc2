declare const brand: unique symbol;

/**
 * A string that may not be swapped with another kind of string, at no cost at run time. A brand on a brand is both: a `DiffId`
 * is a `Digest`. (With the name itself as the value, two brands would meet in `never`.)
 */
export type Brand<T, Name extends string> = T & { readonly [brand]: { readonly [K in Name]: true } };

/** A count of bytes, or a byte offset. Plain alias: it documents a unit and mixes freely with arithmetic. */
export type Bytes = number;

/** Position of a layer in its image, base = 0. History entries without a layer have none. */
export type LayerIndex = number;

export const KiB: Bytes = 1024;
export const MiB: Bytes = 1024 * KiB;
export const GiB: Bytes = 1024 * MiB;

/** Half-open byte range `[from, to)`. */
export type ByteRange = Readonly<{ from: Bytes; to: Bytes }>;
