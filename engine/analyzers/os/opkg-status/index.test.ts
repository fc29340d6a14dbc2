import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar } from '#engine/testing/tar.ts';
import { opkgStatus } from './index.ts';

const analyze = (text: string | Uint8Array) => opkgStatus.analyze({ bytes: Buffer.from(text) });
const stanza = (name: string, status: string): string => `Package: ${name}\nVersion: 1-r0\nStatus: ${status}\n\n`;

describe('os/opkg-status', () => {
  it('keeps packages that are there', () => {
    const states = [
      'install user installed',
      'install ok unpacked',
      'deinstall ok not-installed',
      'unknown ok config-files',
    ];
    const text = states.map((status, i) => stanza(`p${i}`, status)).join('');
    expect(factsOf(analyze(text)).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'p0 installed',
      'p1 unpacked',
    ]);
  });

  it('says which stanza lacks something, and reads the others', () => {
    const result = analyze(`Package: a\nVersion: 1\n\n${stanza('b', 'install ok installed')}`);
    expect(factsOf(result).map(({ name }) => name)).toEqual(['b']);
    expect(diagnosticsOf(result)).toEqual([
      { code: 'missing', what: 'Package, Version or Status of an opkg stanza', found: 'Package: a' },
    ]);
  });

  it('has a key of its own, no purl, and the files of its list', async () => {
    const graph = await scanInMemory([
      tar([
        file(
          'usr/lib/opkg/status',
          `Package: busybox\nVersion: 1-r0\nArchitecture: mips\nStatus: install ok installed\n`,
        ),
        file('usr/lib/opkg/info/busybox.list', '/bin/busybox\t0100755\n/bin/sh\n'),
        file('bin/busybox', '\x7fELF'),
      ]),
    ]);
    expect(graph.components.map(({ key, purl, files, missingFiles }) => ({ key, purl, files, missingFiles }))).toEqual([
      { key: 'opkg:busybox@1-r0?arch=mips', purl: null, files: ['bin/busybox'], missingFiles: ['bin/sh'] },
    ]);
  });

  it('survives every cut and any bytes', () => {
    readsEveryPrefix(Buffer.from(stanza('a', 'install ok installed')), analyze);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readsOrRefuses(bytes, analyze, 'bytes')));
  });
});

describe.skipIf(corpus === undefined)('os/opkg-status on a real file', () => {
  it('reads each stanza', () => {
    const bytes = readFileSync(corpusFile('pkgdb/opkg/syft', 'status'));
    const want = [...bytes.toString().matchAll(/^Package: (.*)\nVersion: (.*)$/gm)].map(([, n, v]) => `${n} ${v}`);
    expect(factsOf(analyze(bytes)).map(({ name, version }) => `${name} ${version}`)).toEqual(want);
  });
});
