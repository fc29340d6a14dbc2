/** How a tag's data is read; an entry of another type makes the header malformed. */
type Shape =
  /** Type 6, one string; or type 9, a list of translations of which the first is the untranslated one. */
  | 'text'
  /** Type 8, a list of strings; or type 6, a list of one. */
  | 'texts'
  /** Type 1 to 5: integers of 1, 1, 2, 4 or 8 bytes, big-endian, unsigned. */
  | 'integers'
  /** Type 7. */
  | 'binary';

type TagRow = Readonly<{ tag: number; shape: Shape }>;

/**
 * The header tags that are read, by the name they have in this product. Everything else in a header is skipped undecoded.
 * Numbers: rpm's `docs/manual/tags.md`.
 */
export const rpmTags = {
  immutable: { tag: 63, shape: 'binary' },
  sigMd5: { tag: 261, shape: 'binary' },
  sha1Header: { tag: 269, shape: 'text' },
  sha256Header: { tag: 273, shape: 'text' },
  name: { tag: 1000, shape: 'text' },
  version: { tag: 1001, shape: 'text' },
  release: { tag: 1002, shape: 'text' },
  epoch: { tag: 1003, shape: 'integers' },
  summary: { tag: 1004, shape: 'text' },
  buildTime: { tag: 1006, shape: 'integers' },
  installTime: { tag: 1008, shape: 'integers' },
  size: { tag: 1009, shape: 'integers' },
  vendor: { tag: 1011, shape: 'text' },
  licence: { tag: 1014, shape: 'text' },
  group: { tag: 1016, shape: 'text' },
  url: { tag: 1020, shape: 'text' },
  arch: { tag: 1022, shape: 'text' },
  /** Whole paths, in headers older than rpm 4. */
  oldFileNames: { tag: 1027, shape: 'texts' },
  fileStates: { tag: 1029, shape: 'integers' },
  fileDigests: { tag: 1035, shape: 'texts' },
  fileFlags: { tag: 1037, shape: 'integers' },
  sourceRpm: { tag: 1044, shape: 'text' },
  sourcePackage: { tag: 1106, shape: 'integers' },
  dirIndexes: { tag: 1116, shape: 'integers' },
  baseNames: { tag: 1117, shape: 'texts' },
  dirNames: { tag: 1118, shape: 'texts' },
  longSize: { tag: 5009, shape: 'integers' },
  fileDigestAlgorithm: { tag: 5011, shape: 'integers' },
  modularityLabel: { tag: 5096, shape: 'text' },
  sourceNevr: { tag: 5120, shape: 'text' },
} as const satisfies Record<string, TagRow>;

export type RpmTagName = keyof typeof rpmTags;

/** Names of the tags that have one shape, so that asking for a text as integers does not compile. */
export type RpmTagOf<S extends Shape> = {
  [Name in RpmTagName]: (typeof rpmTags)[Name]['shape'] extends S ? Name : never;
}[RpmTagName];

/** Numbers of the tags above: what an index entry is looked up in. */
export const rpmTagNames: ReadonlyMap<number, RpmTagName> = new Map(
  Object.entries(rpmTags).map(([name, { tag }]) => [tag, name as RpmTagName]),
);
