/** Encodes an element in DER; strings of other elements or bytes are its content. */
export function der(tag: number, ...content: readonly (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  const length = body.length < 0x80 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

/** An object identifier whose first two arcs make one octet. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...arcs] = text.split('.').map(Number);
  const octets = [40 * first + second, ...arcs].map((arc) => {
    const groups = [arc & 0x7f];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
      groups.unshift((rest & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.from(octets.flat()));
}

/** A name of one attribute for each part, UTF-8. */
export function distinguishedNameOf(...parts: readonly (readonly [type: string, text: string])[]): Buffer {
  return der(0x30, ...parts.map(([type, text]) => der(0x31, der(0x30, oid(type), der(0x0c, text)))));
}

export type MadeSignature = Readonly<{
  contentType?: string;
  /** The signed structure; without it the signature is over bytes elsewhere. */
  content?: Uint8Array;
  subject: Uint8Array;
  /** Attributes of the signer that are signed, and those that are not. */
  signed?: readonly Uint8Array[];
  unsigned?: readonly Uint8Array[];
  /** How often the certificate is enclosed. */
  certificates?: number;
}>;

/** A ContentInfo with a SignedData, by one signer with a certificate; keys and signatures are empty. */
export function signedData({ contentType = '1.2.840.113549.1.7.1', content, subject, ...more }: MadeSignature): Buffer {
  const [serial, issuer, algorithm] = [
    der(0x02, Buffer.from([0, 0x8f])),
    distinguishedNameOf(['2.5.4.3', 'CA']),
    der(0x30),
  ];
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const certificate = der(
    0x30,
    der(0x30, version, serial, algorithm, issuer, der(0x30), subject, der(0x30)),
    algorithm,
  );
  const signed = more.signed === undefined ? [] : [der(0xa0, ...more.signed)];
  const unsigned = more.unsigned === undefined ? [] : [der(0xa1, ...more.unsigned)];
  const signer = der(
    0x30,
    der(0x02, '\x01'),
    der(0x30, issuer, serial),
    algorithm,
    ...signed,
    algorithm,
    der(0x04),
    ...unsigned,
  );
  const data = der(
    0x30,
    der(0x02, '\x01'),
    der(0x31, algorithm),
    der(0x30, oid(contentType), ...(content === undefined ? [] : [der(0xa0, content)])),
    der(0xa0, ...Array.from({ length: more.certificates ?? 1 }, () => certificate)),
    der(0x31, signer),
  );
  return der(0x30, oid('1.2.840.113549.1.7.2'), der(0xa0, data));
}
