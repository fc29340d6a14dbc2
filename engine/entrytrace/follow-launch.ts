import type { TraceReason } from '#shared/model/entry-trace.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { Changes, Launch, Load, Service } from './launchers/launcher.ts';
import { type Ended, findProgram, type Process, runs, type StartProgram } from './process.ts';
import { isKnown, type Text } from './text.ts';
import { findUser } from './users.ts';
import { cleanPath, type World } from './world.ts';

/** Goes on with what a program does. */
export function followLaunch(
  world: World,
  process: Process,
  hop: string,
  launch: Launch,
  start: StartProgram,
): Ended[] {
  switch (launch.do) {
    case 'nothing':
      return runs(hop);
    case 'unknown':
      world.book.describe(hop, launch.program);
      world.book.note(launch.reason, launch.detail, hop, process.said);
      return runs(hop);
    case 'chain':
    case 'child':
      world.book.describe(hop, 'wrapper');
      return startNext(
        world,
        process,
        hop,
        launch.argv,
        launch.do === 'chain' ? 'exec' : 'run',
        launch.changes ?? {},
        process.said,
        start,
      );
    case 'shell': {
      world.book.describe(hop, 'launcher');
      const { argv, changes = {}, before = [], said } = launch;
      const passed = new Set(before.flatMap((one) => [...common(startService(world, process, hop, one, start))]));
      return startNext(world, process, hop, argv, 'run', changes, said, start).map((end) => ({
        ...end,
        passed: new Set([...passed, ...end.passed]),
      }));
    }
    case 'loads': {
      world.book.describe(hop, launch.program);
      const passed = launch.loads.map((load) => addLoad(world, process, hop, load));
      return [{ passed: new Set(passed), terminals: [hop], status: 'unknown', failed: false, output: null }];
    }
    case 'services': {
      world.book.describe(hop, launch.program);
      const started = launch.services.map((one) => ({ one, ends: startService(world, process, hop, one, start) }));
      const passed = new Set(started.flatMap(({ ends }) => [...common(ends)]));
      const terminals = started.flatMap(({ one, ends }) => (one.lives ? ends.flatMap((end) => end.terminals) : []));
      return [
        {
          passed,
          terminals: terminals.length > 0 ? [...new Set(terminals)] : [hop],
          status: 'unknown',
          failed: false,
          output: null,
        },
      ];
    }
    default:
      return launch satisfies never;
  }
}

function common(ends: readonly Ended[]): ReadonlySet<string> {
  const going = ends.filter(({ failed }) => !failed);
  const sets = (going.length > 0 ? going : ends).map(({ passed }) => passed);
  const [first] = sets;
  return first ? sets.reduce((a, b) => new Set([...a].filter((one) => b.has(one))), first) : new Set();
}

function startService(world: World, process: Process, hop: string, service: Service, start: StartProgram): Ended[] {
  const said = { file: service.file, at: service.at };
  return startNext(world, process, hop, service.argv, service.kind, service.changes ?? {}, said, start);
}

function startNext(
  world: World,
  process: Process,
  parent: string,
  argv: readonly Text[],
  kind: 'exec' | 'run' | 'service' | 'hook',
  changes: Changes,
  said: Process['said'],
  start: StartProgram,
): Ended[] {
  const [name = ''] = argv;
  const next = changed(world, process, changes);
  const words = changes.name === undefined ? argv : [changes.name, ...argv.slice(1)];
  const base = { parent, kind, argv: words, said, user: next.user, cwd: next.cwd };
  const found = isKnown(name)
    ? findProgram(world, name, next.env, next.cwd, next.user)
    : { node: null, reason: world.unknowns.reasonOf(name), detail: `runs ${world.unknowns.print(name)}` };
  const notStarted = (reason: TraceReason, detail: string): Ended => {
    const id = world.book.add({ ...base, node: null, reason });
    world.book.note(reason, detail, id, said);
    const missing = reason === 'CommandNotFound' || reason === 'NotExecutable';
    return {
      passed: new Set([id]),
      terminals: missing ? [] : [id],
      status: missing ? 127 : 'unknown',
      failed: missing,
      output: missing ? '' : null,
    };
  };
  if (!found.node) return [notStarted(found.reason, found.detail)];
  const others = found.unsure === undefined ? [] : [notStarted('DynamicEnvironmentReference', found.unsure)];
  const id = world.book.add({ ...base, node: found.node, started: { called: found.called, env: next.env } });
  const { byRuntime: _, ...rest } = next;
  const ends = start({ ...rest, argv: words, called: found.called, node: found.node, said }, id);
  return [...ends.map((end) => ({ ...end, passed: new Set([id, ...end.passed]) })), ...others];
}

function changed(world: World, process: Process, changes: Changes): Process {
  const env = new Map(changes.cleared ? [] : process.env);
  for (const name of changes.unset ?? []) env.delete(name);
  for (const [name, value] of changes.env ?? []) env.set(name, value);
  const user = changes.user === undefined ? process.user : findUser(changes.user, world.accounts);
  if (changes.user !== undefined && user.home !== null) env.set('HOME', user.home);
  const cwd =
    changes.cwd === undefined
      ? process.cwd
      : isKnown(changes.cwd) && isKnown(process.cwd)
        ? cleanPath(changes.cwd, process.cwd)
        : changes.cwd;
  return { ...process, env, user, cwd };
}

function addLoad(world: World, process: Process, parent: string, load: Load): string {
  const node = load.path === null ? undefined : world.tree.resolve(load.path.replace(/^\//, '') as RootPath);
  const { reason, said = process.said } = load;
  const id = world.book.add({
    parent,
    kind: 'load',
    argv: load.argv,
    node: node ?? null,
    said,
    user: process.user,
    cwd: process.cwd,
    program: load.what,
    ...(reason ? { reason } : {}),
  });
  if (reason)
    world.book.note(
      reason,
      load.detail ?? `${load.what} ${load.argv.map((word) => world.unknowns.print(word)).join(' ')}`,
      id,
      said,
    );
  return id;
}
