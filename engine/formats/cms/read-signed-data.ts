import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Bytes } from '#shared/model/units.ts';
import { distinguishedName } from './distinguished-name.ts';
import { context, derChildren, type DerElement, expectDer, hexText, oidText, readDer, TAG } from './read-der.ts';

/** Who signed, as the signature says. Nothing is verified: neither the signature nor the certificate. */
export type SignerInfo = Readonly<{
  /** Subject of the certificate with that issuer and serial number, as RFC 4514 writes it; null when it is not enclosed. */
  subject: string | null;
  issuer: string;
  /** Hexadecimal, two's complement as it is encoded. */
  serial: string;
  /** What the signature is over, where it is signed as an attribute: a digest of the content, hexadecimal. */
  messageDigest: string | null;
  /** Values of the attributes that are not signed, by their type. */
  unsigned: readonly Readonly<{ type: string; values: readonly DerElement[] }>[];
}>;

/** A SignedData: what is signed, and by whom. */
export type SignedData = Readonly<{
  whole: DerElement;
  contentType: string;
  /** The signed structure, where it is enclosed. */
  content: DerElement | null;
  signers: readonly SignerInfo[];
}>;

type Certificate = Readonly<{ issuer: Buffer; serial: string; subject: DerElement }>;

const WHAT = 'CMS SignedData';
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';

/**
 * Reads a ContentInfo with a SignedData.
 *
 * @throws {ParseError} for another structure, or one that has too many certificates or signers
 * @see RFC 2315, 9.1; RFC 5652, 5.1
 */
export function readSignedData(bytes: Uint8Array, from: Bytes, end: Bytes): SignedData {
  const whole = expectDer(readDer(bytes, from, end), TAG.sequence, WHAT);
  const [type, explicit] = derChildren(bytes, whole);
  const oid = oidText(bytes, expectDer(type, TAG.oid, WHAT));
  if (oid !== SIGNED_DATA) throw new ParseError({ code: 'unsupported', what: WHAT, found: `content ${oid}` });
  const [data] = derChildren(bytes, expectDer(explicit, context(0), WHAT));
  const [, , encapsulated, ...rest] = derChildren(bytes, expectDer(data, TAG.sequence, WHAT));
  const [contentType, content] = derChildren(bytes, expectDer(encapsulated, TAG.sequence, WHAT));
  const set = rest.find(({ tag }) => tag === context(0));
  const certificates = set === undefined ? [] : certificatesOf(bytes, set);
  const signers = derChildren(bytes, expectDer(rest.at(-1), TAG.set, WHAT));
  if (signers.length > limits.cmsSigners) throw tooMany(limits.cmsSigners, signers.length);
  return {
    whole,
    contentType: oidText(bytes, expectDer(contentType, TAG.oid, WHAT)),
    content: content === undefined ? null : (derChildren(bytes, content)[0] ?? null),
    signers: signers.map((signer) => signerOf(bytes, signer, certificates)),
  };
}

function certificatesOf(bytes: Uint8Array, set: DerElement): Certificate[] {
  const all = derChildren(bytes, set);
  if (all.length > limits.cmsCertificates) throw tooMany(limits.cmsCertificates, all.length);
  // Others than plain certificates have tags of their own (RFC 5652, 10.2.2), and name no signer of code.
  return all.filter(({ tag }) => tag === TAG.sequence).map((certificate) => certificateOf(bytes, certificate));
}

/** @see RFC 5280, 4.1 */
function certificateOf(bytes: Uint8Array, certificate: DerElement): Certificate {
  const [tbs] = derChildren(bytes, certificate);
  const fields = derChildren(bytes, expectDer(tbs, TAG.sequence, WHAT));
  // The version is left out in certificates of version 1.
  const [serial, , issuer, , subject] = fields[0]?.tag === context(0) ? fields.slice(1) : fields;
  return {
    issuer: rawOf(bytes, expectDer(issuer, TAG.sequence, WHAT)),
    serial: serialOf(bytes, serial),
    subject: expectDer(subject, TAG.sequence, WHAT),
  };
}

function signerOf(bytes: Uint8Array, signer: DerElement, certificates: readonly Certificate[]): SignerInfo {
  const [, id, , ...rest] = derChildren(bytes, expectDer(signer, TAG.sequence, WHAT));
  // Other ways to name a certificate than issuer and serial number (CMS version 3) are not used for code.
  const [issuer, number] = derChildren(bytes, expectDer(id, TAG.sequence, WHAT));
  const name = expectDer(issuer, TAG.sequence, WHAT);
  const [raw, serial] = [rawOf(bytes, name), serialOf(bytes, number)];
  const certificate = certificates.find((one) => one.serial === serial && one.issuer.equals(raw));
  const unsigned = rest.find(({ tag }) => tag === context(1));
  const signed = rest.find(({ tag }) => tag === context(0));
  return {
    subject: certificate === undefined ? null : distinguishedName(bytes, certificate.subject),
    issuer: distinguishedName(bytes, name),
    serial,
    messageDigest: signed === undefined ? null : messageDigestOf(bytes, signed),
    unsigned: unsigned === undefined ? [] : derChildren(bytes, unsigned).map((one) => attributeOf(bytes, one)),
  };
}

/** @see RFC 5652, 11.2 */
function messageDigestOf(bytes: Uint8Array, signed: DerElement): string | null {
  const attributes = derChildren(bytes, signed).map((one) => attributeOf(bytes, one));
  const [value] = attributes.find(({ type }) => type === MESSAGE_DIGEST)?.values ?? [];
  if (value === undefined) return null;
  const { content } = expectDer(value, TAG.octets, WHAT);
  const size = content.to - content.from;
  if (size > limits.digestBytes) throw tooMany(limits.digestBytes, size);
  return hexText(bytes, content);
}

function attributeOf(bytes: Uint8Array, attribute: DerElement): SignerInfo['unsigned'][number] {
  const [type, values] = derChildren(bytes, expectDer(attribute, TAG.sequence, WHAT));
  return {
    type: oidText(bytes, expectDer(type, TAG.oid, WHAT)),
    values: derChildren(bytes, expectDer(values, TAG.set, WHAT)),
  };
}

function serialOf(bytes: Uint8Array, element: DerElement | undefined): string {
  const { content } = expectDer(element, TAG.integer, WHAT);
  const size = content.to - content.from;
  if (size > limits.certificateSerialBytes)
    throw new ParseError({
      code: 'limit-exceeded',
      what: 'serial number of a certificate',
      limit: limits.certificateSerialBytes,
      seen: size,
    });
  return hexText(bytes, content);
}

function rawOf(bytes: Uint8Array, { whole: { from, to } }: DerElement): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
}

function tooMany(limit: number, seen: number): ParseError {
  return new ParseError({ code: 'limit-exceeded', what: WHAT, limit, seen });
}
