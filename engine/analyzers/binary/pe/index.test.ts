import { describe, expect, it } from 'vitest';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { describeDiagnostic } from '#shared/model/diagnostic.ts';
import { limits } from '#engine/bytes/limits.ts';
import { runFileAnalyzer } from '#engine/analyzers/host.ts';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import {
  authenticode,
  digestOf,
  nestedSignature,
  PeSectionData,
  peWithEveryPart,
  resourceDirectory,
  resourceTree,
  u16s,
  u32s,
  utf16,
  versionInfo,
  versionNode,
  withCertificate,
} from '#engine/testing/pe-files.ts';
import { pe } from './index.ts';

const analyze = (bytes: Uint8Array) => pe.analyze({ bytes });
const IS_DIRECTORY = 0x8000_0000;

function library(): PeSectionData {
  return new PeSectionData();
}

const SIGNER = { subject: String.raw`CN=Example\, Ltd,C=GB`, issuer: 'CN=CA', serial: '008f' };

describe('binary/pe', () => {
  it('states what each part of a file says', () => {
    const bytes = peWithEveryPart();
    const outcome = analyze(bytes);
    expect(diagnosticsOf(outcome)).toEqual([]);
    const { cited: _, ...fact } = factsOf(outcome)[0] ?? expect.fail('no fact');
    const digest = digestOf(bytes.subarray(0, bytes.readUInt32LE(0x128))).toString('hex');
    expect(fact).toEqual({
      kind: 'pe',
      class: 64,
      machine: 0x8664,
      characteristics: 0x22,
      subsystem: 0,
      dllCharacteristics: 0,
      cli: true,
      imports: [
        { dll: 'KERNEL32.dll', names: ['ExitProcess', 'Sleep'], ordinals: [] },
        { dll: 'WS2_32.dll', names: ['bind'], ordinals: [115, 3] },
      ],
      delayImports: [{ dll: String.raw`caf\xe9.dll`, names: ['Late'], ordinals: [] }],
      exports: {
        dll: 'made.dll',
        functions: 3,
        names: ['Forwarded', 'Own'],
        forwards: [
          { name: 'Forwarded', to: 'OTHER.Name' },
          { name: '#8', to: 'OTHER.Name' },
        ],
      },
      versions: [
        {
          language: 0x409,
          fixed: { fileVersion: '1.2.3.4', productVersion: '1.2.0.0', flags: 2, type: 2 },
          strings: [
            {
              language: '040904b0',
              values: [
                { key: 'CompanyName', value: 'Прим' },
                { key: 'FileVersion', value: '' },
              ],
            },
          ],
        },
      ],
      signatures: [
        { signers: [SIGNER], algorithm: 'sha256', digest, check: 'equal', nested: false },
        { signers: [SIGNER], algorithm: '1.2.3', digest, check: 'unknown algorithm', nested: true },
      ],
      packageNote: null,
    });
  });

  it('a digest is another one when any byte but those left out is another one', () => {
    const bytes = peWithEveryPart();
    const checks = [0x40, 0xd7, 0xd8, 0xdb, 0xdc, 0x127, 0x130, 0x500].map((at) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x80;
      const [fact] = factsOf(analyze(changed));
      return `${at.toString(16)} ${fact?.signatures[0]?.check}`;
    });
    expect(checks).toEqual([
      '40 different',
      'd7 different',
      'd8 equal',
      'db equal',
      'dc different',
      '127 different',
      '130 different',
      '500 different',
    ]);
  });

  it('a package note is a claim of the builder', () => {
    const data = library();
    data.add(Buffer.from('{"type":"deb","name":"a","n":1}\0'));
    expect(factsOf(analyze(data.file({}, '.pkgnote')))[0]?.packageNote).toEqual({ type: 'deb', name: 'a' });
    expect(factsOf(analyze(data.file({}, '.other')))[0]?.packageNote).toBeNull();
  });

  it('a DOS program states nothing', () => {
    expect(analyze(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(0x100)]))).toEqual({ status: 'complete', facts: [] });
  });

  it('survives every cut and any change', () => {
    const bytes = peWithEveryPart();
    readsEveryPrefix(bytes, analyze, 3);
    readsFlippedBytes(bytes, analyze, { runs: 1000 });
    const tables = [0x400, bytes.length - 1] as const;
    readsFlippedBytes(bytes, analyze, { runs: 1000, within: tables });
    readsFlippedBytes(bytes, analyze, { runs: 1000, within: [0x80, 0x200] });
  });
});

