import { describe, expect, it } from 'vitest';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { der, distinguishedNameOf, oid, signedData } from '#engine/testing/der.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { distinguishedName } from './distinguished-name.ts';
import { oidText, readDer } from './read-der.ts';
import { readSignedData } from './read-signed-data.ts';

const SUBJECT = distinguishedNameOf(['2.5.4.6', 'GB'], ['2.5.4.3', 'Example']);
const DIGEST = der(0x30, oid('1.2.840.113549.1.9.4'), der(0x31, der(0x04, Buffer.from('c0ffee', 'hex'))));
const STAMP = der(0x30, oid('1.3.6.1.4.1.311.3.3.1'), der(0x31, der(0x04, 'stamp')));

const read = (bytes: Uint8Array) => readSignedData(bytes, 0, bytes.byteLength);

describe('DER', () => {
  it.for<[name: string, hex: string, content: string]>([
    ['a short length', '0402aabb00', 'aabb'],
    ['a long length of one octet', '048102aabb', 'aabb'],
    ['a long length of four octets', '048400000002aabb', 'aabb'],
    ['nothing in it', '0400', ''],
    ['an indefinite length, in another', '30803080040100000004017f0000', '3080040100000004017f'],
  ])('reads %s', ([, hex, content]) => {
    const bytes = Buffer.from(hex, 'hex');
    const { from, to } = readDer(bytes, 0).content;
    expect(bytes.toString('hex', from, to)).toBe(content);
  });

  it.for<[name: string, hex: string, want: RegExp]>([
    ['a length without end, of no elements', '04800000', /length 0x80/],
    ['no length, and no end', '3080040100', /are there/],
    ['a hundred of them', '3080'.repeat(100), /16/],
    ['as many elements as never end', `3080${'0500'.repeat(10_002)}`, /10000/],
    ['a length of five octets', '04850000000001aa', /length 0x85/],
    ['2^32 - 1 bytes', '0484ffffffffaa', /only 7 are there/],
    ['a tag of several octets', '1f8101aa', /tag 0x1f/],
    ['no length', '30', /only 1 are there/],
  ])('refuses %s', ([, hex, want]) => {
    expect(() => readDer(Buffer.from(hex, 'hex'), 0)).toThrow(want);
  });

  it.for(['1.2.840.113549.1.7.2', '2.5.4.3', '0.9.2342.19200300.100.1.25', '1.3.6.1.4.1.311.2.1.4'])(
    'names %s',
    (text) => {
      const bytes = oid(text);
      expect(oidText(bytes, readDer(bytes, 0))).toBe(text);
    },
  );

  it('names arcs above those of the first octet, and large ones', () => {
    // ITU-T X.660: {2 999 3}; a UUID arc of X.667 has 128 bits.
    const bytes = Buffer.from('0603883703', 'hex');
    expect(oidText(bytes, readDer(bytes, 0))).toBe('2.999.3');
    const uuid = Buffer.from('0614698383ffffffffffffffffffffffffffffffff7f', 'hex');
    expect(oidText(uuid, readDer(uuid, 0))).toMatch(/^2\.25\.\d{39}$/);
  });
});

describe('a name', () => {
  const pair = (type: string, tag: number, value: Uint8Array | string) => der(0x30, oid(type), der(tag, value));
  it.for<[name: string, bytes: Buffer, want: string]>([
    ['the last part first', SUBJECT, 'CN=Example,C=GB'],
    ['escapes', distinguishedNameOf(['2.5.4.10', ' a,b+"c"\\<d>;\n\0 ']), String.raw`O=\ a\,b\+\"c\"\\\<d\>\;\0A\00\ `],
    ['a hash in front only', distinguishedNameOf(['2.5.4.10', '#1#']), String.raw`O=\#1#`],
    [
      'several attributes in one part',
      der(0x30, der(0x31, pair('2.5.4.3', 12, 'a'), pair('2.5.4.5', 19, '1'))),
      'CN=a+serialNumber=1',
    ],
    ['an unknown attribute', der(0x30, der(0x31, pair('1.2.3', 12, 'a'))), '1.2.3=#0c0161'],
    ['no text', der(0x30, der(0x31, pair('2.5.4.3', 4, 'a'))), 'CN=#040161'],
    ['two octets a character', der(0x30, der(0x31, pair('2.5.4.3', 30, Buffer.from('00e9041f', 'hex')))), 'CN=éП'],
    ['Latin-1', der(0x30, der(0x31, pair('2.5.4.3', 20, Buffer.from('e9', 'hex')))), 'CN=é'],
    ['none', der(0x30), ''],
  ])('%s', ([, bytes, want]) => {
    expect(distinguishedName(bytes, readDer(bytes, 0))).toBe(want);
  });

  it('is bounded', () => {
    const bytes = distinguishedNameOf(['2.5.4.3', 'x'.repeat(20_000)]);
    expect(() => distinguishedName(bytes, readDer(bytes, 0))).toThrow(/limit/);
  });
});

describe('SignedData', () => {
  it('is what is signed, and by whom', () => {
    const bytes = signedData({ content: der(0x04, 'text'), subject: SUBJECT, signed: [DIGEST], unsigned: [STAMP] });
    const { contentType, content, signers } = read(bytes);
    const text = content && bytes.toString('latin1', content.content.from, content.content.to);
    expect([contentType, text]).toEqual(['1.2.840.113549.1.7.1', 'text']);
    const told = signers.map(({ unsigned, ...one }) => ({ ...one, unsigned: unsigned.map(({ type }) => type) }));
    expect(told).toEqual([
      {
        subject: 'CN=Example,C=GB',
        issuer: 'CN=CA',
        serial: '008f',
        messageDigest: 'c0ffee',
        unsigned: ['1.3.6.1.4.1.311.3.3.1'],
      },
    ]);
  });

  it('may be over bytes elsewhere, with a digest that does not say of what', () => {
    const { content, signers } = read(signedData({ subject: SUBJECT }));
    expect([content, signers[0]?.messageDigest]).toEqual([null, null]);
  });

  it('has no subject where the certificate is not enclosed', () => {
    const { signers } = read(signedData({ content: der(0x04), subject: SUBJECT, certificates: 0 }));
    expect(signers.map(({ subject, issuer }) => [subject, issuer])).toEqual([[null, 'CN=CA']]);
  });

  it.for<[name: string, bytes: Buffer, want: RegExp]>([
    ['other content', der(0x30, oid('1.2.840.113549.1.7.3'), der(0xa0)), /1\.2\.840\.113549\.1\.7\.3 is not supported/],
    ['another structure', der(0x31), /tag 0x31/],
    [
      'more certificates than a chain has',
      signedData({ content: der(0x04), subject: SUBJECT, certificates: 65 }),
      /65 exceeds/,
    ],
    ['more elements than any set has', der(0x30, ...Array.from({ length: 10_001 }, () => der(0x05))), /10001 exceeds/],
  ])('refuses %s', ([, bytes, want]) => {
    expect(() => read(bytes)).toThrow(want);
  });

  it('survives every cut and any change', () => {
    const bytes = signedData({ content: der(0x04, 'text'), subject: SUBJECT, signed: [DIGEST], unsigned: [STAMP] });
    readsEveryPrefix(bytes, read);
    readsFlippedBytes(bytes, read, { runs: 1000 });
  });
});
