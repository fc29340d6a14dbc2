import { spawnSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { linkClosure } from '#engine/usage/links/link-closure.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { type LinkCase, linkInputOf } from './link-root.ts';

/** chroot, cd and execve with no other environment. Perl stands outside of the root. */
const ENTER = `
my ($root, $cwd, $n) = splice @ARGV, 0, 3;
my %env = map { split /=/, $_, 2 } splice @ARGV, 0, $n;
chroot $root or die "chroot: $!"; chdir "/$cwd" or die "cwd: $!";
%ENV = %env;
exec { $ARGV[0] } @ARGV or do { print STDERR "cannot start: $!\\n"; exit 127 };
`;

/** Runs a program of a root inside of it. @param log gets all that it opens */
export function runInRoot(
  folder: string,
  argv: readonly string[],
  { env = [], cwd = '', log }: Pick<LinkCase, 'env' | 'cwd'> & Readonly<{ log?: string }>,
): { stdout: string; stderr: string; status: number | null } {
  const [program = 'perl', ...before] =
    log === undefined ? ['perl'] : ['strace', '-f', '-e', 'trace=openat', '-o', log, 'perl'];
  return spawnSync(program, [...before, '-e', ENTER, folder, cwd, String(env.length), ...env, ...argv], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  });
}

/** What a loader said: `name => path` with its place as the kernel would find it, `name => not found`; in its order. */
export function listed({ stdout, stderr }: { stdout: string; stderr: string }, folder: string, cwd = ''): string[] {
  const found = stdout.split('\n').flatMap((line) => {
    const [, name, path] = /^\s+(?:(.*) => )?(.*) \(0x[0-9a-f]+\)$/.exec(line) ?? [];
    const isMissing = /^\s+(.*) => not found$/.exec(line);
    if (isMissing) return [`${isMissing[1] ?? ''} => not found`];
    if (path === undefined || path.startsWith('linux-vdso')) return [];
    // The loader itself, which musl's list names again, or what was asked for by its path.
    if (name === undefined && (path.includes('/ld-') || stdout.includes(` => ${path} (`))) return [];
    return [`${name ?? path} => ${placeOf(folder, path, cwd)}`];
  });
  const missing = stderr.split('\n').flatMap((line) => {
    const musl = /^Error loading shared library (.*): .* \(needed by .*\)$/.exec(line);
    const glibc = /object '(.*)' from .* cannot be preloaded/.exec(line);
    const name = musl?.[1] ?? glibc?.[1];
    return name === undefined ? [] : [`${name} => not found`];
  });
  return [...found, ...missing];
}

/** `bin/../lib/a.so` is where it looked: the same place without `..`, links before it followed. */
function placeOf(folder: string, path: string, cwd: string): string {
  const absolute = posix.isAbsolute(path) ? path : `/${cwd}/${path}`;
  if (!absolute.includes('..')) return posix.normalize(absolute);
  const place = join(realpathSync.native(`${folder}/${dirname(absolute)}`), posix.basename(absolute));
  return place.slice(realpathSync.native(folder).length);
}

/** Names that musl's loader answers to itself, and says once each. */
const RESERVED = /^(lib(?:c|pthread|rt|m|dl|util|xnet)\.)/;

/**
 * Our answer in the same words. A file that is there under a second name is no second line, and no more is a reserved name; musl
 * says nothing of what it cannot preload, and `libc.so` of its own file by another name.
 */
export function ourAnswer(
  folder: string,
  given: LinkCase,
  path = given.built[0].path,
  input = linkInputOf(folder, given),
): { lines: string[]; loader: string; interpreter: string[] } {
  const closure = linkClosure(input, path as RootPath);
  const preloaded = (given.env ?? []).flatMap((pair) => /^LD_PRELOAD=(.*)$/s.exec(pair)?.[1]?.split(/[\s:]/) ?? []);
  const known = new Set<string>();
  const lines: string[] = [];
  const interpreter: string[] = [];
  for (const { needed, to, real, rule } of closure?.edges ?? []) {
    if (needed.startsWith('/') && needed.includes('/ld-')) {
      interpreter.push(`${needed} => ${to ?? 'not found'}`);
      continue;
    }
    if (rule === 'already-loaded' || rule === 'interpreter') continue;
    if (closure?.loader === 'musl' && to === null && preloaded.includes(needed)) continue;
    if (closure?.loader === 'glibc' && rule === 'loader') continue;
    const name = rule === 'loader' && !RESERVED.test(needed) ? 'libc.so' : needed;
    const key = rule === 'loader' ? `reserved ${RESERVED.exec(name)?.[1] ?? ''}` : (real ?? `missing ${name}`);
    if (known.has(key)) continue;
    known.add(key);
    lines.push(`${name} => ${to ?? 'not found'}`);
  }
  return { lines, loader: closure?.loader ?? 'none', interpreter };
}

/** Is a file of this machine there? */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
