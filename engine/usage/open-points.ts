import type { CodeClosure } from '#shared/model/code-graph.ts';
import type { EntryTrace, Hop, TraceReason } from '#shared/model/entry-trace.ts';
import type { OpenPoint, OpenScope } from '#shared/model/usage.ts';

/** Reasons behind which anything may be started. What is plainly missing leads nowhere in an image that was read whole. */
const OPEN: ReadonlySet<TraceReason> = new Set([
  'DynamicEnvironmentReference',
  'LayerNotRead',
  'RecursionLimitReached',
  'ScriptNotParsed',
  'UnsupportedConstruct',
]);

/** Interpreters whose requests for modules are not followed. */
const UNFOLLOWED: Readonly<Record<string, OpenScope>> = {
  ruby: 'ruby',
  perl: 'perl',
  php: 'php',
  'php-fpm': 'php',
  dotnet: 'dotnet',
  lua: 'lua',
  r: 'r',
  tcl: 'tcl',
  deno: 'deno',
  julia: 'julia',
};

/** Interpreters that are followed, but not through what they are given on standard input. */
const FOLLOWED: Readonly<Record<string, OpenScope>> = { node: 'node', python: 'python' };

/** Everything that is not known and may reach more: in the trace, in interpreters that are not followed, in code. */
export function openPoints(trace: EntryTrace, closures: readonly CodeClosure[]): OpenPoint[] {
  return [...fromTrace(trace), ...fromPrograms(trace), ...closures.flatMap(fromCode)];
}

function fromTrace({ diagnostics }: EntryTrace): OpenPoint[] {
  return diagnostics
    .filter(({ reason }) => OPEN.has(reason))
    .map(({ reason, detail, hop, file, line, column }) => ({ scope: 'any', reason, detail, file, line, column, hop }));
}

function fromPrograms({ hops }: EntryTrace): OpenPoint[] {
  const loads = Map.groupBy(
    hops.filter(({ kind }) => kind === 'load'),
    ({ parent }) => parent,
  );
  return hops.flatMap((hop): OpenPoint[] => {
    if (hop.program === null || hop.kind === 'load' || hop.status === 'notTaken') return [];
    const scope = Object.hasOwn(UNFOLLOWED, hop.program) ? UNFOLLOWED[hop.program] : undefined;
    if (scope !== undefined)
      return [pointAt(hop, scope, 'UnsupportedConstruct', `modules of ${scope} are not followed`)];
    const followed = Object.hasOwn(FOLLOWED, hop.program) ? FOLLOWED[hop.program] : undefined;
    const input = (loads.get(hop.id) ?? []).some(({ program }) => program === 'standard-input');
    return followed !== undefined && input
      ? [pointAt(hop, followed, 'DynamicEnvironmentReference', 'the program is read from standard input')]
      : [];
  });
}

function pointAt({ id, file, line, column }: Hop, scope: OpenScope, reason: string, detail: string): OpenPoint {
  return { scope, reason, detail, file, line, column, hop: id };
}

/** Modules that are not there lead nowhere in the image. */
function fromCode({ language, edges }: CodeClosure): OpenPoint[] {
  return edges.flatMap(({ from, specifier, reason, line, column }) =>
    reason === undefined || reason === 'ModuleNotFound'
      ? []
      : [{ scope: language, reason, detail: specifier, file: from, line, column, hop: null }],
  );
}
