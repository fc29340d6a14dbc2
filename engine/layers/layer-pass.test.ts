import { expect, it } from 'vitest';
import { defineFileAnalyzer, type FileAnalyzer } from '#engine/analyzers/analyzer.ts';
import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import { dir, file, hardlink, opaque, symlink, tar, whiteout, type TarEntry } from '#engine/testing/tar.ts';
import type { FileListFact } from '#shared/model/fact.ts';
import { MiB } from '#shared/model/units.ts';
import { entryKind, entryPath, entrySha256, entryType } from './layer-index.ts';
import { LayerPass, type PassResult } from './layer-pass.ts';
import { PackReader, PackWriter } from './pack.ts';

/** A plug-in that says how many bytes it saw, as a list of one path. */
const counter = (id: string, wants: FileAnalyzer['wants'], maxBytes = 100, role: FileAnalyzer['role'] = 'file') =>
  defineFileAnalyzer<FileListFact>({
    id: `os/${id}`,
    version: 1,
    role,
    wants,
    emits: ['file-list'],
    maxBytes,
    analyze: ({ bytes }) => ({
      status: 'complete',
      facts: [{ kind: 'file-list', files: [{ path: String(bytes.length) as never }] }],
    }),
  });

type Passed = PassResult & { kept: (sha256: string) => Promise<Uint8Array | undefined> };

/** Passes a tar in chunks of a size. */
function passOver(
  bytes: Uint8Array,
  { analyzers = [] as FileAnalyzer[], chunk = bytes.byteLength, whiteouts = true, known = new Set<string>() } = {},
): Passed {
  const pieces: Uint8Array[] = [];
  const pack = new PackWriter((piece) => pieces.push(new Uint8Array(piece)));
  const pass = new LayerPass({
    dispatch: new Dispatch(analyzers),
    isKnown: (sha256, key) => known.has(`${sha256} ${key}`),
    pack,
    whiteouts,
  });
  const reader = new TarReader(pass);
  for (let at = 0; at < bytes.byteLength; at += chunk) reader.push(Buffer.from(bytes.slice(at, at + chunk)));
  reader.finish();
  const isEmpty = pack.isEmpty;
  if (!isEmpty) pack.finish();
  const stored = Buffer.concat(pieces);
  return {
    ...pass.finish(),
    kept: async (wanted) => {
      if (isEmpty) return undefined;
      const opened = await PackReader.open(stored.length, (at, length) =>
        Promise.resolve(stored.subarray(at, at + length)),
      );
      return opened.read(wanted as never);
    },
  };
}

const rows = ({ index }: PassResult) =>
  Array.from({ length: index.count }, (_, row) => [
    entryType(index, row),
    entryPath(index, row),
    entrySha256(index, row),
  ]);

it('cites a whiteout by its tar header, also one that has content', () => {
  const marker = { ...whiteout('var/lib/dpkg/status'), content: 'a whiteout with bytes' };
  const bytes = tar([marker, opaque('srv')]);
  expect(rows(passOver(bytes))).toEqual([
    ['whiteout', 'var/lib/dpkg/status', sha256(bytes.slice(0, 512))],
    ['opaque', 'srv', sha256(bytes.slice(1024, 1536))],
  ]);
});

it('hashes every file whatever chunks it comes in', () => {
  const contents = ['', 'x', '#!/bin/sh\n', '\x7fELF then more', 'y'.repeat(2000)];
  const bytes = tar(contents.map((content, i) => file(`f${i}`, Buffer.from(content, 'latin1'))));
  const expected = contents.map((content) => sha256(Buffer.from(content, 'latin1')));
  for (const chunk of [1, 3, 7, 511, 512, 513, 700, 4096, bytes.length]) {
    const { index } = passOver(bytes, { chunk });
    const found = contents.map((_, row) => [entrySha256(index, row), entryKind(index, row)]);
    const kinds = ['none', 'none', 'script', 'elf', 'none'];
    expect([chunk, found]).toEqual([chunk, expected.map((hash, i) => [hash, kinds[i]])]);
  }
});

