import { createHash } from 'node:crypto';
import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { derChildren, type DerElement, expectDer, hexText, oidText, TAG } from '../cms/read-der.ts';
import { readSignedData, type SignerInfo } from '../cms/read-signed-data.ts';
import type { PeFile } from './pe-file.ts';

/** One Authenticode signature: what it says of itself, and whether its digest is the file's. Nothing is verified beyond that. */
export type Authenticode = Readonly<{
  signers: readonly Omit<SignerInfo, 'messageDigest' | 'unsigned'>[];
  /** Name of the digest's algorithm, or its object identifier where the digest is not computed. */
  algorithm: string;
  /** Hexadecimal, as SpcIndirectDataContent states it. */
  digest: string;
  /** Is that the file's own digest? */
  check: 'equal' | 'different' | 'unknown algorithm';
  /** In an attribute of another signature: a second one, with another algorithm. */
  nested: boolean;
  /** The whole ContentInfo. */
  at: ByteRange;
}>;

const WHAT = 'Authenticode signature';
const PKCS_SIGNED_DATA = 2;
const INDIRECT_DATA = '1.3.6.1.4.1.311.2.1.4';
const NESTED = '1.3.6.1.4.1.311.2.4.1';
const ALGORITHMS: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
};

/**
 * Signatures in the certificate table, nested ones behind the one they are in.
 *
 * @throws {ParseError} for a table outside of the file, a signature of another structure, or too many
 * @see Windows Authenticode Portable Executable Signature Format
 */
export function readAuthenticode(file: PeFile): Authenticode[] {
  const table = certificateTable(file);
  if (table === undefined) return [];
  const cursor = new ByteCursor(file.bytes.subarray(0, table.to), 'le');
  const digests = new Map<string, string>();
  const digestOf = (algorithm: string): string => {
    const known = digests.get(algorithm) ?? authenticodeDigest(file, algorithm, table);
    digests.set(algorithm, known);
    return known;
  };
  const found: Authenticode[] = [];
  for (let at = table.from; at + 8 <= table.to;) {
    cursor.seek(at, WHAT);
    const [length, , type] = [cursor.u32(WHAT), cursor.u16(WHAT), cursor.u16(WHAT)];
    if (length < 8 || at + length > table.to) return cursor.fail(WHAT, { from: at, to: at + 4 }, `length ${length}`);
    if (type === PKCS_SIGNED_DATA) readSignature(file.bytes, { from: at + 8, to: at + length }, digestOf, 0, found);
    at += Math.ceil(length / 8) * 8;
  }
  return found;
}

/** The certificate table: the one entry of the data directory that is a place in the file and no address. */
function certificateTable({ bytes, headers }: Pick<PeFile, 'bytes' | 'headers'>): ByteRange | undefined {
  const { rva: from, size } = headers.directories[4] ?? { rva: 0, size: 0 };
  if (from === 0 || size === 0) return undefined;
  const to = from + size;
  if (to > bytes.byteLength)
    throw new ParseError({ code: 'truncated', what: WHAT, at: { from, to }, available: bytes.byteLength });
  return { from, to };
}

/**
 * Digest of all bytes of the file but the checksum, the directory's entry for the certificate table, and that table.
 *
 * The specification hashes section by section; for sections without gaps, as linkers write them, that is the same, and here no
 * byte can be outside of all sections and so outside of the digest.
 */
function authenticodeDigest({ bytes, headers }: PeFile, algorithm: string, table: ByteRange): string {
  const entry = headers.directories[4]?.entryAt ?? 0;
  const left: ByteRange[] = [
    { from: headers.checksumAt, to: headers.checksumAt + 4 },
    { from: entry, to: entry + 8 },
    table,
  ];
  const hash = createHash(algorithm);
  let at = 0;
  for (const { from, to } of left.sort((a, b) => a.from - b.from)) {
    if (from > at) hash.update(bytes.subarray(at, from));
    at = Math.max(at, to);
  }
  return hash.update(bytes.subarray(at)).digest('hex');
}

function readSignature(
  bytes: Uint8Array,
  at: ByteRange,
  digestOf: (algorithm: string) => string,
  depth: number,
  found: Authenticode[],
): void {
  if (found.length >= limits.peSignatures) throw tooMany(limits.peSignatures, found.length + 1);
  if (depth > limits.nestedSignatures) throw tooMany(limits.nestedSignatures, depth);
  const { whole, contentType, content, signers } = readSignedData(bytes, at.from, at.to);
  if (contentType !== INDIRECT_DATA || content === null)
    throw new ParseError({ code: 'unsupported', what: WHAT, found: `content ${contentType}` });
  const { oid, digest } = digestInfo(bytes, content);
  const algorithm = ALGORITHMS[oid];
  found.push({
    signers: signers.map(({ subject, issuer, serial }) => ({ subject, issuer, serial })),
    algorithm: algorithm ?? oid,
    digest,
    check: algorithm === undefined ? 'unknown algorithm' : digestOf(algorithm) === digest ? 'equal' : 'different',
    nested: depth > 0,
    at: whole.whole,
  });
  for (const { unsigned } of signers)
    for (const { type, values } of unsigned)
      if (type === NESTED)
        for (const { whole: inner } of values) readSignature(bytes, inner, digestOf, depth + 1, found);
}

/** DigestInfo of SpcIndirectDataContent ::= SEQUENCE { data, messageDigest }. */
function digestInfo(bytes: Uint8Array, content: DerElement): { oid: string; digest: string } {
  const [, info] = derChildren(bytes, expectDer(content, TAG.sequence, WHAT));
  const [algorithm, digest] = derChildren(bytes, expectDer(info, TAG.sequence, WHAT));
  const [oid] = derChildren(bytes, expectDer(algorithm, TAG.sequence, WHAT));
  const { content: at } = expectDer(digest, TAG.octets, WHAT);
  if (at.to - at.from > limits.digestBytes) throw tooMany(limits.digestBytes, at.to - at.from);
  return { oid: oidText(bytes, expectDer(oid, TAG.oid, WHAT)), digest: hexText(bytes, at) };
}

function tooMany(limit: number, seen: number): ParseError {
  return new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen });
}
