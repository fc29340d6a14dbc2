import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as tarStream from 'tar-stream';
import { describe, expect, it, test } from 'vitest';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { dir, file, hardlink, joinBytes, symlink, tar, type TarEntry as Made } from '#engine/testing/tar.ts';
import type { TarEntry } from './entry.ts';
import { TarReader } from './reader.ts';

type Read = { entries: (TarEntry & { content: string })[]; anomalies: Diagnostic[] };

/** Reads a whole archive that comes in chunks of `step` bytes. */
function read(bytes: Uint8Array, step = bytes.length || 1): Read {
  const result: Read = { entries: [], anomalies: [] };
  const reader = new TarReader({
    entry: (entry) => result.entries.push({ ...entry, content: '' }),
    content: (piece) => {
      const last = result.entries.at(-1);
      if (last) last.content += piece.toString('latin1');
    },
    contentEnd: () => undefined,
    anomaly: (diagnostic) => result.anomalies.push(diagnostic),
  });
  for (let i = 0; i < bytes.length; i += step)
    reader.push(Buffer.from(bytes.buffer, bytes.byteOffset + i, Math.min(step, bytes.length - i)));
  reader.finish();
  return result;
}

const brief = ({ entries }: Read) => entries.map(({ type, name, link, content }) => [type, name, link, content]);

const zoo: Made[] = [
  dir('d', { uid: 1000, gid: 2000 }),
  file('d/f', 'hello', { mode: 0o4755, mtime: 1_700_000_000 }),
  symlink('d/s', 'f'),
  hardlink('d/h', 'd/f'),
  file('caf\xe9', 'latin1'),
  file(`long/${'n'.repeat(150)}`, 'by pax'),
  file(`gnu/${'g'.repeat(150)}`, 'by gnu', { format: 'gnu' }),
  symlink('longlink', 't'.repeat(200), { format: 'gnu' }),
  file('big-uid', '', { uid: 4_000_000_000, format: 'gnu' }),
  file('x', 'attr', { pax: { 'SCHILY.xattr.user.a': 'b\0c', mtime: '12.5' } }),
  { name: 'dev', type: '3', devmajor: 1, devminor: 3 },
  { name: 'pipe', type: '6' },
  file('empty'),
];

