import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { GLIBC_CASES } from './support/glibc-cases.ts';
import { buildRoot, type Toolchain } from './support/link-root.ts';
import { isThere, listed, ourAnswer, runInRoot } from './support/loader-list.ts';

const LOADER = '/lib64/ld-linux-x86-64.so.2';
const LIBC = '/usr/lib/x86_64-linux-gnu/libc.so.6';
const isAble =
  isThere(LOADER) && isThere(LIBC) && process.getuid?.() === 0 && spawnSync('gcc', ['--version']).status === 0;
if (!isAble)
  console.warn(
    'notice: built cases of the link graph against glibc are not run: they need root, gcc and Debian on x86-64',
  );

const GLIBC: Toolchain = {
  compiler: 'gcc',
  runtime: { 'lib64/ld-linux-x86-64.so.2': LOADER, 'usr/lib/x86_64-linux-gnu/libc.so.6': LIBC },
};

let base: Awaited<ReturnType<typeof tempFolder>>;
beforeAll(async () => void (base = await tempFolder()));
afterAll(async () => await base[Symbol.asyncDispose]());

describe.skipIf(!isAble)('the link graph is what glibc’s loader says', () => {
  it.for(GLIBC_CASES)('$name', (given) => {
    const folder = join(base.path, 'root');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    buildRoot(folder, GLIBC, given);
    // As ldd asks. `--list` says the same, but ends at the first name that is not found.
    const env = [...(given.env ?? []), 'LD_TRACE_LOADED_OBJECTS=1'];
    const list = [LOADER, '--glibc-hwcaps-mask', 'none', `/${given.built[0].path}`];
    const theirs = listed(runInRoot(folder, list, { ...given, env }), folder, given.cwd);
    expect(theirs).toContain(given.shows);
    const { lines, loader } = ourAnswer(folder, given);
    expect(loader).toBe('glibc');
    expect(lines.sort()).toEqual([...new Set(theirs)].sort());
  });
});
