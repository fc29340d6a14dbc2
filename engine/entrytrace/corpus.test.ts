import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { program, script, traceOf } from '#engine/testing/trace.ts';
import { symlink } from '#engine/testing/tar.ts';

type Facts = Readonly<{
  entrypoint: readonly string[] | null;
  cmd: readonly string[] | null;
  env_lines: readonly string[];
  workdir: string | null;
  user: string | null;
  args: readonly string[];
  files: readonly Readonly<{ path: string; mode?: string }>[];
  expected: Readonly<{
    terminal: Readonly<{ program: string | null; path: string | null }>;
    symlinks?: Readonly<Record<string, string>>;
  }>;
}>;

const names =
  corpus === undefined
    ? []
    : readdirSync(corpusFile('entrytrace'), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [entry.name] : [],
      );

/** ENV lines of a Dockerfile as a builder reads them (Dockerfile reference, ENV). */
function readEnv({ env_lines: lines, args }: Facts): Map<string, string> {
  const env = new Map([['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin']]);
  const known = new Map(
    args.map((arg): [string, string] => [arg.replace(/=.*/s, ''), arg.replace(/^[^=]*=?/, '').replaceAll('"', '')]),
  );
  const expand = (text: string): string =>
    text.replaceAll(/\$\{?(\w+)\}?/g, (_, name: string) => env.get(name) ?? known.get(name) ?? '');
  for (const line of lines) {
    const old = /^(\w+)\s+([^=]*.*)$/s.exec(line);
    const pairs =
      old && !/^\w+=/.test(line)
        ? [[old[1] ?? '', old[2] ?? '']]
        : [...line.matchAll(/(\w+)=("[^"]*"(?:[^\s"]*)|'[^']*'|\S*)/g)].map(([, name = '', value = '']) => [
            name,
            value.replaceAll(/["']/g, ''),
          ]);
    for (const [name = '', value = ''] of pairs) env.set(name, expand(value));
  }
  return env;
}

describe.skipIf(corpus === undefined)('starts of public images, as their Dockerfiles state them', () => {
  // The scripts themselves are not there: what is reproduced is how the first program is found.
  it.for(names)('%s', (name) => {
    const facts = JSON.parse(readFileSync(corpusFile('entrytrace', name, 'facts.json'), 'utf8')) as Facts;
    const { entrypoint, cmd, files, workdir, user, expected } = facts;
    const env = readEnv(facts);
    const argv = [...(entrypoint ?? []), ...(cmd ?? [])];
    const { path } = expected.terminal;
    const own = files.map((file) => file.path.slice(1));
    const native = [path ?? '', '/bin/sh', '/usr/bin/env', '/usr/bin/tini', '/init']
      .filter((one) => /^\/[\w./-]+$/.test(one))
      .map((one) => one.slice(1));
    const trace = traceOf(
      [
        ...files.map((file) => ({ ...script(file.path.slice(1), '#!/bin/sh\nexec "$@"\n'), mode: 0o755 })),
        ...[...new Set(native.filter((one) => !own.includes(one)))].map(program),
        ...Object.entries(expected.symlinks ?? {}).map(([link, target]) => symlink(link.slice(1), target)),
      ],
      {
        entrypoint,
        cmd,
        env: [...env].map(([key, value]) => `${key}=${value}`),
        workingDir: (workdir ?? '')
          .replaceAll(/"/g, '')
          .replaceAll(/\$\{?(\w+)\}?/g, (_, key: string) => env.get(key) ?? ''),
        user: user?.startsWith('$') === true ? '' : (user ?? ''),
      },
    );
    const [start] = trace.hops;
    expect(start).toMatchObject({ kind: 'start', argv, status: 'taken' });
    const first = argv[0] ?? '';
    const places = [...own, ...native].filter((one) => one === first.slice(1) || one.endsWith(`/${first}`));
    const linked = Object.entries(expected.symlinks ?? {}).find(([link]) => link === first)?.[1];
    expect(places.length + (linked === undefined ? 0 : 1)).toBeGreaterThan(0);
    expect([...places, linked]).toContain(start?.path);
    // Where nothing stands between, the answer is whole.
    if (files.length === 0) expect(trace.terminals.map((one) => one.path)).toEqual([path?.slice(1)]);
  });
});
