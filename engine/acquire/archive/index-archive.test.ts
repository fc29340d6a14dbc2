import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { TarReader } from '#engine/formats/tar/reader.ts';
import { normalisePath } from '#shared/model/root-path.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { dir, file, hardlink, symlink, tar } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { type ArchiveIndex, indexArchive } from './index-archive.ts';

async function indexOf(bytes: Uint8Array): Promise<ArchiveIndex> {
  await using folder = await tempFolder();
  const path = join(folder.path, 'archive.tar');
  writeFileSync(path, bytes);
  await using handle = await open(path, 'r');
  return await indexArchive(handle, bytes.byteLength);
}

const long = `${'d/'.repeat(80)}name`;
const entries = [
  dir('blobs'),
  file('a', 'content'),
  file(long, 'by pax'),
  file(`${long}2`, 'by gnu', { format: 'gnu' }),
  symlink('s', `../${long}`, { format: 'gnu' }),
  hardlink('h', 'a'),
  file('pax', 'x', { pax: { comment: 'y', size: '1' } }),
  file('a', 'again'),
];

describe('indexArchive', () => {
  it('lists members with where their content lies', async () => {
    const bytes = tar(entries);
    const { members, stopped, diagnostics } = await indexOf(bytes);
    expect([stopped, diagnostics]).toEqual([null, []]);
    const content = (name: string): string => {
      const member = members.get(name);
      return Buffer.from(bytes).toString('latin1', member?.offset, (member?.offset ?? 0) + (member?.available ?? 0));
    };
    expect(['a', long, `${long}2`, 'pax'].map(content)).toEqual(['again', 'by pax', 'by gnu', 'x']);
    expect(members.get('s')).toMatchObject({ kind: 'symlink', link: `../${long}` });
    expect(members.get('h')).toMatchObject({ kind: 'hardlink', link: 'a' });
    expect(members.get('blobs')?.kind).toBe('other');
  });

  it.for([
    ['a wrong checksum', tar([file('a', '1'), file('b', '2', { badChecksum: true })]), ['a'], 'malformed'],
    ['a member that ends too early', tar([file('a', '1'), file('b', '2', { size: 9000 })]), ['a', 'b'], 'truncated'],
    [
      'a size that no file has',
      tar([file('a', '1'), file('b', '2', { pax: { size: '9007199254740991' } })]),
      ['a', 'b'],
      'truncated',
    ],
    ['half a header', tar([file('a', '1')], 0).subarray(0, 1024 + 0), ['a'], undefined],
    ['a PAX header that is none', tar([file('a', '1'), file('x', 'rubbish', { type: 'x' })]), ['a'], 'malformed'],
    [
      'an extended header that is too long',
      tar([file('a', '1'), file('x', '', { type: 'x', size: 1 << 21 })]),
      ['a'],
      'limit-exceeded',
    ],
  ] as const)('%s ends the list, not the whole', async ([, bytes, names, code]) => {
    const { members, stopped } = await indexOf(bytes);
    expect([[...members.keys()], stopped?.code]).toEqual([names, code]);
  });

  it('goes on behind a lone block of zeros, and ends at two', async () => {
    const a = tar([file('a', '1')], 1);
    const b = tar([file('b', '2')]);
    expect([...(await indexOf(Buffer.concat([a, b]))).members.keys()]).toEqual(['a', 'b']);
    expect([...(await indexOf(Buffer.concat([b, a]))).members.keys()]).toEqual(['b']);
  });

  it('knows old GNU sparse members with long maps', async () => {
    const header = Buffer.from(tar([file('s', '', { type: 'S', format: 'gnu', size: 512 })], 0));
    header[482] = 1;
    header.fill(' ', 148, 156);
    header.write(
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    );
    const map = Buffer.alloc(1024);
    map[504] = 1;
    const bytes = Buffer.concat([header, map, Buffer.alloc(512, 1), tar([file('a', '1')])]);
    const { members } = await indexOf(bytes);
    expect(members.get('s')).toMatchObject({ kind: 'sparse', offset: 512 + 1024 });
    expect(members.get('a')?.kind).toBe('file');
  });

  test('every prefix gives an index', async () => {
    const bytes = tar(entries);
    const whole = await indexOf(bytes);
    for (let length = 0; length < bytes.length; length += 37) {
      const { members } = await indexOf(bytes.slice(0, length));
      for (const [name, member] of members) {
        expect(member.offset + member.available, name).toBeLessThanOrEqual(Math.max(length, member.offset));
        expect(whole.members.has(name)).toBe(true);
      }
    }
  });
});

/** The streaming reader is other code for the same format: both must find the same files in the same places. */
function streamed(bytes: Buffer): Map<string, string> | undefined {
  const found = new Map<string, string>();
  const reader = new TarReader({
    entry(entry) {
      const name = normalisePath(entry.name);
      if (name !== undefined && name !== '') {
        found.set(name, entry.type === 'file' && !entry.sparse ? `${entry.dataOffset}+${entry.size}` : entry.type);
      }
    },
    content: () => undefined,
    contentEnd: () => undefined,
    anomaly: () => undefined,
  });
  try {
    reader.push(bytes);
    reader.finish();
    return found;
  } catch {
    return undefined;
  }
}

describe.skipIf(corpus === undefined)('agrees with the streaming reader', () => {
  const folders = ['docker-archive', 'oci-archive', 'layers', 'tar-format/tar-split', 'tar-format/node-tar'];
  const tars =
    corpus === undefined
      ? []
      : folders.flatMap((folder) =>
          readdirSync(corpusFile('images', folder))
            .filter((name) => name.endsWith('.tar'))
            .map((name) => `${folder}/${name}`),
        );
  it.for(tars)('%s', async (path) => {
    const bytes = readFileSync(corpusFile('images', path));
    const want = streamed(bytes);
    const { members } = await indexOf(bytes);
    // What the one refuses as a whole, the other lists as far as it goes.
    if (want === undefined) return;
    expect([...members.keys()]).toEqual([...want.keys()]);
    for (const [name, member] of members) {
      const place = want.get(name) ?? '';
      if (member.kind === 'file') expect(`${member.offset}+${member.size}`, name).toBe(place);
      else expect(place, name).not.toBe('');
    }
  });
});
