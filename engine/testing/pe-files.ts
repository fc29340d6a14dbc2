import { createHash } from 'node:crypto';
import { der, distinguishedNameOf, oid, signedData } from './der.ts';
import { peFile } from './executable-files.ts';

/** Where the only section of these files begins in memory; in the file it is at 0x400. */
const SECTION_RVA = 0x1000;

/** Entries of the data directory by their number. */
export type Directories = Readonly<Record<number, readonly [rva: number, size: number]>>;

/** Little-endian words of 4 bytes. */
export function u32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, 4 * i);
  return bytes;
}

/** Little-endian words of 2 bytes. */
export function u16s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, 2 * i);
  return bytes;
}

/** Data of the section, one behind the other; each has its address as soon as it is added. */
export class PeSectionData {
  readonly #parts: Buffer[] = [];
  #size = 0;

  /** Address of what is added next. */
  get next(): number {
    return SECTION_RVA + this.#size;
  }

  add(...parts: readonly Uint8Array[]): number {
    const at = this.next;
    const data = Buffer.concat(parts);
    const padding = Buffer.alloc((8 - (data.length % 8)) % 8);
    this.#parts.push(data, padding);
    this.#size += data.length + padding.length;
    return at;
  }

  text(text: string): number {
    return this.add(Buffer.from(`${text}\0`, 'latin1'));
  }

  /** A lookup table of names and ordinals, as 64-bit files have it. */
  thunks(...imports: readonly (string | number)[]): number {
    const words = imports.map((one) =>
      typeof one === 'number' ? u32s(one, 0x8000_0000) : u32s(this.add(u16s(7), Buffer.from(`${one}\0`, 'latin1')), 0),
    );
    return this.add(...words, u32s(0, 0));
  }

  file(directories: Directories, name = '.rdata'): Buffer {
    const entries = Object.entries(directories).map(([number, [rva, size]]) => [Number(number), rva, size] as const);
    return peFile([{ name, data: Buffer.concat(this.#parts) }], undefined, entries);
  }
}

/** A node of a version resource: its key, value and the nodes in it. */
export function versionNode(key: string, isText: 0 | 1, value: Uint8Array, ...inner: readonly Uint8Array[]): Buffer {
  const pad = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.byteLength % 4)) % 4)]);
  const head = pad(
    Buffer.concat([u16s(0, isText === 1 ? value.byteLength / 2 : value.byteLength, isText), utf16(key)]),
  );
  const node = Buffer.concat([head, ...[value, ...inner].map(pad)]);
  node.writeUInt16LE(node.length, 0);
  return node;
}

/** UTF-16 with its NUL. */
export function utf16(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf16le');
}

/** A version resource: 1.2.3.4 of product 1.2.0.0, a prerelease and a library. */
export function versionInfo(...strings: readonly Uint8Array[]): Buffer {
  const fixed = u32s(0xfeef_04bd, 0x10000, 0x10002, 0x30004, 0x10002, 0, 0x3f, 0xf02, 0x40004, 2, 0, 0, 0);
  return versionNode('VS_VERSION_INFO', 0, fixed, versionNode('StringFileInfo', 1, Buffer.alloc(0), ...strings));
}

/** One directory of a resource tree; entries lead to `offset`, those with the top bit set to further directories. */
export function resourceDirectory(...entries: readonly (readonly [id: number, offset: number])[]): Buffer {
  return Buffer.concat([u32s(0, 0, 0), u16s(0, entries.length), ...entries.map((entry) => u32s(...entry))]);
}

/** A resource tree with one resource, in language 0x409. The data's address is not known before the tree's. */
export function resourceTree(rva: number, type: number, data: Uint8Array): Buffer {
  const isDirectory = 0x8000_0000;
  return Buffer.concat([
    resourceDirectory([type, isDirectory + 24]),
    resourceDirectory([1, isDirectory + 48]),
    resourceDirectory([0x409, 72]),
    u32s(rva + 88, data.byteLength, 0, 0),
    data,
  ]);
}

const INDIRECT_DATA = '1.3.6.1.4.1.311.2.1.4';
const SHA256 = '2.16.840.1.101.3.4.2.1';

/** A signature that states the digest of an algorithm. */
export function authenticode(digest: Uint8Array, algorithm = SHA256, ...unsigned: readonly Uint8Array[]): Buffer {
  const info = der(0x30, der(0x30, oid(algorithm), der(0x05)), der(0x04, digest));
  const subject = distinguishedNameOf(['2.5.4.6', 'GB'], ['2.5.4.3', 'Example, Ltd']);
  return signedData({ contentType: INDIRECT_DATA, content: der(0x30, der(0x30), info), subject, unsigned });
}

/** An attribute with a further signature. */
export function nestedSignature(signature: Uint8Array): Buffer {
  return der(0x30, oid('1.3.6.1.4.1.311.2.4.1'), der(0x31, signature));
}

/** SHA-256 of a file without its checksum, the directory's entry for signatures, and without signatures behind it. */
export function digestOf(file: Buffer): Buffer {
  const parts = [file.subarray(0, 0xd8), file.subarray(0xdc, 0x128), file.subarray(0x130)];
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

/** The file with a certificate table of one entry behind it. */
export function withCertificate(file: Buffer, signature: Uint8Array): Buffer {
  const size = Math.ceil((8 + signature.byteLength) / 8) * 8;
  const table = Buffer.alloc(size);
  Buffer.concat([u32s(8 + signature.byteLength), u16s(0x200, 2), signature]).copy(table);
  const signed = Buffer.concat([file, table]);
  signed.writeUInt32LE(file.length, 0x128);
  signed.writeUInt32LE(size, 0x12c);
  return signed;
}

/** A file that has each part. */
export function peWithEveryPart(): Buffer {
  const data = new PeSectionData();
  const [kernel, sockets, late] = [data.text('KERNEL32.dll'), data.text('WS2_32.dll'), data.text('caf\xe9.dll')];
  const [lookup, other, delayed] = [
    data.thunks('ExitProcess', 'Sleep'),
    data.thunks(115, 'bind', 3),
    data.thunks('Late'),
  ];
  // The second library has an address table only.
  const imports = data.add(u32s(lookup, 0, 0, kernel, lookup), u32s(0, 0, 0, sockets, other), u32s(0, 0, 0, 0, 0));
  const delays = data.add(u32s(1, late, 0, 0, delayed, 0, 0, 0), u32s(0, 0, 0, 0, 0, 0, 0, 0));
  const [name, own, forwarded] = [data.text('made.dll'), data.text('Own'), data.text('Forwarded')];
  const exports = data.next;
  data.add(
    u32s(0, 0, 0, name, 5, 4, 2, exports + 40, exports + 56, exports + 64),
    u32s(0x1000, exports + 68, 0, exports + 68),
    u32s(forwarded, own),
    u16s(1, 0),
    Buffer.from('OTHER.Name\0'),
  );
  const table = versionNode(
    '040904b0',
    1,
    Buffer.alloc(0),
    versionNode('CompanyName', 1, utf16('Прим')),
    versionNode('FileVersion', 1, Buffer.alloc(0)),
  );
  const tree = data.next;
  data.add(resourceTree(tree, 16, versionInfo(table)));
  const file = data.file({ 0: [exports, 79], 1: [imports, 60], 2: [tree, 88], 13: [delays, 64], 14: [0x1000, 72] });
  const digest = digestOf(file);
  return withCertificate(file, authenticode(digest, undefined, nestedSignature(authenticode(digest, '1.2.3'))));
}
