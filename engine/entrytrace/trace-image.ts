import { encodeText } from '#shared/model/root-path.ts';
import {
  type EntryTrace,
  type Hop,
  type MetricReason,
  type Terminal,
  TRACE_REASONS,
  type TraceDiagnostic,
  type TraceHints,
  type TraceOutcome,
} from '#shared/model/entry-trace.ts';
import { type Ended, findProgram } from './process.ts';
import { programStarter } from './start-program.ts';
import type { Text } from './text.ts';
import { findUser } from './users.ts';
import { cleanPath, type TraceInput, World } from './world.ts';

/**
 * Follows the start of a container from ENTRYPOINT and CMD (OCI image-spec, config) as far as the image and the configuration say.
 * Variables that the configuration does not set count as not set; those that it does not set and scripts ask for are listed.
 */
export function traceImage(input: TraceInput, hints: TraceHints = {}): EntryTrace {
  const world = new World(input);
  const { config } = input;
  const entrypoint = hints.entrypoint ?? config.entrypoint ?? [];
  // An entry point of one's own resets the image's CMD, as `docker run --entrypoint` does.
  const cmd = hints.cmd ?? (hints.entrypoint === undefined ? (config.cmd ?? []) : []);
  const env = environment(config.env, hints.env ?? {});
  const argv = [...entrypoint, ...cmd].map(encodeText);
  const ends = start(world, input, argv, env);
  const going = ends.filter(({ failed }) => !failed);
  const ways = going.length > 0 ? going : ends;
  const taken = ways
    .map(({ passed }) => passed)
    .reduce<ReadonlySet<string>>((a, b) => new Set([...a].filter((one) => b.has(one))), new Set(ways[0]?.passed ?? []));
  const hops = world.book.hops(taken);
  const terminals = terminalsOf(ways, hops, world.isWhole);
  const diagnostics = world.book.diagnostics(taken);
  const outcome = outcomeOf(terminals, diagnostics, going);
  return {
    entrypoint,
    cmd,
    hints,
    env: [...env].map(([name, value]) => `${name}=${value}`),
    workingDir: config.workingDir,
    user: config.user,
    outcome,
    terminals,
    hops,
    diagnostics,
    assumedUnset: [...world.unset].sort(),
    counters: {
      entrytrace_resolutions_total: { [outcome]: 1 },
      entrytrace_unresolved_total: countReasons(diagnostics),
    },
  };
}

function start(
  world: World,
  { config }: TraceInput,
  argv: readonly Text[],
  given: ReadonlyMap<string, string>,
): Ended[] {
  const nowhere = { file: null, at: null };
  const [name = ''] = argv;
  if (argv.length === 0) {
    world.book.note('NoEntrypoint', 'the image names neither ENTRYPOINT nor CMD', null, nowhere);
    return [];
  }
  const user = findUser(encodeText(config.user), world.accounts);
  const cwd = cleanPath(encodeText(config.workingDir), '/');
  const env = new Map([...given].map(([key, value]): [string, Text] => [encodeText(key), encodeText(value)]));
  // What a runtime sets where the configuration does not.
  if (!env.has('PATH')) env.set('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  if (!env.has('HOME')) env.set('HOME', user.home ?? '/');
  if (!env.has('HOSTNAME')) env.set('HOSTNAME', world.unknowns.mark('DynamicEnvironmentReference', '$HOSTNAME'));
  const base = { parent: null, kind: 'start' as const, argv, said: nowhere, user, cwd };
  const found = findProgram(world, name, env, cwd, user);
  if (!found.node) {
    const hop = world.book.add({ ...base, node: null, reason: found.reason });
    world.book.note(found.reason, found.detail, hop, nowhere);
    return [{ passed: new Set([hop]), terminals: [], status: 127, failed: true, output: '' }];
  }
  const hop = world.book.add({ ...base, node: found.node, started: { called: found.called, env } });
  const ends = programStarter(world)(
    {
      argv,
      // The kernel is given the path that was found, and so is a script.
      called: found.called,
      node: found.node,
      env,
      cwd,
      user,
      files: new Map(),
      input: null,
      captured: false,
      depth: 0,
      around: new Set(),
      byRuntime: true,
      said: nowhere,
    },
    hop,
  );
  const whole = ends.map((end) => ({ ...end, passed: new Set([hop, ...end.passed]) }));
  // In what was not read of the image, there may be one.
  if (
    world.isWhole &&
    whole.some(({ failed }) => !failed) &&
    whole.every(({ failed, terminals, ended }) => failed || (terminals.length === 0 && ended !== true))
  )
    world.book.note('NoEntrypoint', 'the start ends without a program: no command is given', hop, nowhere);
  return whole;
}

/** Variables by name: of two the last one counts, as in exec(3) of a runtime that sets them in order. */
function environment(stated: readonly string[], hints: Readonly<Record<string, string>>): Map<string, string> {
  const env = new Map<string, string>();
  for (const line of stated) {
    const at = line.indexOf('=');
    if (at > 0) env.set(line.slice(0, at), line.slice(at + 1));
  }
  for (const name of Object.keys(hints).sort()) env.set(name, hints[name] ?? '');
  return env;
}

/** @param whole were all layers read? Else nothing is the same in every run for sure */
function terminalsOf(ways: readonly Ended[], hops: readonly Hop[], whole: boolean): Terminal[] {
  const byId = new Map(hops.map((hop) => [hop.id, hop]));
  return [...new Set(ways.flatMap(({ terminals }) => terminals))].flatMap((id): Terminal[] => {
    const hop = byId.get(id);
    if (!hop) return [];
    const always = whole && ways.every(({ terminals }) => terminals.includes(id));
    return [{ hop: id, path: hop.path, argv: hop.argv, status: always ? 'taken' : 'possible' }];
  });
}

function outcomeOf(
  terminals: readonly Terminal[],
  diagnostics: readonly TraceDiagnostic[],
  going: readonly Ended[],
): TraceOutcome {
  // Nothing is left of the start, and that is all there is to know.
  if (going.length > 0 && going.every(({ ended }) => ended === true))
    return diagnostics.length === 0 ? 'resolved' : 'partiallyresolved';
  if (going.length === 0 || !terminals.some(({ path }) => path !== null)) return 'unresolved';
  const whole = terminals.every(({ path, status }) => path !== null && status === 'taken');
  return whole && diagnostics.length === 0 ? 'resolved' : 'partiallyresolved';
}

function countReasons(diagnostics: readonly TraceDiagnostic[]): Partial<Record<MetricReason, number>> {
  const counts: Partial<Record<MetricReason, number>> = {};
  for (const { reason } of diagnostics) {
    const metric = TRACE_REASONS[reason];
    counts[metric] = (counts[metric] ?? 0) + 1;
  }
  return counts;
}
