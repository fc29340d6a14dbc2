import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { derChildren, type DerElement, expectDer, hexText, oidText, TAG } from './read-der.ts';

/** Short names of attributes: those of RFC 4514, and those that certificates of code signers have besides. */
const NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.3.6.1.4.1.311.60.2.1.1': 'jurisdictionL',
  '1.3.6.1.4.1.311.60.2.1.2': 'jurisdictionST',
  '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionC',
};

const WHAT = 'X.501 name';

/**
 * A name as RFC 4514 writes it, the last part first: `CN=Example Ltd,O=Example Ltd,C=GB`.
 *
 * @throws {ParseError} for another structure, or a name that is too long
 */
export function distinguishedName(bytes: Uint8Array, name: DerElement): string {
  const { from, to } = expectDer(name, TAG.sequence, WHAT).content;
  if (to - from > limits.distinguishedNameBytes)
    throw new ParseError({
      code: 'limit-exceeded',
      what: WHAT,
      limit: limits.distinguishedNameBytes,
      seen: to - from,
    });
  const parts = derChildren(bytes, name).map((set) =>
    derChildren(bytes, expectDer(set, TAG.set, WHAT))
      .map((attribute) => attributeText(bytes, attribute))
      .join('+'),
  );
  return parts.reverse().join(',');
}

function attributeText(bytes: Uint8Array, attribute: DerElement): string {
  const [type, value] = derChildren(bytes, expectDer(attribute, TAG.sequence, WHAT));
  const oid = oidText(bytes, expectDer(type, TAG.oid, WHAT));
  if (value === undefined) throw new ParseError({ code: 'malformed', what: WHAT, found: `no value of ${oid}` });
  const name = NAMES[oid];
  const text = name === undefined ? undefined : textOf(bytes, value);
  return name === undefined || text === undefined
    ? `${name ?? oid}=#${hexText(bytes, value.whole)}`
    : `${name}=${escaped(text)}`;
}

/** Text of a string type; undefined for any other. @see X.690, 8.23 */
function textOf(bytes: Uint8Array, { tag, content: { from, to } }: DerElement): string | undefined {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  switch (tag) {
    case 0x0c: // UTF8String
      return raw.toString('utf8');
    case 0x12: // NumericString
    case 0x13: // PrintableString
    case 0x14: // TeletexString, which everybody writes as Latin-1
    case 0x16: // IA5String
      return raw.toString('latin1');
    case 0x1e: // BMPString
      return raw.length % 2 === 0 ? Buffer.from(raw).swap16().toString('utf16le').toWellFormed() : undefined;
    default:
      return undefined;
  }
}

/** @see RFC 4514, section 2.4 */
function escaped(text: string): string {
  return text
    .replaceAll(/[,+"\\<>;]|^[ #]| $/g, '\\$&')
    .replaceAll(/\p{Cc}/gu, (char) => Buffer.from(char).toString('hex').toUpperCase().replaceAll(/../g, '\\$&'));
}
