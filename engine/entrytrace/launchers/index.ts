import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import type { Launcher } from './launcher.ts';
import { dynamicLinker, env, flock, multiCall, startStopDaemon, su, sudo, wrapperNamed } from './wrappers.ts';

/** Launchers by the name of their program; where a pattern is needed, see below. */
const BY_NAME: Readonly<Record<string, Launcher>> = {
  env,
  su,
  runuser: su,
  sudo,
  'start-stop-daemon': startStopDaemon,
  flock,
  coreutils: multiCall,
};

/** Names with versions in them. */
const BY_PATTERN: readonly Readonly<{ name: RegExp; launcher: Launcher }>[] = [
  { name: /^(ld-linux.*\.so\.\d|ld-[\d.]+\.so|ld-musl-.*\.so\.1)$/, launcher: dynamicLinker },
];

/** Who knows what a program does with its arguments. @param names as called, and as its file is named */
export function findLauncher(names: readonly string[], _process: Process, _world: World): Launcher | undefined {
  for (const name of names) {
    const known = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
    const found = known ?? wrapperNamed(name) ?? BY_PATTERN.find((one) => one.name.test(name))?.launcher;
    if (found) return found;
  }
  return undefined;
}
