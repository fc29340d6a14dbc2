import { createHash } from 'node:crypto';
import { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { decodeText } from '#engine/bytes/decode-text.ts';
import type { ByteRange } from '#shared/model/units.ts';
import type { MappedImage } from '../executable/mapped-image.ts';
import { decodeCoded } from './metadata-tables.ts';
import { blobAt, compressed, type Metadata, readMetadata, readRow, stringAt } from './read-metadata.ts';

/** Identity of an assembly. `attributes`: those with a text, of the assembly itself, by their type's name without `Attribute`. */
export type Assembly = Readonly<{
  name: string;
  version: string;
  culture: string;
  publicKeyToken: string;
  attributes: ReadonlyMap<string, string>;
  references: readonly Readonly<{ name: string; version: string }>[];
  /** Bytes of name, version, culture, key and attributes. */
  stated: readonly ByteRange[];
}>;

const WHAT = 'CLI metadata';
const [TYPE_REF, MEMBER_REF, CUSTOM_ATTRIBUTE, ASSEMBLY, ASSEMBLY_REF] = [0x01, 0x0a, 0x0c, 0x20, 0x23];
/** More references than an assembly of .NET itself has. */
const MOST_REFERENCES = 2000;

/**
 * Who a .NET assembly says it is.
 *
 * @returns undefined for a program without metadata, or a module without an assembly
 * @throws {ParseError} for metadata that lead outside the file
 * @see ECMA-335, II.22.2, II.22.5, II.22.10
 */
export function readAssembly(bytes: Uint8Array, image: MappedImage): Assembly | undefined {
  const metadata = readMetadata(bytes, image);
  if (metadata === undefined) return undefined;
  const [, major, minor, build, revision, , key, name, culture] = readRow(bytes, metadata.tables[ASSEMBLY], 1);
  if (!major || !minor || !build || !revision || !key || !name || !culture) return undefined;
  const text = (at: ByteRange): string => decodeText(bytes.subarray(at.from, at.to));
  const nameAt = stringAt(bytes, metadata, name.value);
  const cultureAt = stringAt(bytes, metadata, culture.value);
  const keyAt = blobAt(bytes, metadata, key.value);
  const attributes = attributesOf(bytes, metadata);
  const versionAt = { from: major.at.from, to: revision.at.to };
  const stated = [versionAt, nameAt, cultureAt, keyAt, ...attributes.map(({ at }) => at)];
  return {
    name: text(nameAt),
    version: [major, minor, build, revision].map(({ value }) => value).join('.'),
    culture: text(cultureAt),
    publicKeyToken: tokenOf(bytes.subarray(keyAt.from, keyAt.to)),
    attributes: new Map(attributes.map(({ type, value }) => [type, value])),
    references: referencesOf(bytes, metadata),
    stated: stated.filter(({ from, to }) => to > from),
  };
}

/** The last 8 bytes of the key's SHA-1, backwards. */
function tokenOf(key: Uint8Array): string {
  if (key.byteLength === 0) return '';
  return createHash('sha1').update(key).digest().subarray(-8).reverse().toString('hex');
}

function referencesOf(bytes: Uint8Array, metadata: Metadata): { name: string; version: string }[] {
  const table = metadata.tables[ASSEMBLY_REF];
  return Array.from({ length: Math.min(table?.rows ?? 0, MOST_REFERENCES) }, (_, i) => {
    const row = readRow(bytes, table, i + 1);
    const at = stringAt(bytes, metadata, row[6]?.value ?? 0);
    const version = row.slice(0, 4).map(({ value }) => value);
    return { name: decodeText(bytes.subarray(at.from, at.to)), version: version.join('.') };
  });
}

type Attribute = Readonly<{ type: string; value: string; at: ByteRange }>;

/** Attributes of the assembly with a text as their first argument, or with no argument at all. */
function attributesOf(bytes: Uint8Array, metadata: Metadata): Attribute[] {
  const table = metadata.tables[CUSTOM_ATTRIBUTE];
  const found: Attribute[] = [];
  const rows = table?.rows ?? 0;
  bounded(rows, limits.dotnetAttributeRows);
  let size = 0;
  for (let row = 1; row <= rows; row++) {
    const [parent, constructor, value] = readRow(bytes, table, row);
    if (!parent || !constructor || !value) continue;
    if (decodeCoded('HasCustomAttribute', parent.value).table !== ASSEMBLY) continue;
    const type = typeOf(bytes, metadata, constructor.value);
    if (type === undefined) continue;
    const at = blobAt(bytes, metadata, value.value);
    bounded((size += at.to - at.from), limits.dotnetAttributeBytes);
    bounded(found.length + 1, limits.dotnetAttributes);
    found.push({ type: type.replace(/Attribute$/, ''), value: firstText(bytes, at), at });
  }
  return found;
}

function bounded(seen: number, limit: number): void {
  if (seen > limit) throw new ParseError({ code: 'limit-exceeded', what: 'attributes of an assembly', limit, seen });
}

/** Name of the type whose constructor it is, where that is in another assembly, as those of all known attributes are. */
function typeOf(bytes: Uint8Array, metadata: Metadata, constructor: number): string | undefined {
  const method = decodeCoded('CustomAttributeType', constructor);
  if (method.table !== MEMBER_REF) return undefined;
  const [parent] = readRow(bytes, metadata.tables[MEMBER_REF], method.row);
  const owner = parent && decodeCoded('MemberRefParent', parent.value);
  if (owner?.table !== TYPE_REF) return undefined;
  const [, name] = readRow(bytes, metadata.tables[TYPE_REF], owner.row);
  if (name === undefined) return undefined;
  const at = stringAt(bytes, metadata, name.value);
  return decodeText(bytes.subarray(at.from, at.to));
}

/** The first argument, if it is a text (ECMA-335, II.23.3); else nothing. */
function firstText(bytes: Uint8Array, { from, to }: ByteRange): string {
  if (to - from < 5 || bytes[from + 2] === 0xff) return '';
  const cursor = new ByteCursor(bytes.subarray(from, to), 'le', from);
  cursor.u16(WHAT);
  const length = compressed(cursor);
  return length <= cursor.remaining ? decodeText(cursor.take(length, WHAT)) : '';
}
