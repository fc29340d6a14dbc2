import type { EvictedReason } from './evidence-bytes.ts';
import type { ByteRange } from './units.ts';

/** What a file, or a row of a database, was decoded as. */
export type DecodedFormat =
  | 'deb822'
  | 'apk-record'
  | 'rpm-header'
  | 'elf-dynamic'
  | 'go-buildinfo'
  | 'json'
  | 'metadata'
  | 'properties'
  | 'os-release';

/**
 * One field, in file order. `name` and `value` are text of the image; a value is cut where it is long. `ranges`: where it is stated,
 * in the innermost file. `cited`: the proof cites some of these bytes.
 */
export type DecodedField = Readonly<{
  name: string;
  value: string;
  ranges: readonly ByteRange[];
  cited: boolean;
}>;

/** The bytes of a proof as what they say, or why they are not. `omitted`: fields beyond the bound on the list. */
export type Decoded =
  | Readonly<{ state: 'decoded'; format: DecodedFormat; fields: readonly DecodedField[]; omitted: number }>
  | Readonly<{ state: 'unknown-format' }>
  | Readonly<{ state: 'malformed'; message: string }>
  | Readonly<{ state: 'evicted'; reason: EvictedReason; detail: string }>;