describe('TarReader', () => {
  it.for([1, 7, 511, 512, 513, 4096, 1 << 20])('reads the same in chunks of %d bytes', (step) => {
    expect(read(tar(zoo), step)).toEqual(read(tar(zoo)));
  });

  it('keeps bytes, numbers and attributes', () => {
    const { entries, anomalies } = read(tar(zoo));
    expect(anomalies).toEqual([]);
    expect(brief({ entries, anomalies })).toEqual([
      ['dir', 'd/', '', ''],
      ['file', 'd/f', '', 'hello'],
      ['symlink', 'd/s', 'f', ''],
      ['hardlink', 'd/h', 'd/f', ''],
      ['file', 'caf\xe9', '', 'latin1'],
      ['file', `long/${'n'.repeat(150)}`, '', 'by pax'],
      ['file', `gnu/${'g'.repeat(150)}`, '', 'by gnu'],
      ['symlink', 'longlink', 't'.repeat(200), ''],
      ['file', 'big-uid', '', ''],
      ['file', 'x', '', 'attr'],
      ['char', 'dev', '', ''],
      ['fifo', 'pipe', '', ''],
      ['file', 'empty', '', ''],
    ]);
    expect(entries[0]).toMatchObject({ mode: 0o755, uid: 1000, gid: 2000, headerOffset: 0, dataOffset: 512 });
    expect(entries[1]).toMatchObject({
      mode: 0o4755,
      mtime: 1_700_000_000,
      size: 5,
      headerOffset: 512,
      dataOffset: 1024,
    });
    // The extended header is part of the entry: its offset is where a whiteout's evidence begins.
    expect(entries[5]).toMatchObject({ dataOffset: (entries[5]?.headerOffset ?? 0) + 3 * 512 });
    expect(entries[8]).toMatchObject({ uid: 4_000_000_000 });
    expect(entries[9]).toMatchObject({ mtime: 12.5, xattrs: new Map([['user.a', 'b\0c']]) });
    expect(entries[10]).toMatchObject({ devmajor: 1, devminor: 3 });
  });

  const sparse = (content: string, pax: Record<string, string>) => file('GNUSparseFile.0/s', content, { pax });
  it.for([
    ['0.0', sparse('abcd', { 'GNU.sparse.size': '10', 'GNU.sparse.map': '', 'GNU.sparse.name': 's' }), undefined],
    [
      '0.1',
      sparse('abcd', { 'GNU.sparse.size': '10', 'GNU.sparse.map': '2,2,6,2', 'GNU.sparse.name': 's' }),
      '\0\0ab\0\0cd\0\0',
    ],
    [
      '1.0',
      sparse(`2\n2\n2\n6\n2\n${'\0'.repeat(502)}abcd`, {
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.realsize': '10',
        'GNU.sparse.name': 's',
      }),
      '\0\0ab\0\0cd\0\0',
    ],
  ] as const)('expands PAX sparse format %s, refuses a map that does not fit its data', ([, entry, want]) => {
    if (want === undefined) expect(() => read(tar([entry]))).toThrow('sparse map');
    else {
      const { entries } = read(tar([entry, file('after', 'x')]), 100);
      expect(entries.map((e) => [e.name, e.size, e.content])).toEqual([
        ['s', 10, want],
        ['after', 1, 'x'],
      ]);
    }
  });

  it('reads a file with two extended sparse headers, as GNU tar wrote it', () => {
    const header = Buffer.from(tar([file('s', 'ab'.repeat(30), { type: 'S', format: 'gnu' })], 0));
    const put = (block: Buffer, at: number, value: number) =>
      block.write(`${value.toString(8).padStart(11, '0')}\0`, at, 'latin1');
    for (let i = 0; i < 4; i++) {
      put(header, 386 + i * 24, i * 10);
      put(header, 398 + i * 24, 2);
    }
    header[482] = 1;
    put(header, 483, 300);
    header.fill(' ', 148, 156);
    header.write(
      `${header
        .subarray(0, 512)
        .reduce((a, b) => a + b, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    );
    const extension = (from: number, count: number, more: boolean) => {
      const block = Buffer.alloc(512);
      for (let i = 0; i < count; i++) {
        put(block, i * 24, (from + i) * 10);
        put(block, i * 24 + 12, 2);
      }
      block[504] = more ? 1 : 0;
      return block;
    };
    const bytes = joinBytes([
      header.subarray(0, 512),
      extension(4, 21, true),
      extension(25, 5, false),
      header.subarray(512),
      new Uint8Array(1024),
    ]);
    const { entries } = read(bytes, 600);
    expect(entries[0]).toMatchObject({ name: 's', size: 300 });
    expect(entries[0]?.content).toBe('ab'.padEnd(10, '\0').repeat(30));
  });

  it('stops at the end marker, goes past a lone block of zeros, and says so', () => {
    const two = joinBytes([tar([file('a')]), tar([file('hidden')])]);
    expect(brief(read(two))).toEqual([['file', 'a', '', '']]);
    expect(read(two).anomalies).toMatchObject([
      { code: 'anomaly', what: 'data after the end of the archive, which engines ignore' },
    ]);
    const lone = joinBytes([tar([file('a')], 1), tar([file('b')])]);
    expect(brief(read(lone))).toEqual([
      ['file', 'a', '', ''],
      ['file', 'b', '', ''],
    ]);
    expect(brief(read(tar([file('a', 'x')], 0)))).toEqual([['file', 'a', '', 'x']]);
  });

  it.for([
    ['a bad checksum', tar([file('a', '', { badChecksum: true })])],
    ['a number that is none', tar([file('a', '', { pax: { size: 'x' } })])],
    [
      'a record whose length lies',
      tar([file('a', '', { pax: { comment: 'x' } })]).map((b, i) => (i === 512 ? 0x39 : b)),
    ],
    ['a size that reaches past the end', tar([file('a', 'abc', { size: 1 << 20 })])],
    ['a multi-volume continuation', tar([file('a', '', { type: 'M' })])],
    ['a long-name header at the very end', tar([file('x'.repeat(200), '', { format: 'gnu' })], 0).subarray(0, 1024)],
  ] as const)('refuses %s', ([, bytes]) => {
    expect(() => read(bytes)).toThrow(expect.objectContaining({ name: 'ParseError' }));
  });

  it('does not apply a global header, and skips types that are not files', () => {
    const global: Made = { name: 'g', type: 'g', content: '13 uid=12345\n' };
    const { entries, anomalies } = read(
      tar([global, file('a'), file('vol', 'xx', { type: 'V' }), file('odd', 'data', { type: 'Q' }), file('b')]),
    );
    expect(entries.map(({ name, uid }) => [name, uid])).toEqual([
      ['a', 0],
      ['b', 0],
    ]);
    expect(anomalies.map((d) => d.code === 'anomaly' && d.found)).toEqual(['uid', '"Q"']);
  });

  test('every prefix and any flipped byte end in a result or a ParseError', () => {
    const good = tar(zoo);
    readsEveryPrefix(good, read, 3);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bad = good.slice();
        bad[at] = (bad[at] ?? 0) ^ flip;
        readsOrRefuses(bad, read, `byte ${at} ^ ${flip}`);
      }),
      { numRuns: 500 },
    );
  });
});

describe.skipIf(corpus === undefined)('against tar-stream, on real layers', () => {
  const layers = [
    'container-diff-la-croix1.tar',
    'jib-symlinks.tar',
    'container-inspector-layer_with_links.tar',
    'claircore-concat.tar',
  ];
  it.for(layers)('%s', async (name) => {
    const bytes = readFileSync(corpusFile('images/layers', name));
    const want: unknown[] = [];
    const extract = tarStream.extract({ filenameEncoding: 'latin1' } as object);
    extract.end(bytes);
    for await (const entry of extract) {
      const hash = createHash('sha256');
      for await (const piece of entry) hash.update(piece as Buffer);
      const {
        name: path,
        type,
        size,
        mode,
        uid,
        gid,
        linkname,
        byteOffset,
      } = entry.header as typeof entry.header & { byteOffset: number };
      want.push({ path, type, size, mode, uid, gid, link: linkname ?? '', byteOffset, sha256: hash.digest('hex') });
    }
    const types = {
      file: 'file',
      dir: 'directory',
      symlink: 'symlink',
      hardlink: 'link',
      char: 'character-device',
      block: 'block-device',
      fifo: 'fifo',
    };
    const got = read(bytes, 1000).entries.map((e) => ({
      path: e.name,
      type: types[e.type],
      size: e.size,
      mode: e.mode,
      uid: e.uid,
      gid: e.gid,
      link: e.link,
      byteOffset: e.dataOffset,
      sha256: createHash('sha256').update(e.content, 'latin1').digest('hex'),
    }));
    expect(got.length).toBeGreaterThan(0);
    // tar-stream reads on after the end marker and drops the slash of a directory; engines stop there.
    expect(got.map((e) => ({ ...e, path: e.path.replace(/\/$/, '') }))).toEqual(
      want
        .slice(0, got.length)
        .map((e) => ({ ...(e as { path: string }), path: (e as { path: string }).path.replace(/\/$/, '') })),
    );
  });
});
