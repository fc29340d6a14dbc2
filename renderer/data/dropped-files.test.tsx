import { describe, expect, it } from 'vitest';
import { type Folder, type Leaf, takeApart } from './dropped-files.ts';

/** A folder from its paths; each file holds its own name. */
function folder(name: string, ...paths: readonly string[]): Folder {
  const direct = paths.filter((path) => !path.includes('/')).map(leaf);
  const names = [...new Set(paths.filter((path) => path.includes('/')).map((path) => path.split('/', 1)[0] ?? ''))];
  const folders = names.map((inner) =>
    folder(inner, ...paths.filter((path) => path.startsWith(`${inner}/`)).map((path) => path.slice(inner.length + 1))),
  );
  return { name, list: async (most) => [...direct, ...folders].slice(0, most) };
}

function leaf(name: string): Leaf {
  return { name, open: async () => new File([name], name) };
}

async function taken(...items: readonly (Leaf | Folder)[]) {
  const { given, ...rest } = await takeApart(items);
  return { given: given.map(({ name, size }) => [name, size]), ...rest };
}

const layout = ['oci-layout', 'index.json', `blobs/sha256/${'a'.repeat(64)}`];

describe('what was given', () => {
  it.for([
    { name: 'a file of any name', items: [leaf('x')], want: { given: [['x', 1]], folder: false } },
    {
      name: 'a folder of archives and other things',
      items: [folder('in', 'b.tar', 'notes.txt', 'deep/a.tar.gz')],
      want: {
        given: [
          ['b.tar', 5],
          ['a.tar.gz', 8],
        ],
        folder: true,
      },
    },
    // Three headers, three bodies of a block each, and the end of two blocks.
    { name: 'an OCI layout', items: [folder('app', ...layout)], want: { given: [['app', 4096]], folder: true } },
    {
      name: 'layouts beside an archive',
      items: [folder('all', 'x.tar', ...layout.map((path) => `one/${path}`), ...layout.map((path) => `two/${path}`))],
      want: {
        given: [
          ['one', 4096],
          ['two', 4096],
          ['x.tar', 5],
        ],
        folder: true,
      },
    },
    {
      name: 'a layout with names that no blob has: they are not sent',
      items: [folder('app', ...layout, 'blobs/sha256/..%2f', 'blobs/sha256/a b', 'blobs/UP/x', 'blobs/loose', 'extra')],
      want: { given: [['app', 4096]], folder: true },
    },
    {
      name: 'a folder without any',
      items: [folder('src', 'main.c')],
      want: { given: [], empty: ['src'], folder: true },
    },
    {
      name: 'more names than are looked at',
      items: [folder('root', ...Array.from({ length: 20_001 }, (_, at) => `f${at}`))],
      want: { given: [], cut: ['root'], folder: true },
    },
  ])('$name', async ({ items, want }) => {
    expect(await taken(...items)).toEqual({ empty: [], cut: [], ...want });
  });
});
