import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLdSoCache } from '#engine/formats/ld/read-ld-so-cache.ts';
import { linkClosure } from '#engine/usage/links/link-closure.ts';
import type { LinkInput } from '#engine/usage/links/types.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { hostFacts, hostTree } from './support/host-tree.ts';

const LOADER = '/lib64/ld-linux-x86-64.so.2';
const hasLoader = statSync(LOADER, { throwIfNoEntry: false }) !== undefined;
if (!hasLoader)
  console.warn(`notice: tests of the link graph against glibc are not run: this machine has no ${LOADER}`);

/** Dynamic programs and libraries of this machine, with folders inside the usual ones. */
function candidates(): string[] {
  return [
    'usr/bin',
    'usr/sbin',
    'usr/libexec',
    'usr/lib/x86_64-linux-gnu',
    'usr/lib/jvm',
    'usr/lib/chromium',
    'usr/lib/gcc',
  ]
    .filter((folder) => statSync(`/${folder}`, { throwIfNoEntry: false })?.isDirectory())
    .flatMap((folder) => {
      const nested = !folder.endsWith('bin');
      return (
        readdirSync(`/${folder}`, { withFileTypes: true, recursive: nested })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          // The list takes the folder of the name that it is given for `$ORIGIN`, a start by the kernel that of the real file.
          .filter((path) => realpathSync(path) === path)
          .map((path) => path.slice(1))
      );
    })
    .sort();
}

/**
 * `name => path` lines of the loader itself, without the kernel's own object and addresses. Asked as ldd asks: `--list` says the
 * same, but ends at the first name that is not found.
 */
function loaderSays(path: string): string[] {
  const { stdout, status } = spawnSync(LOADER, ['--glibc-hwcaps-mask', 'none', `/${path}`], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', LD_TRACE_LOADED_OBJECTS: '1' },
  });
  if (status !== 0 && !stdout.includes('=>')) return [];
  return (
    stdout
      .split('\n')
      .map((line) => line.trim().replace(/ \(0x[0-9a-f]+\)$/, ''))
      .filter((line) => line !== '' && !line.startsWith('linux-vdso') && line !== 'statically linked')
      .map((line) => (line.includes(' => ') ? line : `${line} => ${line}`))
      // `bin/../lib` is where it looked; a path of ours has no such parts.
      .map((line) => line.replace(/ => (\/.*)$/, (_, found: string) => ` => ${posix.normalize(found)}`))
      .sort()
  );
}

describe.skipIf(!hasLoader)('the link graph', () => {
  const elfOf = hostFacts();
  const input: LinkInput = {
    tree: hostTree(),
    elfOf,
    cache: readLdSoCache(readFileSync('/etc/ld.so.cache')),
    read: () => undefined,
    env: [],
    cwd: '' as RootPath,
  };

  it('is what glibc’s loader says, for every dynamic program and library of this machine', () => {
    let compared = 0;
    let unresolved = 0;
    const different: string[] = [];
    for (const path of candidates()) {
      const node = input.tree.resolve(path as RootPath);
      const fact = node && elfOf(node);
      if (!fact?.dynamic || fact.machine !== 62 || fact.class !== 64 || fact.needed.length === 0) continue;
      if (path.includes('/ld-linux')) continue;
      const says = loaderSays(path);
      if (says.length === 0) continue;
      const { edges = [] } = linkClosure(input, path as RootPath) ?? {};
      const ours = new Set(
        edges
          // A name that is loaded already is no line of its own. The loader that lists stands for any interpreter.
          .filter(
            ({ rule, needed }) => rule !== 'already-loaded' && rule !== 'interpreter' && !needed.includes('ld-linux'),
          )
          .map(({ needed, to }) => `${needed} => ${to ?? 'not found'}`),
      );
      const theirs = new Set(says.filter((line) => !line.includes('ld-linux')));
      unresolved += [...theirs].filter((line) => line.endsWith('not found')).length;
      const more = [...ours].filter((line) => !theirs.has(line));
      const less = [...theirs].filter((line) => !ours.has(line));
      if (more.length + less.length > 0) different.push(`${path}: ours ${more.join(', ')} | theirs ${less.join(', ')}`);
      compared++;
    }
    console.log(`${compared} files linked as the loader links them, ${unresolved} names not found by either`);
    expect(different.slice(0, 20)).toEqual([]);
    expect(compared).toBeGreaterThan(500);
  });
});
