import type { CodeClosure } from '#shared/model/code-graph.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';
import type { LinkClosure } from '#shared/model/links.ts';
import { normalisePath, parsePrintedPath, printPath, type RootPath } from '#shared/model/root-path.ts';
import type { FileStep } from './reach.ts';

/** Requests of code that lead to files. */
export function codeSteps({ edges }: CodeClosure): FileStep[] {
  return edges.flatMap(({ from, specifier, to, rule, line, column }) =>
    to === null
      ? []
      : [
          {
            mechanism: 'code',
            rule,
            from,
            to,
            as: specifier,
            file: line === null ? null : from,
            line,
            column,
            hop: null,
          },
        ],
  );
}

/** Needs of a binary and its libraries. Links name paths as the loader does; what counts is the real file. */
export function linkSteps(start: RootPath, { edges }: LinkClosure): FileStep[] {
  const real = new Map<string, string>();
  for (const { to, real: file } of edges) if (to !== null && file !== null) real.set(to, fromRoot(file));
  return edges.flatMap(({ from, needed, to, rule }) => {
    const target = to === null ? undefined : real.get(to);
    if (target === undefined || rule === 'already-loaded') return [];
    const source = real.get(from) ?? printPath(start);
    return [
      {
        mechanism: 'link',
        rule,
        from: source,
        to: target,
        as: needed,
        file: null,
        line: null,
        column: null,
        hop: null,
      },
    ];
  });
}

/** A file that the dynamic linker may be asked for, and the process that asks. */
type LinkedFile = Readonly<{ path: RootPath; env: readonly string[]; cwd: RootPath }>;

/** Files that processes of the trace are, or load in a native format. */
export function linkedFiles(
  { hops, env, workingDir }: Pick<EntryTrace, 'hops' | 'env' | 'workingDir'>,
  steps: readonly FileStep[],
): readonly LinkedFile[] {
  const found = new Map<string, LinkedFile>();
  const add = (path: string, given: readonly string[], cwd: string | null): void => {
    const key = JSON.stringify([path, given, cwd]);
    if (!found.has(key))
      found.set(key, {
        path: parsePrintedPath(path),
        env: given,
        cwd: normalisePath(parsePrintedPath(cwd ?? '')) ?? ('' as RootPath),
      });
  };
  for (const { path, status, kind, env: own, cwd } of hops)
    if (path !== null && status !== 'notTaken' && kind !== 'source') add(path, own, cwd);
  // A module in a native format is loaded by whichever process imports it: the config's values are those of most.
  for (const { to } of steps) if (!to.includes('!/') && /\.(?:so[\d.]*|node)$/.test(to)) add(to, env, workingDir);
  return [...found.values()];
}

function fromRoot(path: string): string {
  return path.replace(/^\//, '');
}
