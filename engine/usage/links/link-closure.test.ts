import { expect, it } from 'vitest';
import type { RootPath } from '#shared/model/root-path.ts';
import { symlink } from '#engine/testing/tar.ts';
import { linkClosure } from './link-closure.ts';
import { type ElfPart, linkInput as input } from '#engine/testing/link-input.ts';
import type { LinkInput } from './types.ts';

/** Edges as text: who needs what, what it is, by which rule. */
function edges(given: LinkInput, path = 'bin/app'): string[] {
  const closure = linkClosure(given, path as RootPath);
  return (closure?.edges ?? []).map(
    ({ from, needed, to, rule, missingVersions }) =>
      `${from.slice(1)}: ${needed} ${to === null ? 'is nowhere' : `is ${to.slice(1)}`} (${rule})${missingVersions.length > 0 ? ` without ${missingVersions.join(' ')}` : ''}`,
  );
}

const needs = (...needed: string[]): ElfPart => ({ needed });

it.for<[name: string, given: LinkInput, want: string[]]>([
  [
    'a default folder',
    input({ 'bin/app': needs('a.so'), 'lib64/a.so': {} }),
    ['bin/app: a.so is lib64/a.so (default-directory)'],
  ],
  [
    'Debian’s folders',
    input({ 'bin/app': needs('a.so'), 'usr/lib/x86_64-linux-gnu/a.so': {}, 'usr/lib/a.so': {} }),
    ['bin/app: a.so is usr/lib/x86_64-linux-gnu/a.so (default-directory)'],
  ],
  ['nothing', input({ 'bin/app': needs('a.so') }), ['bin/app: a.so is nowhere (not-found)']],
  [
    'RPATH of the one that loaded it, unless that has a RUNPATH',
    input({
      'bin/app': { needed: ['a.so', 'c.so'], rpath: '/opt' },
      'opt/a.so': needs('b.so'),
      'opt/b.so': {},
      'opt/c.so': { needed: ['d.so'], runpath: '/none' },
      'opt/d.so': {},
    }),
    [
      'bin/app: a.so is opt/a.so (rpath)',
      'bin/app: c.so is opt/c.so (rpath)',
      'opt/a.so: b.so is opt/b.so (rpath)',
      'opt/c.so: d.so is nowhere (not-found)',
    ],
  ],
  [
    'RUNPATH is the requester’s alone, and hides its RPATH',
    input({
      'bin/app': { needed: ['a.so'], runpath: '/opt', rpath: '/never' },
      'opt/a.so': needs('b.so'),
      'opt/b.so': {},
    }),
    ['bin/app: a.so is opt/a.so (runpath)', 'opt/a.so: b.so is nowhere (not-found)'],
  ],
  [
    'LD_LIBRARY_PATH before RUNPATH, after RPATH',
    input(
      { 'bin/app': { needed: ['a.so'], runpath: '/run' }, 'env/a.so': {}, 'run/a.so': {} },
      { env: ['LD_LIBRARY_PATH=/none:/env'] },
    ),
    ['bin/app: a.so is env/a.so (ld-library-path)'],
  ],
  [
    '$ORIGIN is the folder of the real file, $LIB the distribution’s',
    input(
      {
        'opt/app/bin/app': { needed: ['a.so', 'b.so'], runpath: '$ORIGIN/../lib:/x/$LIB' },
        'opt/app/lib/a.so': {},
        'x/lib64/b.so': {},
      },
      { entries: [symlink('bin/app', '../opt/app/bin/app')] },
    ),
    ['bin/app: a.so is opt/app/lib/a.so (runpath)', 'bin/app: b.so is x/lib64/b.so (runpath)'],
  ],
  [
    'the cache before default folders; its variants for newer processors are left aside',
    input(
      { 'bin/app': needs('a.so'), 'far/a.so': {}, 'lib64/a.so': {}, 'hw/a.so': {} },
      {
        cache: [
          { name: 'a.so', path: '/hw/a.so', flags: 0x303, isHwcap: true },
          { name: 'a.so', path: '/far/a.so', flags: 0x303, isHwcap: false },
        ],
      },
    ),
    ['bin/app: a.so is far/a.so (ld-so-cache)'],
  ],
  [
    'NODEFLIB: no default folder, and none of the cache’s entries there',
    input(
      { 'bin/app': { needed: ['a.so'], dtFlags1: 0x800 }, 'lib64/a.so': {} },
      { cache: [{ name: 'a.so', path: '/lib64/a.so', flags: 0x303, isHwcap: false }] },
    ),
    ['bin/app: a.so is nowhere (not-found)'],
  ],
  [
    'another machine is passed over',
    input({ 'bin/app': { needed: ['a.so'], runpath: '/arm:/own' }, 'arm/a.so': { machine: 183 }, 'own/a.so': {} }),
    ['bin/app: a.so is own/a.so (runpath)'],
  ],
  [
    'breadth first, each once, also by its SONAME',
    input({
      'bin/app': needs('a.so', 'b.so'),
      'lib64/a.so': { needed: ['c.so'], soname: 'a.so.1' },
      'lib64/b.so': needs('a.so.1', 'c.so'),
      'lib64/c.so': {},
    }),
    [
      'bin/app: a.so is lib64/a.so (default-directory)',
      'bin/app: b.so is lib64/b.so (default-directory)',
      'lib64/a.so: c.so is lib64/c.so (default-directory)',
      'lib64/b.so: a.so.1 is lib64/a.so (already-loaded)',
      'lib64/b.so: c.so is lib64/c.so (already-loaded)',
    ],
  ],
  [
    'a version that the library does not define',
    input({
      'bin/app': { needed: ['c.so'], versionsNeeded: [{ file: 'c.so', versions: ['V2', 'V9'] }] },
      'lib64/c.so': { versionsDefined: ['V1', 'V2'] },
    }),
    ['bin/app: c.so is lib64/c.so (default-directory) without V9'],
  ],
  [
    'what the config preloads, and the interpreter',
    input(
      { 'bin/app': { interp: '/lib64/ld.so' }, 'opt/pre.so': {}, 'lib64/ld.so': {} },
      { env: ['LD_PRELOAD=/opt/pre.so'] },
    ),
    ['bin/app: /opt/pre.so is opt/pre.so (preload)', 'bin/app: /lib64/ld.so is lib64/ld.so (interpreter)'],
  ],
  [
    'what /etc/ld.so.preload names, after LD_PRELOAD',
    input(
      { 'bin/app': {}, 'lib64/one.so': {}, 'lib64/two.so': {}, 'lib64/three.so': {} },
      { env: ['LD_PRELOAD=three.so'], files: { 'etc/ld.so.preload': '# none.so\none.so:/lib64/two.so # four.so' } },
    ),
    [
      'bin/app: three.so is lib64/three.so (preload)',
      'bin/app: one.so is lib64/one.so (preload-file)',
      'bin/app: /lib64/two.so is lib64/two.so (preload-file)',
    ],
  ],
  [
    'the loader answers to its SONAME, wherever it is',
    input({ 'bin/app': { interp: '/opt/loader', needed: ['ld.so.9'] }, 'opt/loader': { soname: 'ld.so.9' } }),
    ['bin/app: ld.so.9 is opt/loader (loader)', 'bin/app: /opt/loader is opt/loader (interpreter)'],
  ],
  [
    '.. leads up from where a link leads',
    input(
      {
        'bin/app': { needed: ['a.so'], runpath: '/x/link/../lib' },
        'x/lib/a.so': {},
        'far/lib/a.so': {},
        'far/y/b': {},
      },
      { entries: [symlink('x/link', '../far/y')] },
    ),
    ['bin/app: a.so is far/lib/a.so (runpath)'],
  ],
  [
    'a file that is no library ends the search',
    input({ 'bin/app': { needed: ['a.so'], runpath: '/x' }, 'lib64/a.so': {} }, { files: { 'x/a.so': 'INPUT(b)' } }),
    ['bin/app: a.so is nowhere (not-found)'],
  ],
  [
    'a library says by its needs whose it is, where an image has two loaders',
    input({
      'bin/app': needs('libc.so.6'),
      'lib/ld-musl-x86_64.so.1': {},
      'lib/ld-linux.so.2': {},
      'lib64/libc.so.6': {},
    }),
    ['bin/app: libc.so.6 is lib64/libc.so.6 (default-directory)'],
  ],
  [
    'and else the loader counts that finds more',
    input({
      'bin/app': needs('a.so'),
      'lib/ld-musl-x86_64.so.1': {},
      'lib64/ld-linux.so.2': {},
      'usr/local/lib/a.so': {},
    }),
    ['bin/app: a.so is usr/local/lib/a.so (default-directory)'],
  ],
  [
    'musl: without the loader there is no C library',
    input({ 'bin/app': { interp: '/lib/ld-musl-x86_64.so.1', needed: ['libm.so.6'] }, 'lib/libm.so.6': {} }),
    ['bin/app: libm.so.6 is nowhere (not-found)', 'bin/app: /lib/ld-musl-x86_64.so.1 is nowhere (not-found)'],
  ],
  [
    'musl: its own names, search paths inherited, and its file of folders',
    input(
      {
        'bin/app': {
          interp: '/lib/ld-musl-x86_64.so.1',
          needed: ['libc.so', 'a.so', 'd.so'],
          runpath: '$ORIGIN/../own',
        },
        'own/a.so': needs('b.so'),
        'own/b.so': {},
        'sys/d.so': {},
        'lib/d.so': {},
        'lib/ld-musl-x86_64.so.1': {},
      },
      { files: { 'etc/ld-musl-x86_64.path': '/sys\n/lib\n' } },
    ),
    [
      'bin/app: libc.so is lib/ld-musl-x86_64.so.1 (loader)',
      'bin/app: a.so is own/a.so (runpath)',
      'bin/app: d.so is sys/d.so (musl-path-file)',
      'own/a.so: b.so is own/b.so (runpath)',
      'bin/app: /lib/ld-musl-x86_64.so.1 is lib/ld-musl-x86_64.so.1 (interpreter)',
    ],
  ],
])('%s', ([, given, want]) => {
  expect(edges(given)).toEqual(want);
});

it('says where it looked in vain', () => {
  const given = input({ 'bin/app': { needed: ['a.so'], runpath: '/opt' }, 'lib64/a.so': {} });
  expect(linkClosure(given, 'bin/app' as RootPath)?.edges[0]?.searched).toEqual(['/opt/a.so', '/etc/ld.so.cache']);
});

it('a static program has no edges, another file no closure', () => {
  expect(linkClosure(input({ 'bin/app': { dynamic: false } }), 'bin/app' as RootPath)).toMatchObject({
    loader: 'none',
    edges: [],
  });
  expect(linkClosure(input({}), 'bin/app' as RootPath)).toBeUndefined();
});
