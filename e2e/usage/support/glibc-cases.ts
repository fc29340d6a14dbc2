import type { LinkCase } from './link-root.ts';

/** What this machine's own files do not show of glibc's rules: preloads, links and the working directory. */
export const GLIBC_CASES: readonly LinkCase[] = [
  {
    name: 'LD_PRELOAD: by path and by name, before all others; what is not there is passed over',
    built: [
      { path: 'bin/app', needs: ['a.so'] },
      { path: 'opt/p.so', needs: ['q.so'] },
      { path: 'lib/q.so' },
      { path: 'lib/a.so' },
    ],
    env: ['LD_PRELOAD=/opt/p.so:none.so a.so'],
    shows: 'none.so => not found',
  },
  {
    name: 'LD_PRELOAD looks where the program does',
    built: [
      { path: 'bin/app', rpath: '/opt', needs: ['z.so'] },
      { path: 'opt/p.so', needs: ['r.so'] },
      { path: 'opt/r.so' },
      { path: 'lib/z.so' },
    ],
    env: ['LD_PRELOAD=p.so'],
    shows: 'r.so => /opt/r.so',
  },
  {
    name: 'LD_PRELOAD by a path with variables and in the working directory',
    built: [{ path: 'opt/bin/app' }, { path: 'opt/lib/p.so' }, { path: 'work/q.so' }],
    env: ['LD_PRELOAD=$ORIGIN/../lib/p.so ./q.so'],
    cwd: 'work',
    shows: './q.so => /work/q.so',
  },
  {
    name: '/etc/ld.so.preload: names between blanks, colons and line ends, comments left out',
    built: [
      { path: 'bin/app', needs: ['a.so'] },
      { path: 'opt/p.so' },
      { path: 'lib/q.so' },
      { path: 'lib/r.so' },
      { path: 'lib/s.so' },
      { path: 'lib/a.so' },
    ],
    files: { 'etc/ld.so.preload': '# /lib/no.so\n/opt/p.so:q.so\t r.so#no.so\n\n  none.so\ns.so' },
    shows: '/opt/p.so => /opt/p.so',
  },
  {
    name: '/etc/ld.so.preload after LD_PRELOAD',
    built: [{ path: 'bin/app' }, { path: 'opt/p.so' }, { path: 'lib/p.so', soname: 'p.so' }],
    files: { 'etc/ld.so.preload': 'p.so\n' },
    env: ['LD_PRELOAD=/lib/p.so'],
    shows: '/lib/p.so => /lib/p.so',
  },
  {
    name: '/etc/ld.so.preload that is empty, or nothing but a comment without an end',
    built: [{ path: 'bin/app', needs: ['a.so'] }, { path: 'lib/a.so' }],
    files: { 'etc/ld.so.preload': '# /lib/a.so' },
    shows: 'a.so => /lib/a.so',
  },
  {
    name: 'a preload of another class',
    built: [{ path: 'bin/app', needs: ['a.so'] }, { path: 'opt/p.so', kind: '32-bit' }, { path: 'lib/a.so' }],
    files: { 'etc/ld.so.preload': '/opt/p.so' },
    shows: '/opt/p.so => not found',
  },
  {
    name: 'LD_LIBRARY_PATH with empty and relative parts, between semicolons',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so', 'c.so'] },
      { path: 'work/a.so' },
      { path: 'work/lib/b.so' },
      { path: 'x/c.so' },
    ],
    env: ['LD_LIBRARY_PATH=lib;:/x'],
    cwd: 'work',
    shows: 'a.so => /work/a.so',
  },
  {
    name: 'an empty part of a RUNPATH is the working directory',
    built: [{ path: 'bin/app', needs: ['a.so'], runpath: '/none:' }, { path: 'work/a.so' }],
    cwd: 'work',
    shows: 'a.so => /work/a.so',
  },
  {
    name: '$ORIGIN of a library is where it was found, not where its link leads',
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
    name: 'RPATH and RUNPATH: the second counts, also for those above',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so'], rpath: '/one', runpath: '/two' },
      { path: 'one/a.so' },
      { path: 'two/a.so' },
      { path: 'two/b.so', needs: ['c.so'] },
      { path: 'one/c.so' },
      { path: 'two/c.so' },
    ],
    shows: 'c.so => not found',
  },
  {
    name: 'two files with one SONAME are two, and answer to it once',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so', 'same.so'] },
      { path: 'lib/a.so', soname: 'same.so' },
      { path: 'lib/b.so', soname: 'same.so' },
      { path: 'lib/same.so' },
    ],
    shows: 'b.so => /lib/b.so',
  },
  {
    name: 'one file under two names is mapped once',
    built: [{ path: 'bin/app', needs: ['a.so', 'a.so.1'] }, { path: 'lib/a.so.1' }],
    links: { 'lib/a.so': 'a.so.1' },
    shows: 'a.so => /lib/a.so',
  },
  {
    name: 'a library of another class or machine is passed over',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so'], rpath: '/opt' },
      { path: 'opt/a.so', kind: '32-bit' },
      { path: 'opt/b.so', machine: 183 },
      { path: 'lib/a.so' },
      { path: 'lib/b.so' },
    ],
    shows: 'b.so => /lib/b.so',
  },
  {
    name: 'a filter, and one that is not there and would only be rather used',
    built: [
      { path: 'bin/app', needs: ['a.so', 'b.so', 'c.so'] },
      { path: 'lib/a.so', filter: 'f.so', runpath: '/opt' },
      { path: 'lib/b.so', auxiliary: 'g.so' },
      { path: 'lib/c.so', auxiliary: 'none.so' },
      { path: 'opt/f.so', needs: ['h.so'] },
      { path: 'lib/g.so' },
      { path: 'lib/h.so' },
    ],
    shows: 'f.so => /opt/f.so',
  },
  {
    name: 'a filter that is not there',
    built: [
      { path: 'bin/app', needs: ['a.so'] },
      { path: 'lib/a.so', filter: 'f.so' },
    ],
    shows: 'f.so => not found',
  },
];
