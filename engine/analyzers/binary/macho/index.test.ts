import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MachoFact, MachoProgram } from '#shared/model/facts/macho.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { runFileAnalyzer } from '#engine/analyzers/host.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { der, distinguishedNameOf, oid, signedData } from '#engine/testing/der.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { universalFile } from '#engine/testing/executable-files.ts';
import {
  blob,
  codeDirectory,
  fields,
  type MadeCommand,
  type MadeDirectory,
  machoProgram,
  signedProgram,
} from '#engine/testing/macho-files.ts';
import { macho } from './index.ts';

const analyze = (bytes: Uint8Array) => macho.analyze({ bytes });
const factOf = (bytes: Uint8Array): MachoFact => factsOf(analyze(bytes))[0] ?? expect.fail('no fact');
const programOf = (bytes: Uint8Array): MachoProgram => factOf(bytes).programs[0] ?? expect.fail('no program');
const saidOf = (bytes: Uint8Array): string => JSON.stringify(runFileAnalyzer(macho, bytes));

const library = (command: number, text: string): MadeCommand => ({
  command,
  fields: [2, 0x04d6_3c02, 0x0001_0000],
  text,
});

const COMMANDS: readonly MadeCommand[] = [
  library(0xd, '@rpath/liba.dylib'),
  library(0xc, '/usr/lib/libSystem.B.dylib'),
  library(0x8000_0018, '/weak'),
  library(0x8000_001f, '/reexported'),
  library(0x20, '/lazy'),
  library(0x8000_0023, '/caf\xe9'),
  { command: 0xe, fields: [], text: '/usr/lib/dyld' },
  { command: 0x8000_001c, fields: [], text: '@loader_path/../lib' },
  { command: 0x27, fields: [], text: 'DYLD_LIBRARY_PATH=/x' },
  { command: 0x1b, fields: [Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')] },
  { command: 0x32, fields: [1, 0x000b_0000, 0x000c_0301, 1, 3, 0x0409_0200] },
  { command: 0x25, fields: [0x000c_0100, 0] },
];

const ONE: MadeCommand[] = [library(0xc, '/usr/lib/libSystem.B.dylib')];
const LIBRARY = { current: '1238.60.2', compatibility: '1.0.0' };

const STATED = {
  cpu: 0x0100_000c,
  cpuSubtype: 0,
  type: 2,
  flags: 0x85,
  id: { path: '@rpath/liba.dylib', ...LIBRARY },
  libraries: [
    { load: 'load', path: '/usr/lib/libSystem.B.dylib', ...LIBRARY },
    { load: 'weak', path: '/weak', ...LIBRARY },
    { load: 'reexport', path: '/reexported', ...LIBRARY },
    { load: 'lazy', path: '/lazy', ...LIBRARY },
    { load: 'upward', path: String.raw`/caf\xe9`, ...LIBRARY },
  ],
  linker: '/usr/lib/dyld',
  rpaths: ['@loader_path/../lib'],
  environment: ['DYLD_LIBRARY_PATH=/x'],
  uuid: '000102030405060708090a0b0c0d0e0f',
  builds: [
    { platform: 1, minimum: '11.0.0', sdk: '12.3.1', tools: [{ tool: 3, version: '1033.2.0' }] },
    { platform: 2, minimum: '12.1.0', sdk: null, tools: [] },
  ],
  sourceVersion: null,
  entry: null,
  signature: null,
};

describe('binary/macho', () => {
  it.for<[class_: 32 | 64, order: 'le' | 'be']>([
    [64, 'le'],
    [32, 'le'],
    [64, 'be'],
    [32, 'be'],
  ])('states what the load commands say: %d bits, %s', ([width, order]) => {
    const bytes = machoProgram({ commands: COMMANDS, wide: width === 64, order });
    expect(analyze(bytes)).toMatchObject({
      status: 'complete',
      facts: [{ kind: 'macho', universal: false, programs: [{ class: width, order, ...STATED }] }],
    });
  });

  it('where a program begins, and the version of its source', () => {
    // 40 bits for five numbers would be too few: 24, and four of 10 (mach-o/loader.h).
    const source = Buffer.alloc(8);
    source.writeBigUInt64LE((1234n << 40n) | (1n << 30n) | (2n << 20n) | (3n << 10n) | 1023n);
    const commands = [
      { command: 0x8000_0028, fields: [0x1_2345, 1, 0, 0] },
      { command: 0x2a, fields: [source] },
    ];
    const { entry, sourceVersion } = programOf(machoProgram({ commands }));
    expect([entry, sourceVersion]).toEqual([{ offset: 0x1_0001_2345 }, '1234.1.2.3.1023']);
  });

  it.for<[cpu: number, flavour: number, words: number, index: number, want: object | null]>([
    [0x0100_0007, 4, 42, 32, { address: '0xffffff8000001000' }],
    [0x0100_000c, 6, 68, 64, { address: '0xffffff8000001000' }],
    [7, 1, 16, 10, { address: '0x1000' }],
    [0x0100_0007, 5, 42, 32, null],
    [99, 1, 16, 10, null],
  ])('the registers that a program starts with: CPU %d, flavour %d', ([cpu, flavour, words, index, want]) => {
    const registers = Buffer.alloc(words * 4);
    registers.writeUInt32LE(0x1000, index * 4);
    if (words > 16) registers.writeUInt32LE(0xffff_ff80, index * 4 + 4);
    const bytes = machoProgram({ cpu, commands: [{ command: 0x5, fields: [flavour, words, registers] }] });
    expect(programOf(bytes).entry).toEqual(want);
  });

  it('each slice of a universal file, but none that is no Mach-O file', () => {
    const bytes = universalFile([
      { cpu: 0x0100_0007, bytes: machoProgram({ cpu: 0x0100_0007, commands: ONE }) },
      { cpu: 7, bytes: Buffer.from('!<arch>\n and more of a static library') },
      { cpu: 0x0100_000c, bytes: signed() },
    ]);
    const { universal, programs } = factOf(bytes);
    expect(universal).toBe(true);
    expect(programs.map(({ cpu, signature }) => [cpu, signature?.directories[0]?.pages])).toEqual([
      [0x0100_0007, undefined],
      [0x0100_000c, 'equal'],
    ]);
  });

  it('slices whose places have 64 bits', () => {
    const program = machoProgram({ commands: ONE });
    const header = fields('be', 0xcafe_babf, 1, 0x0100_000c, 0, 0, 4096, 0, program.length, 12, 0);
    const bytes = Buffer.concat([header, Buffer.alloc(4096 - header.length), program]);
    expect(factOf(bytes).programs.map(({ libraries }) => libraries.length)).toEqual([1]);
    // 2^32 bytes further back there is nothing.
    bytes.writeUInt32BE(1, 16);
    expect(saidOf(bytes)).toMatch(/"truncated".*Mach-O slice/);
  });

  it('states nothing but what it cites; only the check of the pages looks at all bytes', () => {
    const bytes = signedProgram(CODE, signatures);
    const stated = (fact: MachoFact): string => JSON.stringify(fact).replaceAll(/"pages":"\w+"/g, '');
    const want = factOf(bytes);
    const isCited = (at: number): boolean => want.cited.segments.some(({ from, to }) => at >= from && at < to);
    const others = Array.from(bytes.keys()).filter((at) => !isCited(at));
    expect(others.length).toBeGreaterThanOrEqual(CODE.body.length);
    const changed = Buffer.from(bytes);
    for (const at of others) changed[at] = ~(changed[at] ?? 0);
    expect(stated(factOf(changed))).toBe(stated(want));
  });
});

const SUBJECT = distinguishedNameOf(['2.5.4.3', 'Developer ID Application: Example']);
const cmsOver = (directory: Uint8Array): Buffer => {
  const digest = der(0x04, createHash('sha256').update(directory).digest());
  return signedData({ subject: SUBJECT, signed: [der(0x30, oid('1.2.840.113549.1.9.4'), der(0x31, digest))] });
};

const CODE = { commands: ONE, body: Buffer.alloc(10_000, 'code') };
const signed = (made: MadeDirectory = {}): Buffer => signedProgram(CODE, (code) => [[0, codeDirectory(code, made)]]);
const directoriesOf = (bytes: Uint8Array) => programOf(bytes).signature?.directories ?? [];

describe('a code signature', () => {
  it('states its identity, team, flags and hashes, each directory on its own', () => {
    let first: Buffer = Buffer.alloc(0);
    const bytes = signedProgram(CODE, (code) => {
      first = codeDirectory(code, { hashType: 1, flags: 0x1_0000, identifier: 'org.example', team: 'ABCDE12345' });
      return [
        [0, first],
        [0x1000, codeDirectory(code, { hashType: 2, identifier: 'org.example', specials: 7, pageBits: 14 })],
        [5, blob(0xfade_7171, Buffer.from('<plist/>'))],
        [0x1_0000, blob(0xfade_0b01, cmsOver(first))],
      ];
    });
    const { directories, ...rest } = programOf(bytes).signature ?? expect.fail('no signature');
    expect(rest).toEqual({
      cms: true,
      entitlements: true,
      signers: [
        { subject: 'CN=Developer ID Application: Example', issuer: 'CN=CA', serial: '008f', directory: 'equal' },
      ],
    });
    expect(directories).toEqual([
      {
        hash: 'sha1',
        cdHash: createHash('sha1').update(first).digest('hex'),
        version: 0x2_0400,
        flags: 0x1_0000,
        identifier: 'org.example',
        teamId: 'ABCDE12345',
        pages: 'equal',
      },
      expect.objectContaining({ hash: 'sha256', flags: 2, teamId: null, pages: 'equal' }),
    ]);
    expect(directories[1]?.cdHash).toMatch(/^[0-9a-f]{40}$/);
  });

  it.for<[name: string, cms: Buffer, want: readonly string[]]>([
    ['other code', cmsOver(Buffer.from('other')), ['different']],
    ['nothing that it states', signedData({ subject: SUBJECT }), ['unknown']],
    ['nothing: it cannot be read', Buffer.from('a CMS signature'), []],
  ])('a CMS signature of %s', ([, cms, want]) => {
    const bytes = signedProgram(CODE, (code) => [
      [0, codeDirectory(code)],
      [0x1_0000, blob(0xfade_0b01, cms)],
    ]);
    const { signature } = programOf(bytes);
    expect([signature?.cms, signature?.signers.map(({ directory }) => directory)]).toEqual([true, want]);
    expect(analyze(bytes).status).toBe(want.length > 0 ? 'complete' : 'partial');
  });

  it('an empty CMS signature is none', () => {
    const bytes = signedProgram(CODE, (code) => [
      [0, codeDirectory(code)],
      [0x1_0000, blob(0xfade_0b01)],
    ]);
    expect(programOf(bytes).signature).toMatchObject({ cms: false, entitlements: false });
  });

  it.for<[name: string, made: MadeDirectory, hash: string, pages: string]>([
    ['SHA-1', { hashType: 1 }, 'sha1', 'equal'],
    ['SHA-256, cut', { hashType: 3 }, 'sha256-truncated', 'equal'],
    ['SHA-384', { hashType: 4 }, 'sha384', 'equal'],
    ['pages of 16 KiB', { pageBits: 14 }, 'sha256', 'equal'],
    ['one page of any size', { pageBits: 0 }, 'sha256', 'equal'],
    ['an older version', { version: 0x2_0001 }, 'sha256', 'equal'],
    ['a hash that nobody knows', { hashType: 9 }, '9', 'unknown'],
    ['pages of two bytes', { pageBits: 1 }, 'sha256', 'unknown'],
    ['not all of the code', { limit: 8192 }, 'sha256', 'incomplete'],
    ['no code', { limit: 0 }, 'sha256', 'incomplete'],
  ])('hashes of pages: %s', ([, made, hash, pages]) => {
    expect(directoriesOf(signed(made)).map((one) => [one.hash, one.pages])).toEqual([[hash, pages]]);
  });

  it('a changed byte makes the hash of its page another, wherever it lies in front of the signature', () => {
    const bytes = signed();
    const end = bytes.indexOf(Buffer.from('fade0cc0', 'hex'));
    for (const at of [8, 40, 5000, end - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x40;
      expect([at, directoriesOf(changed)[0]?.pages]).toEqual([at, 'different']);
    }
    expect(directoriesOf(bytes)[0]?.pages).toBe('equal');
  });

  it('has no hashes of more or fewer pages than there are', () => {
    const bytes = signed();
    const limit = bytes.indexOf(Buffer.from('fade0c02', 'hex')) + 32;
    for (const size of [4096, 8192, 20_000, 0xffff_ffff]) {
      bytes.writeUInt32BE(size, limit);
      expect([size, directoriesOf(bytes)[0]?.pages]).toEqual([size, 'different']);
    }
  });
});

/** A program whose bytes at `at` are replaced by words in its byte order. */
function patched(bytes: Buffer, at: number, ...words: readonly number[]): Buffer {
  const copy = Buffer.from(bytes);
  for (const [i, word] of words.entries()) copy.writeUInt32LE(word, at + 4 * i);
  return copy;
}

/** The universal header of one slice, in front of `bytes`. */
const fat = (count: number, ...rows: readonly number[]): Buffer =>
  Buffer.concat([fields('be', 0xcafe_babe, count, ...rows), Buffer.alloc(4096)]);

describe('hostile files', () => {
  const good = machoProgram({ commands: ONE });
  const size = good.length;
  it.for<[name: string, bytes: Buffer, want: RegExp]>([
    ['no slices', fat(0), /no slices/],
    ['4 billion slices', fat(0xffff_ffff), /exceeds|4294967295/],
    ['a Java class', fat(52, 0x0010_0a00), /"seen":52/],
    ['a slice outside of the file', fat(1, 7, 3, 4096, 0xffff_ffff, 12), /"truncated".*Mach-O slice/],
    ['a slice over its own header', fat(1, 7, 3, 0, 4096, 12), /an overlap with bytes 0-28/],
    ['a load command of no bytes', patched(good, 36, 0), /a load command of 0 bytes/],
    ['a load command that is longer than all', patched(good, 36, 0xffff_fff8), /"truncated".*load commands/],
    ['2^32 load commands', patched(good, 16, 0xffff_ffff), /"truncated".*load commands/],
    ['commands for 2^32 bytes', patched(good, 16, 2, 0xffff_ffff), /"truncated".*load commands/],
    ['a text outside of its command', patched(good, 40, 0xffff_0000), /"truncated"/],
    ['a text in the fields of its command', patched(good, 40, 8), /a text at 8/],
    ['a text without end', Buffer.concat([good.subarray(0, size - 6), Buffer.alloc(6, 'x')]), /without end/],
    ['a text that is too long', machoProgram({ commands: [library(0xc, 'x'.repeat(5000))] }), /5000/],
    [
      'more load commands than any program has',
      machoProgram({ commands: Array.from({ length: 10_001 }, () => ({ command: 1, fields: [] })) }),
      /"limit":10000/,
    ],
    ['4 billion tools', machoProgram({ commands: [{ command: 0x32, fields: [1, 1, 1, 0xffff_ffff] }] }), /build tools/],
    ['2^32 registers', machoProgram({ commands: [{ command: 5, fields: [6, 0xffff_ffff] }] }), /"truncated"/],
    [
      'an entry point at 2^64',
      machoProgram({ commands: [{ command: 0x8000_0028, fields: [-1 >>> 0, -1 >>> 0] }] }),
      /1844/,
    ],
    [
      'a signature outside of the file',
      machoProgram({ commands: [{ command: 0x1d, fields: [64, 4096] }] }),
      /code sig/,
    ],
    ['a signature of another kind', signedProgram({}, () => []).fill(0, 48), /magic 0x0/],
    ['2^32 blobs', badSignature((bytes, at) => bytes.writeUInt32BE(0xffff_ffff, at + 8)), /"seen":4294967295/],
    [
      'a blob outside of the signature',
      badSignature((bytes, at) => bytes.writeUInt32BE(0xffff_ff00, at + 16)),
      /truncat/,
    ],
    ['a blob that is longer', badSignature((bytes, at) => bytes.writeUInt32BE(0xffff_ff00, at + 24)), /truncated/],
    ['a blob of no bytes', badSignature((bytes, at) => bytes.writeUInt32BE(0, at + 24)), /0 bytes/],
    ['2^32 hashes', badSignature((bytes, at) => bytes.writeUInt32BE(0xffff_ffff, at + 48)), /4294967295 hashes/],
    ['hashes of another size', badSignature((bytes, at) => bytes.writeUInt8(0, at + 56)), /sha256 of 0 bytes/],
    ['pages of 2^255 bytes', badSignature((bytes, at) => bytes.writeUInt8(255, at + 59)), /2\^255/],
    ['an identifier that does not end', badSignature((bytes, at) => bytes.fill(0x78, at + 20 + 88)), /does not end/],
    ['an identifier elsewhere', badSignature((bytes, at) => bytes.writeUInt32BE(0xffff_ffff, at + 40)), /truncated/],
  ])('%s', ([, bytes, want]) => {
    expect(saidOf(bytes)).toMatch(want);
  });

  it('a wrong command leaves the others', () => {
    const bytes = patched(machoProgram({ commands: COMMANDS }), 40, 0xffff_0000);
    const outcome = analyze(bytes);
    expect([outcome.status, programOf(bytes).id, programOf(bytes).uuid]).toEqual(['partial', null, STATED.uuid]);
  });

  it('slices that share bytes are one', () => {
    const bytes = universalFile([
      { cpu: 7, bytes: good },
      { cpu: 12, bytes: good },
    ]);
    // The second slice begins where the first does.
    bytes.writeUInt32BE(bytes.readUInt32BE(16), 36);
    expect(factOf(bytes).programs).toHaveLength(1);
    expect(saidOf(bytes)).toMatch(/an overlap with/);
  });

  it('survive every cut and any change', () => {
    const universal = universalFile([{ cpu: 12, bytes: machoProgram({ commands: COMMANDS }) }]);
    const start = 4096;
    const files = [machoProgram({ commands: COMMANDS }), signedProgram({ commands: ONE }, signatures)];
    for (const bytes of files) {
      readsEveryPrefix(bytes, analyze);
      readsFlippedBytes(bytes, analyze, { runs: 1000 });
    }
    readsEveryPrefix(universal, analyze, 7);
    readsFlippedBytes(universal, analyze, { runs: 500, within: [0, 28] });
    readsFlippedBytes(universal, analyze, { runs: 500, within: [start, start + 400] });
  });

  it('are any bytes behind a magic', () => {
    const magic = fc.constantFrom(
      'cffaedfe',
      'cefaedfe',
      'feedface',
      'feedfacf',
      'cafebabe00000001',
      'cafebabf00000001',
    );
    const header = fc.uint8Array({ minLength: 0, maxLength: 400 });
    fc.assert(
      fc.property(magic, header, (first, rest) =>
        readsOrRefuses(Buffer.concat([Buffer.from(first, 'hex'), rest]), analyze, first),
      ),
      { numRuns: 1000 },
    );
  });
});

/** All kinds of blobs, for few pages. */
function signatures(code: Uint8Array): [number, Buffer][] {
  return [
    [0, codeDirectory(code, { hashType: 1, team: 'T' })],
    [0x1000, codeDirectory(code, { specials: 5 })],
    [5, blob(0xfade_7171, Buffer.from('<plist/>'))],
    [0x1_0000, blob(0xfade_0b01, cmsOver(code))],
  ];
}

/** A signed program whose signature, at `at`, is changed. Its directory begins 20 bytes further back. */
function badSignature(change: (bytes: Buffer, at: number) => unknown): Buffer {
  const bytes = signed();
  change(bytes, bytes.indexOf(Buffer.from('fade0cc0', 'hex')));
  return bytes;
}
