import { readFileSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { runFileAnalyzer } from '#engine/analyzers/host.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar } from '#engine/testing/tar.ts';
import { chiselManifest } from './index.ts';

const wall = (...rows: readonly object[]): Buffer =>
  zstdCompressSync(Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
const head = { jsonwall: '1.0', schema: '1.0', count: 3 };
const analyze = (bytes: Uint8Array) => chiselManifest.analyze({ bytes });

describe('os/chisel-manifest', () => {
  it('packages with the paths of their slices', async () => {
    const manifest = wall(
      head,
      { kind: 'package', name: 'libc6', version: '2.39-0', sha256: 'x', arch: 'amd64' },
      { kind: 'content', slice: 'libc6_libs', path: '/usr/lib/libc.so.6' },
      { kind: 'content', slice: 'libc6_config', path: '/etc/gone' },
      { kind: 'content', slice: 'libc6_config', path: '/etc/' },
    );
    const { components } = await scanInMemory([
      tar([
        file('etc/os-release', 'ID=ubuntu\nVERSION_ID="24.04"\n'),
        file('var/lib/chisel/manifest.wall', manifest),
        file('usr/lib/libc.so.6', '\x7fELF'),
      ]),
    ]);
    expect(components.map(({ key, files, missingFiles }) => ({ key, files, missingFiles }))).toEqual([
      {
        key: 'pkg:deb/ubuntu/libc6@2.39-0?arch=amd64&distro=ubuntu-24.04',
        files: ['usr/lib/libc.so.6'],
        missingFiles: ['etc/gone'],
      },
    ]);
  });

  it('reads what it can', () => {
    const result = analyze(
      wall(head, [], { kind: 'package', name: 'a' }, { kind: 'package', name: 'b', version: '1' }),
    );
    expect(factsOf(result).map(({ name, arch }) => [name, arch])).toEqual([['b', null]]);
    expect(diagnosticsOf(result).map(({ code }) => code)).toEqual(['missing']);
  });

  it('survives every cut and any bytes', () => {
    readsEveryPrefix(wall(head, { kind: 'package', name: 'a', version: '1' }), analyze);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => readsOrRefuses(bytes, analyze, 'bytes')));
    fc.assert(
      fc.property(fc.string(), (text) =>
        readsOrRefuses(zstdCompressSync(Buffer.from(text)), analyze, JSON.stringify(text)),
      ),
    );
  });
});

describe.skipIf(corpus === undefined)('os/chisel-manifest on real files', () => {
  it('states what the expected facts state', () => {
    const [{ expected }] = JSON.parse(readFileSync(corpusFile('pkgdb/chisel', 'scalibr.expected.json'), 'utf8')) as [
      { expected: { name: string; version: string; metadata: { architecture: string } }[] },
    ];
    const facts = factsOf(analyze(readFileSync(corpusFile('pkgdb/chisel/scalibr', 'openssl.wall'))));
    expect(facts.map(({ name, version, arch }) => [name, version, arch])).toEqual(
      expected.map(({ name, version, metadata }) => [name, version, metadata.architecture]),
    );
  });

  it('refuses what is none', () => {
    const bytes = readFileSync(corpusFile('pkgdb/chisel/scalibr', 'invalid.wall'));
    expect(runFileAnalyzer(chiselManifest, bytes).status).toBe('failed');
  });
});
