import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLdSoCache } from '#engine/formats/ld/read-ld-so-cache.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { linkClosure } from '#engine/usage/links/link-closure.ts';
import { linkNotes } from '#engine/usage/links/notes/link-notes.ts';
import type { LinkInput } from '#engine/usage/links/types.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { hostFacts, hostTree } from './support/host-tree.ts';
import { linkInputOf, placeIn } from './support/link-root.ts';
import { isThere, runInRoot } from './support/loader-list.ts';

const LIBRARIES = '/usr/lib/x86_64-linux-gnu';
const PROGRAMS = ['/usr/bin/iconv', '/usr/bin/openssl', '/usr/bin/su', '/usr/bin/getent', '/usr/bin/strace'];
const missing = PROGRAMS.filter((path) => !isThere(path));
const isAble = missing.length === 0 && process.getuid?.() === 0 && isThere(LIBRARIES);
if (!isAble)
  console.warn(`notice: tests of what programs open by name are not run: they need root and ${missing.join(', ')}`);

let base: Awaited<ReturnType<typeof tempFolder>>;
beforeAll(async () => void (base = await tempFolder()));
afterAll(async () => await base[Symbol.asyncDispose]());

/** Names of libraries that openat was asked for, by whether it found them. */
function openedIn(log: string): { found: string[]; tried: string[] } {
  const calls = readFileSync(log, 'utf8').matchAll(/openat\([^"]*"([^"]+\.so[.\d]*)".* = (-?\d+)/g);
  const tried = [...calls].map(([, path = '', result = '']) => ({ path, isFound: !result.startsWith('-') }));
  return {
    found: [...new Set(tried.filter(({ isFound }) => isFound).map(({ path }) => path))],
    tried: [...new Set(tried.map(({ path }) => path))],
  };
}

describe.skipIf(!isAble)('what programs of this machine open by name while they run', () => {
  const host: LinkInput = {
    tree: hostTree(),
    elfOf: hostFacts(),
    cache: isAble ? readLdSoCache(readFileSync('/etc/ld.so.cache')) : [],
    read: ({ path }) => readFileSync(`/${path}`),
    env: [],
    cwd: '' as RootPath,
  };
  const conf = (): string => join(base.path, 'openssl.cnf');

  it.for<[name: string, argv: [string, ...string[]], env: () => string[], atLeast: string]>([
    ['iconv', ['/usr/bin/iconv', '-f', 'SHIFT_JIS', '-t', 'EUC-KR', '/dev/null'], () => [], 'SJIS.so'],
    ['PAM', ['/usr/bin/su', 'root', '-c', 'true'], () => [], 'pam_rootok.so'],
    ['OpenSSL', ['/usr/bin/openssl', 'list', '-providers'], () => [`OPENSSL_CONF=${conf()}`], 'legacy.so'],
  ])('%s: all of it is mapped, or a note says so', ([, argv, environment, atLeast]) => {
    writeFileSync(
      conf(),
      'openssl_conf = start\n[start]\nproviders = some\n[some]\ndefault = one\nlegacy = two\n[one]\nactivate = 1\n[two]\nactivate = 1\n',
    );
    const log = join(base.path, 'log');
    const env = environment();
    const pairs = env.map((pair): [string, string] => [pair.split('=', 1)[0] ?? '', pair.replace(/^[^=]*=/, '')]);
    spawnSync('strace', ['-e', 'trace=openat', '-o', log, ...argv], { env: Object.fromEntries(pairs) });
    const { found } = openedIn(log);
    const input = { ...host, env };
    const closure = linkClosure(input, argv[0].slice(1) as RootPath);
    const notes = closure === undefined ? [] : linkNotes(input, closure);
    const known = new Set(
      [argv[0], ...notes.flatMap(({ real }) => (real === null ? [] : [real]))].flatMap((path) => [
        path,
        ...(linkClosure(input, path.slice(1) as RootPath)?.edges ?? []).flatMap(({ real }) => real ?? []),
      ]),
    );
    const reals = found.map((path) => realpathSync(path));
    console.log(`${argv[0]}: ${reals.length} libraries opened, ${notes.length} notes`);
    expect(reals.map((path) => path.replace(/.*\//, ''))).toContain(atLeast);
    expect(reals.filter((path) => !known.has(path))).toEqual([]);
  });

  it('NSS: exactly the services of the lookup are asked', () => {
    const folder = join(base.path, 'root');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const files = {
      'lib64/ld-linux-x86-64.so.2': '/lib64/ld-linux-x86-64.so.2',
      'usr/lib/x86_64-linux-gnu/libc.so.6': `${LIBRARIES}/libc.so.6`,
      'usr/lib/x86_64-linux-gnu/libnss_compat.so.2': `${LIBRARIES}/libnss_compat.so.2`,
      'usr/bin/getent': '/usr/bin/getent',
    };
    for (const [path, from] of Object.entries(files))
      writeFileSync(placeIn(folder, path), readFileSync(from), { mode: 0o755 });
    writeFileSync(
      placeIn(folder, 'etc/nsswitch.conf'),
      '# all\npasswd: files [NOTFOUND=continue] one # two\n hosts:files dns\ngroup : files\npasswd:\tfiles three [!SUCCESS=continue] compat\n',
    );
    const log = join(base.path, 'log');
    const said = runInRoot(folder, ['/usr/bin/getent', 'passwd', 'nobody-of-that-name'], { log });
    expect(said.status).toBe(2);
    const tried = openedIn(log).tried.flatMap((path) => /libnss_[^/]*$/.exec(path) ?? []);
    const input = linkInputOf(folder, {});
    const closure = linkClosure(input, 'usr/bin/getent' as RootPath);
    const notes = closure === undefined ? [] : linkNotes(input, closure);
    expect(notes.map(({ name, to, stated }) => [name, to, stated.line])).toEqual([
      ['libnss_three.so.2', null, 5],
      ['libnss_compat.so.2', '/usr/lib/x86_64-linux-gnu/libnss_compat.so.2', 5],
      ['libnss_nis.so.2', null, 5],
    ]);
    expect([...new Set(tried)].sort()).toEqual(notes.map(({ name }) => name).sort());
  });
});
