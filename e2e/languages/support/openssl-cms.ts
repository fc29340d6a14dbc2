import { X509Certificate } from 'node:crypto';
import { run } from '../../images/support/tools.ts';

/** What OpenSSL says of a CMS signature by one signer; names as RFC 4514 writes them, if they need no escapes. */
export type SaidSigner = Readonly<{ serial: string; subject: string; digest: string }>;

/** @param cms a ContentInfo in BER */
export function signerOf(cms: Uint8Array): SaidSigner {
  const text = run('openssl', ['cms', '-cmsout', '-print', '-inform', 'DER'], { input: cms }).toString();
  const signer = text.slice(text.indexOf('signerInfos:'));
  const serial = BigInt(/serialNumber: (\d+)/.exec(signer)?.[1] ?? 0).toString(16);
  // The signer's is the first one: a time stamp, which has another, is behind it.
  const elements = run('openssl', ['asn1parse', '-inform', 'DER'], { input: cms }).toString();
  const digest = /:messageDigest\n.*SET\s*\n.*\[HEX DUMP\]:([0-9A-F]+)/.exec(elements)?.[1]?.toLowerCase() ?? '';
  const listed = run('openssl', ['pkcs7', '-inform', 'DER', '-print_certs'], { input: cms }).toString();
  const certificate = (listed.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g) ?? [])
    .map((pem) => new X509Certificate(pem))
    .find((one) => BigInt(`0x${one.serialNumber}`).toString(16) === serial);
  const subject = (certificate?.subject ?? '').split('\n').reverse().join(',');
  return { serial, subject, digest };
}
