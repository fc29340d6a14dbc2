import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { headerOf, tarOf } from './tar-of.ts';

/** What another program reads of an archive. */
async function listed(archive: Blob): Promise<{ name: string; size: number | undefined; text: string }[]> {
  const found: { name: string; size: number | undefined; text: string }[] = [];
  const reader = extract();
  reader.end(Buffer.from(await archive.arrayBuffer()));
  for await (const entry of reader) {
    let text = '';
    for await (const chunk of entry) text += String(chunk);
    found.push({ name: entry.header.name, size: entry.header.size, text });
  }
  return found;
}

describe('an archive of files', () => {
  it.for([
    { name: 'none', members: [] },
    { name: 'an empty one', members: [['index.json', '']] },
    { name: 'one of a whole block', members: [['a', 'x'.repeat(512)]] },
    {
      name: 'several, with the longest name',
      members: [
        ['oci-layout', '{}'],
        ['b'.repeat(100), 'y'.repeat(700)],
        ['c', 'z'],
      ],
    },
  ] as const)('of $name is read by another program', async ({ members }) => {
    const archive = tarOf(members.map(([name, text]) => ({ name, body: new Blob([text]) })));
    expect(await listed(archive)).toEqual(members.map(([name, text]) => ({ name, size: text.length, text })));
    expect(archive.size % 512).toBe(0);
  });

  it('says sizes beyond eight GiB in binary (GNU tar, "extended numeric fields")', () => {
    const size = (bytes: number): number[] => [...headerOf('a', bytes).subarray(124, 136)];
    expect(size(2 ** 33 - 1)).toEqual([...new TextEncoder().encode('77777777777'), 0]);
    expect(size(2 ** 33 + 5)).toEqual([0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 5]);
  });
});