it('has no hash for what is no file', () => {
  const bytes = tar([dir('d'), symlink('d/l', 'f'), file('d/f', 'x'), hardlink('d/h', 'd/f'), dir('e')]);
  expect(rows(passOver(bytes)).map(([type, path, hash]) => [type, path, hash === sha256('x')])).toEqual([
    ['dir', 'd', false],
    ['symlink', 'd/l', false],
    ['file', 'd/f', true],
    ['hardlink', 'd/h', false],
    ['dir', 'e', false],
  ]);
});

it.for([1, 100, 512, 100_000])('runs plug-ins by path and by magic, each content once (chunks of %i)', (chunk) => {
  const analyzers = [counter('by-path', [{ path: 'etc/x' }]), counter('by-magic', [{ magic: 'script' }])];
  const script = '#!/bin/sh\ntrue\n';
  const bytes = tar([file('etc/x', 'abc'), file('a', script), file('b', script), file('etc/y', 'abc')]);
  expect(passOver(bytes, { analyzers, chunk }).facts).toEqual([
    { sha256: sha256('abc'), analyzerKey: 'os/by-path@1', outcome: seen(3) },
    { sha256: sha256(script), analyzerKey: 'os/by-magic@1', outcome: seen(15) },
  ]);
});

it('does not run a plug-in whose facts are known', () => {
  const known = new Set([`${sha256('abc')} os/by-path@1`]);
  const analyzers = [counter('by-path', [{ path: 'etc/x' }]), counter('other', [{ directory: 'etc' }])];
  expect(
    passOver(tar([file('etc/x', 'abc')]), { analyzers, known }).facts.map(({ analyzerKey }) => analyzerKey),
  ).toEqual(['os/other@1']);
});

it.for([50, 100_000])('refuses a file beyond the bound of a plug-in, and tells (chunks of %i)', (chunk) => {
  const analyzers = [counter('small', [{ path: 'big' }], 100), counter('large', [{ path: 'big' }], 1 * MiB)];
  const { facts, diagnostics } = passOver(tar([file('big', 'z'.repeat(101))]), { analyzers, chunk });
  expect(facts.find(({ analyzerKey }) => analyzerKey === 'os/large@1')?.outcome).toEqual(seen(101));
  const told = [
    ...diagnostics,
    ...facts.flatMap(({ outcome }) => ('diagnostics' in outcome ? outcome.diagnostics : [])),
  ];
  expect(told).toMatchObject([{ code: 'limit-exceeded', what: 'os/small', limit: 100, seen: 101 }]);
});

it.for([10, 100_000])('keeps sources and databases for later (chunks of %i)', async (chunk) => {
  const analyzers = [counter('db', [{ path: 'var/db' }], 100, 'database')];
  const entries: TarEntry[] = [
    file('var/db', 'rows'),
    file('app/main.js', 'run()'),
    file('bin/tool', '#!/bin/sh\nexec tool\n'),
    file('bin/other', 'not kept'),
  ];
  const { kept } = passOver(tar(entries), { analyzers, chunk });
  const found = await Promise.all(entries.map(({ content }) => kept(sha256(content as string))));
  expect(found.map((bytes) => bytes && Buffer.from(bytes).toString())).toEqual([
    'rows',
    'run()',
    '#!/bin/sh\nexec tool\n',
    undefined,
  ]);
});

it('takes no marker for one where there are no layers', () => {
  const names = ['.wh.x', 'd/.wh..wh..opq'].map((name) => file(name, 'x'));
  expect(rows(passOver(tar(names), { whiteouts: false })).map(([type, path]) => [type, path])).toEqual([
    ['file', '.wh.x'],
    ['file', 'd/.wh..wh..opq'],
  ]);
});

it('bounds what it tells, and says how much it left out', () => {
  const { diagnostics } = passOver(tar(Array.from({ length: 1200 }, (_, i) => file(`../${i}`))));
  expect(diagnostics).toHaveLength(1001);
  expect(diagnostics.at(-1)).toEqual({
    code: 'limit-exceeded',
    what: 'diagnostics of one layer',
    limit: 1000,
    seen: 1200,
  });
});

function seen(bytes: number) {
  return { status: 'complete', facts: [{ kind: 'file-list', files: [{ path: String(bytes) }] }] };
}
