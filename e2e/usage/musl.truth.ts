import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { buildRoot, type LinkCase, linkInputOf, type Toolchain } from './support/link-root.ts';
import { isThere, listed, ourAnswer, runInRoot } from './support/loader-list.ts';
import { MUSL_CASES } from './support/musl-cases.ts';

const LOADER = '/lib/ld-musl-x86_64.so.1';
const hasMusl = isThere(LOADER) && process.getuid?.() === 0 && spawnSync('musl-gcc', ['--version']).status === 0;
if (!hasMusl)
  console.warn(
    'notice: tests of the link graph against musl are not run: they need root, musl and musl-gcc (musl-tools)',
  );

const MUSL: Toolchain = { compiler: 'musl-gcc', runtime: { 'lib/ld-musl-x86_64.so.1': LOADER } };

let base: Awaited<ReturnType<typeof tempFolder>>;
beforeAll(async () => void (base = await tempFolder()));
afterAll(async () => await base[Symbol.asyncDispose]());

function rootOf(given: LinkCase): string {
  const folder = join(base.path, 'root');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  buildRoot(folder, MUSL, given);
  return folder;
}

describe.skipIf(!hasMusl)('the link graph is what musl’s loader says', () => {
  it.for(MUSL_CASES)('$name', (given) => {
    const folder = rootOf(given);
    const theirs = listed(runInRoot(folder, [LOADER, '--list', `/${given.built[0].path}`], given), folder, given.cwd);
    expect(theirs).toContain(given.shows);
    const { lines, loader } = ourAnswer(folder, given);
    expect(loader).toBe('musl');
    expect(lines.sort()).toEqual([...new Set(theirs)].sort());
  });
});

describe.skipIf(!hasMusl)('what musl’s list does not show', () => {
  it('a static program that places itself has no loader', () => {
    const given: LinkCase = { name: '', built: [{ path: 'bin/app', kind: 'static-pie' }], shows: '' };
    const folder = rootOf(given);
    rmSync(join(folder, LOADER));
    expect(runInRoot(folder, ['/bin/app'], given).status).toBe(0);
    expect(ourAnswer(folder, given)).toEqual({ lines: [], loader: 'none', interpreter: [] });
  });

  it('without its interpreter no program starts', () => {
    const given: LinkCase = {
      name: '',
      built: [{ path: 'bin/app', needs: ['a.so'] }, { path: 'lib/a.so' }],
      shows: '',
    };
    const folder = rootOf(given);
    expect(runInRoot(folder, ['/bin/app'], given).status).toBe(0);
    rmSync(join(folder, LOADER));
    expect(runInRoot(folder, ['/bin/app'], given).stderr).toBe('cannot start: No such file or directory\n');
    expect(ourAnswer(folder, given)).toEqual({
      lines: ['a.so => /lib/a.so', 'libc.so => not found'],
      loader: 'musl',
      interpreter: [`${LOADER} => not found`],
    });
  });

  // Not in a chroot: the loader asks /proc for the program's folder.
  it('the kernel follows links to a program, and so does its $ORIGIN', () => {
    const given: LinkCase = {
      name: '',
      built: [
        { path: 'opt/x/bin/app', kind: 'teller', needs: ['a.so'], runpath: '$ORIGIN/../lib' },
        { path: 'opt/x/lib/a.so', needs: ['b.so'] },
        { path: 'opt/x/lib/b.so' },
        { path: 'lib/b.so' },
      ],
      links: { 'bin/app': '../opt/x/bin/app' },
      shows: '',
    };
    const folder = rootOf(given);
    const { stdout } = spawnSync(join(folder, 'bin/app'), { encoding: 'utf8', env: {} });
    const mapped = stdout
      .split('\n')
      .filter((path) => path.startsWith(`${folder}/`) && path.endsWith('.so'))
      .map((path) => posix.normalize(path.slice(folder.length)));
    expect(mapped).toHaveLength(2);
    const { lines } = ourAnswer(folder, given, 'bin/app');
    expect(lines.sort()).toEqual(
      [...mapped.map((path) => `${posix.basename(path)} => ${path}`), `libc.so => ${LOADER}`].sort(),
    );
  });
});

describe.skipIf(!hasMusl || corpus === undefined)('the link graph of a real image', () => {
  it('is what its own loader says, for every dynamic program and library', () => {
    const [archive, folder] = [join(base.path, 'archive'), join(base.path, 'alpine')];
    for (const path of [archive, folder]) mkdirSync(path);
    execFileSync('tar', ['-xzf', corpusFile('images/docker-archive/fanal-alpine-310.tar.gz'), '-C', archive]);
    for (const layer of readdirSync(archive, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('/layer.tar'),
    ))
      execFileSync('tar', ['-xf', join(archive, layer), '-C', folder]);
    const input = linkInputOf(folder, {});
    const dynamic = [...input.tree.files()].filter((node) => {
      const fact = node.type === 'file' ? input.elfOf(node) : undefined;
      return fact?.dynamic === true && fact.needed.length > 0;
    });
    for (const { path } of dynamic) {
      const given: LinkCase = { name: path, built: [{ path }], shows: '' };
      const theirs = listed(runInRoot(folder, [LOADER, '--list', `/${path}`], given), folder);
      expect(theirs.length).toBeGreaterThan(0);
      expect(ourAnswer(folder, given, path, input).lines.sort(), path).toEqual([...new Set(theirs)].sort());
    }
    console.log(`${dynamic.length} files of Alpine linked as its loader links them`);
    expect(dynamic.length).toBeGreaterThan(10);
  });
});
