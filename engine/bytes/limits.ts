import { GiB, KiB, MiB } from '#shared/model/units.ts';

/**
 * Every bound on hostile input, with one reason each. They count bytes, records and depth, never seconds: a result may not
 * depend on how fast the machine is.
 */
export const limits = {
  /** Linux PATH_MAX: no engine can unpack a longer path. */
  pathBytes: 4096,
  /** Linux NAME_MAX. */
  nameBytes: 255,
  /** Real trees stay below 60; 4,096 bytes of path allow 2,048. */
  pathDepth: 2048,
  /** Linux MAXSYMLINKS. */
  symlinkHops: 40,
  /** Twice the largest image that the memory budget is tested with. */
  layerEntries: 2_000_000,
  /** PAX records carry names and xattrs; xattr values are at most 64 KiB each on Linux. */
  paxBytes: 1 * MiB,
  /** GNU sparse maps of real files have a few hundred pieces. */
  sparsePieces: 65_536,
  /** Expanding a hole costs a second per GiB to hash; disk images in layers are below this. */
  sparseFileBytes: 64 * GiB,
  /** Inflated size of one layer. The largest public images have layers of some 40 GiB. */
  layerBytes: 256 * GiB,
  /** Deflate cannot exceed 1,032:1 and zstd's RLE blocks reach 43,690:1; real layers stay below 30:1. Beyond the ratio *and*
   * `ratioFloorBytes` a stream is a bomb. */
  inflateRatio: 1100,
  ratioFloorBytes: 64 * MiB,
  /** Members of an outer archive: an OCI layout has a few per layer. */
  archiveMembers: 100_000,
  /** Largest real manifests and configs are below 1 MiB. */
  jsonBytes: 16 * MiB,
  /** JSON.parse recurses; manifests and configs nest six deep. */
  jsonDepth: 64,
  /** Nested indexes (OCI image-spec allows any depth). */
  indexDepth: 4,
  indexEntries: 10_000,
  /** More layers than any engine mounts (overlayfs: 500, Docker: 127). */
  layersPerImage: 1024,
  /** What is kept of a file for analyzers, in memory, before it goes to a temporary file. */
  keepInMemoryBytes: 32 * MiB,
  /** Largest package database of a real image is near 300 MiB. */
  databaseBytes: 1 * GiB,
  /** Scripts and loader configuration that later stages may read by path. */
  sourceBytes: 1 * MiB,
  /** Text databases: longest line seen in a real dpkg status is 90 KiB. */
  lineBytes: 4 * MiB,
  /** rpm's own bound on the index entries of a header. */
  rpmIndexEntries: 65_535,
  /** rpm's own bound on a header's data. */
  rpmHeaderBytes: 256 * MiB,
  /** Path text of all files of one rpm database: directory names are shared, so a small header can state huge lists. A
   * workstation's 400,000 files need 40 MiB. */
  rpmPathBytes: 256 * MiB,
  /** Bad rows of one database that are told one by one; the rest are counted. */
  rowDiagnostics: 100,
  /** SQLite's own bound on the depth of a b-tree (BTCURSOR_MAX_DEPTH). */
  sqliteDepth: 20,
  /** SQLite's own bound on the columns of a table (SQLITE_MAX_COLUMN). */
  sqliteColumns: 32_767,
  /** SQLite's own default bound on a statement (SQLITE_MAX_SQL_LENGTH); it bounds the text of CREATE TABLE. */
  sqliteStatementBytes: 1_000_000,
  /** First bytes that name a content kind. */
  magicBytes: 16,
  chunkBytes: 256 * KiB,
  readAheadBytes: 2 * MiB,
} as const;