/** Files of which a part is hostile; the rest is read all the same. */
const HOSTILE: readonly [name: string, make: () => Buffer, want: RegExp][] = [
  [
    'imports without an end',
    () => {
      const data = library();
      const name = data.text('a.dll');
      const table = data.thunks(1);
      const at = data.add(...Array.from({ length: 20 }, () => u32s(table, 0, 0, name, table)));
      return data.file({ 1: [at, 20] });
    },
    /needs bytes .* only 0 are there/,
  ],
  [
    'more libraries than any program has',
    () => {
      const data = library();
      const name = data.text('a.dll');
      const table = data.thunks();
      const at = data.add(...Array.from({ length: limits.peLibraries + 1 }, () => u32s(table, 0, 0, name, table)));
      return data.file({ 1: [at, 20] });
    },
    /PE imports: 4097 exceeds/,
  ],
  [
    'one large table that many libraries share',
    () => {
      const data = library();
      const name = data.text('a.dll');
      const table = data.thunks(...Array.from({ length: 30_000 }, (_, i) => i));
      const at = data.add(...Array.from({ length: 4 }, () => u32s(table, 0, 0, name, table)), u32s(0, 0, 0, 0, 0));
      return data.file({ 1: [at, 20] });
    },
    /PE imports: 100001 exceeds/,
  ],
  [
    'delay imports by addresses of a base that is not theirs',
    () => {
      const data = library();
      const at = data.add(u32s(0, 0x1000, 0, 0, 0, 0, 0, 0));
      return data.file({ 13: [at, 32] });
    },
    /PE delay imports.*where nothing of the file is/,
  ],
  [
    '2^32 - 1 exports',
    () => {
      const data = library();
      const at = data.next;
      data.add(u32s(0, 0, 0, 0, 1, 0xffff_ffff, 0xffff_ffff, at, at, at));
      return data.file({ 0: [at, 40] });
    },
    /PE exports: 4294967295 exceeds/,
  ],
  [
    'one long name that many exports share',
    () => {
      const data = library();
      const name = data.text('x'.repeat(4000));
      const count = 5000;
      const names = data.add(u32s(...Array.from({ length: count }, () => name)));
      const ordinals = data.add(Buffer.alloc(2 * count));
      const at = data.add(u32s(0, 0, 0, name, 1, 0, count, 0, names, ordinals));
      return data.file({ 0: [at, 40] });
    },
    /PE exports: 36009 exceeds the limit of 35328/,
  ],
  [
    'a name without an end',
    () => {
      const data = library();
      const name = data.add(Buffer.alloc(limits.peNameBytes + 1, 'x'));
      const at = data.add(u32s(0, 0, 0, name, 1, 0, 0, 0, 0, 0));
      return data.file({ 0: [at, 40] });
    },
    /a name at \d+ that does not end/,
  ],
  [
    'a resource directory that leads to itself',
    () => {
      const data = library();
      const at = data.add(resourceDirectory([16, IS_DIRECTORY]));
      return data.file({ 2: [at, 24] });
    },
    /PE resources: found "a directory at 0, where data have to be"/,
  ],
  [
    'data where a resource directory has to be',
    () => {
      const data = library();
      const at = data.add(resourceDirectory([16, 24]), u32s(0x1000, 4, 0, 0));
      return data.file({ 2: [at, 24] });
    },
    /data at 24, where a directory has to be/,
  ],
  [
    'more entries than a resource directory has bytes',
    () => {
      const data = library();
      const at = data.add(u32s(0, 0, 0), u16s(0xffff, 0xffff));
      return data.file({ 2: [at, 16] });
    },
    /Cannot read PE resources: needs bytes/,
  ],
  [
    'more resources than languages',
    () => {
      const data = library();
      const entries = Array.from({ length: limits.peResources + 1 }, (_, i) => [i, 48] as const);
      const at = data.next;
      data.add(
        resourceDirectory([16, IS_DIRECTORY + 24]),
        resourceDirectory([1, IS_DIRECTORY + 64]),
        u32s(at, 4, 0, 0),
        resourceDirectory(...entries),
      );
      return data.file({ 2: [at, 24] });
    },
    /PE resources: 257 exceeds/,
  ],
  [
    'a version node that is longer than the one around it',
    () => {
      const data = library();
      const info = versionInfo();
      info.writeUInt16LE(0xffff, info.indexOf(utf16('StringFileInfo')) - 6);
      data.add(resourceTree(data.next, 16, info));
      return data.file({ 2: [0x1000, 88] });
    },
    /a node of 65535 bytes/,
  ],
  [
    'many languages that share one resource',
    () => {
      const data = library();
      const at = data.next;
      data.add(
        resourceDirectory([16, IS_DIRECTORY + 24]),
        resourceDirectory([1, IS_DIRECTORY + 64]),
        u32s(at, 1000, 0, 0),
        resourceDirectory([1, 48], [2, 48], [3, 48]),
        Buffer.alloc(1000),
      );
      return data.file({ 2: [at, 24] });
    },
    /PE resources: 3000 exceeds the limit of 2560/,
  ],
  [
    'more texts than versions have in all languages',
    () => {
      const data = library();
      const node = versionNode('', 1, Buffer.alloc(0));
      const nodes = Array.from({ length: 6000 }, () => node);
      const info = versionInfo(versionNode('040904b0', 1, Buffer.alloc(0), ...nodes));
      const at = data.next;
      const place = (i: number) => u32s(at + 120 + i * info.length, info.length, 0, 0);
      data.add(
        resourceDirectory([16, IS_DIRECTORY + 24]),
        resourceDirectory([1, IS_DIRECTORY + 48]),
        resourceDirectory([1, 88], [2, 104]),
        Buffer.concat([Buffer.alloc(8), place(0), place(1)]),
        Buffer.concat([info, info]),
      );
      return data.file({ 2: [at, 24] });
    },
    /PE version resource: 10001 exceeds/,
  ],
  [
    'a certificate table outside of the file',
    () => library().file({ 4: [0x400, 0xffff_ffff] }),
    /Authenticode signature: needs bytes 1024-4294968319/,
  ],
  [
    'a certificate without a length',
    () => Buffer.concat([library().file({ 4: [0x400, 16] }), Buffer.alloc(16)]),
    /Authenticode signature at byte 1024: found "length 0"/,
  ],
  [
    'signatures in signatures in signatures',
    () => {
      const nest = (depth: number): Buffer =>
        depth === 0
          ? authenticode(Buffer.alloc(32))
          : authenticode(Buffer.alloc(32), undefined, nestedSignature(nest(depth - 1)));
      return withCertificate(library().file({}), nest(limits.nestedSignatures + 1));
    },
    /Authenticode signature: 9 exceeds/,
  ],
  [
    'many signatures beside each other',
    () => {
      const inner = Array.from({ length: limits.peSignatures }, () => nestedSignature(authenticode(Buffer.alloc(32))));
      return withCertificate(library().file({}), authenticode(Buffer.alloc(32), undefined, ...inner));
    },
    /Authenticode signature: 17 exceeds/,
  ],
];

describe('a hostile part', () => {
  it.for(HOSTILE)('%s', ([, make, want]) => {
    const outcome = runFileAnalyzer(pe, make());
    expect(outcome.status).toBe('partial');
    expect(factsOf(outcome)).toHaveLength(1);
    expect(diagnosticsOf(outcome).map(describeDiagnostic)).toEqual([expect.stringMatching(want)]);
  });

  it('more sections than any linker writes', () => {
    const bytes = library().file({});
    bytes.writeUInt16LE(0xffff, 0x86);
    expect(diagnosticsOf(runFileAnalyzer(pe, bytes)).map(describeDiagnostic)).toEqual([
      'Stopped reading PE sections: 65535 exceeds the limit of 1024',
    ]);
  });
});
