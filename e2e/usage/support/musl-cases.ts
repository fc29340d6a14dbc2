import type { LinkCase } from './link-root.ts';

const LOADER = '/lib/ld-musl-x86_64.so.1';

/** The rules of ldso/dynlink.c, one case each. */
export const MUSL_CASES: readonly LinkCase[] = [
  {
    name: 'a usual folder',
    built: [{ path: 'bin/app', needs: ['a.so'] }, { path: 'usr/local/lib/a.so' }, { path: 'usr/lib/a.so' }],
    shows: 'a.so => /usr/local/lib/a.so',
  },
  {
    name: 'RPATH',
    built: [{ path: 'bin/app', needs: ['a.so'], rpath: '/none:/opt' }, { path: 'opt/a.so' }, { path: 'lib/a.so' }],
    shows: 'a.so => /opt/a.so',
  },
  {
    name: 'RUNPATH',
    built: [{ path: 'bin/app', needs: ['a.so'], runpath: '/opt' }, { path: 'opt/a.so' }, { path: 'lib/a.so' }],
    shows: 'a.so => /opt/a.so',
  },
  {
    name: 'both: RUNPATH counts',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so'], rpath: '/one', runpath: '/two' },
      { path: 'one/a.so' },
      { path: 'two/a.so' },
      { path: 'one/b.so' },
    ],
    shows: 'b.so => not found',
  },
  {
    name: '$ORIGIN of a program',
    built: [{ path: 'opt/x/bin/app', needs: ['a.so'], runpath: '$ORIGIN/../lib' }, { path: 'opt/x/lib/a.so' }],
    shows: 'a.so => /opt/x/lib/a.so',
  },
  {
    name: '${ORIGIN} of a library, which is where it was found, not where its link leads',
    built: [
      { path: 'bin/app', needs: ['a.so'] },
      { path: 'opt/a.so.1', needs: ['b.so'], runpath: '${ORIGIN}/plus' },
      { path: 'lib/plus/b.so' },
      { path: 'opt/plus/b.so' },
    ],
    links: { 'lib/a.so': '../opt/a.so.1' },
    shows: 'b.so => /lib/plus/b.so',
  },
  {
    name: '$ORIGIN with letters behind it',
    built: [{ path: 'opt/app', needs: ['a.so'], runpath: '$ORIGINlib' }, { path: 'optlib/a.so' }],
    shows: 'a.so => /optlib/a.so',
  },
  {
    name: 'another variable: the whole path counts as none',
    built: [
      { path: 'bin/app', needs: ['a.so'], runpath: '/opt:/usr/$LIB' },
      { path: 'opt/a.so' },
      { path: 'lib/a.so' },
    ],
    shows: 'a.so => /lib/a.so',
  },
  {
    name: '.. after a link leads up from where that leads',
    built: [
      { path: 'bin/app', needs: ['a.so'], rpath: '/opt/link/../lib' },
      { path: 'opt/lib/a.so' },
      { path: 'srv/deep/lib/a.so' },
      { path: 'srv/deep/x/file.so' },
    ],
    links: { 'opt/link': '../srv/deep/x' },
    shows: 'a.so => /srv/deep/lib/a.so',
  },
  {
    name: '.. after a folder that is not there',
    built: [{ path: 'bin/app', needs: ['a.so'], rpath: '/none/../opt' }, { path: 'opt/a.so' }],
    shows: 'a.so => not found',
  },
  {
    name: 'the file of folders, line by line',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so'] },
      { path: 'one/a.so' },
      { path: 'two/b.so' },
      { path: 'lib/b.so' },
    ],
    files: { 'etc/ld-musl-x86_64.path': '/one\n/two\n/lib\n' },
    shows: 'b.so => /two/b.so',
  },
  {
    name: 'the file of folders, with colons and empty parts',
    built: [{ path: 'bin/app', needs: ['a.so', 'b.so'] }, { path: 'one/a.so' }, { path: 'two/b.so' }],
    files: { 'etc/ld-musl-x86_64.path': ':/one::/two/:\n\n' },
    shows: 'b.so => /two/b.so',
  },
  {
    name: 'the file of folders, empty: no folder at all',
    built: [{ path: 'bin/app', needs: ['a.so'] }, { path: 'lib/a.so' }],
    files: { 'etc/ld-musl-x86_64.path': '' },
    shows: 'a.so => not found',
  },
  {
    name: 'the file of folders of another machine',
    built: [{ path: 'bin/app', needs: ['a.so'] }, { path: 'lib/a.so' }, { path: 'one/a.so' }],
    files: { 'etc/ld-musl-aarch64.path': '/one' },
    shows: 'a.so => /lib/a.so',
  },
  {
    name: 'the file of folders with a line end of another system',
    built: [{ path: 'bin/app', needs: ['a.so'] }, { path: 'one/a.so' }],
    files: { 'etc/ld-musl-x86_64.path': '/one\r\n' },
    shows: 'a.so => not found',
  },
  {
    name: 'a loader elsewhere has its file of folders beside it',
    built: [
      { path: 'bin/app', needs: ['a.so'], interp: '/opt/musl/lib/ld-musl-x86_64.so.1' },
      { path: 'one/a.so' },
      { path: 'two/a.so' },
    ],
    files: { 'etc/ld-musl-x86_64.path': '/one', 'opt/musl/etc/ld-musl-x86_64.path': '/two' },
    links: { 'opt/musl/lib/ld-musl-x86_64.so.1': '/lib/ld-musl-x86_64.so.1' },
    shows: 'a.so => /two/a.so',
  },
  {
    name: 'a loader by another name',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so'], interp: '/lib/loader' },
      { path: 'lib/a.so' },
      { path: 'x/b.so' },
    ],
    files: { 'etc/ld-musl-x86_64.path': '/lib:/x' },
    links: { 'lib/loader': 'ld-musl-x86_64.so.1' },
    shows: 'libc.so => /lib/loader',
  },
  {
    name: 'LD_LIBRARY_PATH before every search path',
    built: [
      { path: 'bin/app', needs: ['a.so'], rpath: '/opt' },
      { path: 'env/a.so' },
      { path: 'opt/a.so' },
      { path: 'lib/a.so' },
    ],
    env: ['LD_LIBRARY_PATH=/none:/env'],
    shows: 'a.so => /env/a.so',
  },
  {
    name: 'LD_LIBRARY_PATH with a relative and an empty part',
    built: [{ path: 'bin/app', needs: ['a.so', 'b.so'] }, { path: 'work/lib/a.so' }, { path: 'work/b.so' }],
    env: ['LD_LIBRARY_PATH=:lib'],
    cwd: 'work',
    shows: 'a.so => /work/lib/a.so',
  },
  {
    name: 'search paths of all that needed it, the nearest first',
    built: [
      { path: 'bin/app', needs: ['a.so'], runpath: '/one' },
      { path: 'one/a.so', needs: ['b.so'], rpath: '/two' },
      { path: 'two/b.so', needs: ['c.so', 'd.so'] },
      { path: 'one/c.so' },
      { path: 'two/d.so' },
      { path: 'one/d.so' },
    ],
    shows: 'c.so => /one/c.so',
  },
  {
    name: 'a search path of a sister does not count',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so'] },
      { path: 'lib/a.so', runpath: '/one' },
      { path: 'lib/b.so', needs: ['c.so'] },
      { path: 'one/c.so' },
    ],
    shows: 'c.so => not found',
  },
  {
    name: 'not found by two, then found by a third',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so', 'c.so'] },
      { path: 'lib/a.so', needs: ['x.so'] },
      { path: 'lib/b.so', needs: ['x.so'] },
      { path: 'lib/c.so', needs: ['x.so'], rpath: '/opt' },
      { path: 'opt/x.so' },
    ],
    shows: 'x.so => /opt/x.so',
  },
  {
    name: 'one file under two names is mapped once',
    built: [{ path: 'bin/app', needs: ['a.so', 'a.so.1'] }, { path: 'lib/a.so.1' }],
    links: { 'lib/a.so': 'a.so.1' },
    shows: 'a.so => /lib/a.so',
  },
  {
    name: 'two files with one SONAME are two',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so'] },
      { path: 'lib/a.so', soname: 'same.so' },
      { path: 'lib/b.so', soname: 'same.so' },
    ],
    shows: 'b.so => /lib/b.so',
  },
  {
    name: 'a SONAME answers to no name',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so'] },
      { path: 'lib/a.so', soname: 'b.so' },
    ],
    shows: 'b.so => not found',
  },
  {
    name: 'needed by path, then by name',
    built: [{ path: 'bin/app', needs: ['/opt/a.so', 'a.so'] }, { path: 'opt/a.so' }, { path: 'lib/a.so' }],
    shows: 'a.so => /lib/a.so',
  },
  {
    name: 'needed by a relative path',
    built: [{ path: 'bin/app', needs: ['lib/a.so'] }, { path: 'work/lib/a.so' }],
    cwd: 'work',
    shows: 'lib/a.so => /work/lib/a.so',
  },
  {
    name: 'names that the loader keeps for itself',
    built: [
      { path: 'bin/app', needs: ['libpthread.so.0', 'libm.so.6', 'libc.musl-x86_64.so.1', 'libdl.so.2', 'libmine.so'] },
      { path: 'lib/libpthread.so.0' },
      { path: 'lib/libm.so.6' },
      { path: 'lib/libmine.so' },
    ],
    shows: `libpthread.so.0 => ${LOADER}`,
  },
  {
    name: 'the C library by its own file name is the loader',
    built: [{ path: 'bin/app', needs: ['ld-musl-x86_64.so.1', 'a.so'] }, { path: 'lib/a.so' }],
    shows: `libc.so => ${LOADER}`,
  },
  {
    name: 'LD_PRELOAD: by path and by name, before all others; what is not there is passed over',
    built: [
      { path: 'bin/app', needs: ['a.so'] },
      { path: 'opt/p.so', needs: ['q.so'] },
      { path: 'lib/q.so' },
      { path: 'lib/a.so' },
    ],
    env: ['LD_PRELOAD=/opt/p.so:none.so\ta.so'],
    shows: '/opt/p.so => /opt/p.so',
  },
  {
    name: 'LD_PRELOAD does not look where the program does, nor does what it brings',
    built: [
      { path: 'bin/app', rpath: '/opt', needs: ['z.so'] },
      { path: 'opt/p.so' },
      { path: 'lib/q.so', needs: ['r.so'] },
      { path: 'opt/r.so' },
      { path: 'opt/z.so' },
    ],
    env: ['LD_PRELOAD=p.so q.so'],
    shows: 'r.so => not found',
  },
  {
    name: '/etc/ld.so.preload means nothing',
    built: [{ path: 'bin/app', needs: ['a.so'] }, { path: 'lib/a.so' }, { path: 'lib/p.so' }],
    files: { 'etc/ld.so.preload': '/lib/p.so\n' },
    shows: 'a.so => /lib/a.so',
  },
  {
    name: 'a file that is no library ends the search',
    built: [{ path: 'bin/app', needs: ['a.so'], rpath: '/opt' }, { path: 'lib/a.so' }],
    files: { 'opt/a.so': 'INPUT(/lib/a.so)\n' },
    shows: 'a.so => not found',
  },
  {
    name: 'a folder of that name ends the search',
    built: [{ path: 'bin/app', needs: ['a.so'], rpath: '/opt' }, { path: 'lib/a.so' }],
    files: { 'opt/a.so/text': '' },
    shows: 'a.so => not found',
  },
  {
    name: 'a library of another class ends the search',
    built: [
      { path: 'bin/app', needs: ['a.so'], rpath: '/opt' },
      { path: 'opt/a.so', kind: '32-bit' },
      { path: 'lib/a.so' },
    ],
    shows: 'a.so => not found',
  },
  {
    name: 'a library of another machine is taken',
    built: [
      { path: 'bin/app', needs: ['a.so'], rpath: '/opt' },
      { path: 'opt/a.so', machine: 183 },
      { path: 'lib/a.so' },
    ],
    shows: 'a.so => /opt/a.so',
  },
  {
    name: 'a path that is too long for the loader is passed over',
    built: [
      { path: 'bin/app', needs: ['a.so'], rpath: `${`/${'x'.repeat(200)}`.repeat(2)}/${'y'.repeat(104)}` },
      { path: `${`${'x'.repeat(200)}/`.repeat(2)}${'y'.repeat(104)}/a.so` },
      { path: 'lib/a.so' },
    ],
    shows: 'a.so => /lib/a.so',
  },
  {
    name: 'a library of libraries',
    built: [{ path: 'lib/a.so', kind: 'library', needs: ['b.so'], runpath: '$ORIGIN/x' }, { path: 'lib/x/b.so' }],
    shows: 'b.so => /lib/x/b.so',
  },
  {
    name: 'a filter means nothing',
    built: [{ path: 'bin/app', needs: ['a.so'] }, { path: 'lib/a.so', filter: 'f.so' }, { path: 'lib/f.so' }],
    shows: 'a.so => /lib/a.so',
  },
];
