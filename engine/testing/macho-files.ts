import { createHash } from 'node:crypto';
import { der, distinguishedNameOf, oid, signedData } from './der.ts';

type Order = 'le' | 'be';

/** Fields of 32 bits one after the other; text and bytes as they are. */
export function fields(order: Order, ...parts: readonly (number | string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part !== 'number') return Buffer.from(part);
      const word = Buffer.alloc(4);
      if (order === 'le') word.writeUInt32LE(part);
      else word.writeUInt32BE(part);
      return word;
    }),
  );
}

/** A load command: its fields behind the size, and a text that the first field is the offset of. */
export type MadeCommand = Readonly<{ command: number; fields: readonly (number | Uint8Array)[]; text?: string }>;

export type MadeMacho = Readonly<{
  order?: Order;
  wide?: boolean;
  cpu?: number;
  type?: number;
  commands?: readonly MadeCommand[];
  /** Bytes behind the load commands. */
  body?: Uint8Array;
}>;

/** A Mach-O file, written field by field after mach-o/loader.h. */
export function machoProgram(made: MadeMacho = {}): Buffer {
  const { order = 'le', wide = true, cpu = 0x0100_000c, type = 2, commands = [], body = Buffer.alloc(0) } = made;
  const area = Buffer.concat(commands.map((one) => commandBytes(order, one)));
  const header = fields(order, wide ? 0xfeed_facf : 0xfeed_face, cpu, 0, type, commands.length, area.length, 0x85);
  return Buffer.concat([header, Buffer.alloc(wide ? 4 : 0), area, body]);
}

function commandBytes(order: Order, { command, fields: own, text }: MadeCommand): Buffer {
  const fixed = fields(order, ...own);
  const words = text === undefined ? fixed : fields(order, fixed.length + 12, fixed);
  const tail = text === undefined ? Buffer.alloc(0) : Buffer.from(`${text}\0`, 'latin1');
  const size = Math.ceil((8 + words.length + tail.length) / 8) * 8;
  const padding = Buffer.alloc(size - 8 - words.length - tail.length);
  return fields(order, command, size, words, tail, padding);
}

export type MadeDirectory = Readonly<{
  version?: number;
  flags?: number;
  hashType?: number;
  identifier?: string;
  team?: string;
  pageBits?: number;
  /** What it has hashes of; by default all of the code. */
  limit?: number;
  /** Zero hashes in front of the pages'. */
  specials?: number;
}>;

const ALGORITHMS: Readonly<Record<number, readonly [name: string, size: number]>> = {
  1: ['sha1', 20],
  2: ['sha256', 32],
  3: ['sha256', 20],
  4: ['sha384', 48],
};

/** A code directory over `code`, after cs_blobs.h. */
export function codeDirectory(code: Uint8Array, made: MadeDirectory = {}): Buffer {
  const { version = 0x2_0400, flags = 2, hashType = 2, identifier = 'a.out', team, pageBits = 12 } = made;
  const { limit = code.byteLength, specials = 0 } = made;
  const [algorithm, size] = ALGORITHMS[hashType] ?? ['sha256', 32];
  const step = pageBits === 0 ? Math.max(limit, 1) : 2 ** pageBits;
  const hashes: Buffer[] = [];
  for (let from = 0; from < limit; from += step) {
    const page = code.subarray(from, Math.min(from + step, limit));
    hashes.push(createHash(algorithm).update(page).digest().subarray(0, size));
  }
  // Versions from 0x20400 on have the executable segment's place; all offsets are behind these 88 bytes.
  const texts = Buffer.from(`${identifier}\0${team === undefined ? '' : `${team}\0`}`, 'latin1');
  const hashOffset = 88 + texts.length + specials * size;
  const teamOffset = team === undefined ? 0 : 88 + identifier.length + 1;
  return blob(
    0xfade_0c02,
    fields('be', version, flags, hashOffset, 88, specials, hashes.length, limit),
    Buffer.from([size, hashType, 0, pageBits]),
    fields('be', 0, 0, teamOffset, 0, 0, 0),
    Buffer.alloc(24),
    texts,
    Buffer.alloc(specials * size),
    ...hashes,
  );
}

/** Magic and length in front. */
export function blob(magic: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return fields('be', magic, content.length + 8, content);
}

/** A whole signature of blobs in their slots. */
function superBlob(blobs: readonly (readonly [slot: number, bytes: Uint8Array])[]): Buffer {
  let at = 12 + blobs.length * 8;
  const index = blobs.map(([slot, bytes]) => fields('be', slot, (at += bytes.byteLength) - bytes.byteLength));
  return blob(0xfade_0cc0, fields('be', blobs.length), ...index, ...blobs.map(([, bytes]) => bytes));
}

/** A program with a signature behind it. @param sign makes the blobs, by slot, from all bytes in front of the signature */
export function signedProgram(
  made: MadeMacho,
  sign: (code: Uint8Array) => readonly (readonly [slot: number, bytes: Uint8Array])[],
): Buffer {
  const place = (from: number, size: number): MadeMacho => ({
    ...made,
    commands: [...(made.commands ?? []), { command: 0x1d, fields: [from, size] }],
  });
  const from = machoProgram(place(0, 0)).length;
  // The command states the size of the signature, and the signature has a hash of the command; its size does not change.
  const { length } = superBlob(sign(Buffer.alloc(from)));
  const code = machoProgram(place(from, length));
  return Buffer.concat([code, superBlob(sign(code))]);
}

/** A signed program with a load command of each kind that is read. */
export function machoWithEveryPart(): Buffer {
  const versions = [2, 0x04d6_3c02, 0x0001_0000];
  const commands: MadeCommand[] = [
    ...[0xc, 0xd, 0x20, 0x8000_0018, 0x8000_001f, 0x8000_0023].map((command) => ({
      command,
      fields: versions,
      text: `/usr/lib/lib${command}.dylib`,
    })),
    ...[0xe, 0x27, 0x8000_001c].map((command) => ({ command, fields: [], text: '@loader_path/x' })),
    { command: 0x1b, fields: [Buffer.alloc(16, 7)] },
    { command: 0x2a, fields: [1, 2] },
    { command: 0x32, fields: [1, 0x000b_0000, 0x000c_0301, 1, 3, 0x0409_0200] },
    { command: 0x25, fields: [0x000c_0100, 0] },
    { command: 0x5, fields: [6, 68, Buffer.alloc(272)] },
    { command: 0x8000_0028, fields: [16, 0, 0, 0] },
  ];
  const subject = distinguishedNameOf(['2.5.4.3', 'Example']);
  return signedProgram({ commands, body: Buffer.alloc(5000, 'code') }, (code) => {
    const first = codeDirectory(code, { hashType: 1, team: 'T' });
    const digest = der(0x30, oid('1.2.840.113549.1.9.4'), der(0x31, der(0x04, Buffer.alloc(20))));
    return [
      [0, first],
      [0x1000, codeDirectory(code, { specials: 5 })],
      [5, blob(0xfade_7171, Buffer.from('<plist/>'))],
      [0x1_0000, blob(0xfade_0b01, signedData({ subject, signed: [digest] }))],
    ];
  });
}
