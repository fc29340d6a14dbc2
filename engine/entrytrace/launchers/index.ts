import { bundle, dotnet, interpreter, server } from './interpreters.ts';
import { java } from './java.ts';
import type { Launcher } from './launcher.ts';
import { node, packageManager } from './node.ts';
import { nginx } from './nginx.ts';
import { python } from './python.ts';
import { execline, oneService, runit, runParts, s6Overlay, serviceScanner, systemd } from './service-folders.ts';
import { supervisord } from './supervisord.ts';
import { dynamicLinker, env, flock, multiCall, startStopDaemon, su, sudo, wrapperNamed } from './wrappers.ts';

/** Launchers by the name of their program. */
const BY_NAME: Readonly<Record<string, Launcher>> = {
  env,
  su,
  runuser: su,
  sudo,
  'start-stop-daemon': startStopDaemon,
  flock,
  coreutils: multiCall,
  java,
  node,
  nodejs: node,
  npm: packageManager,
  npx: packageManager,
  yarn: packageManager,
  yarnpkg: packageManager,
  pnpm: packageManager,
  pnpx: packageManager,
  bun: packageManager,
  bunx: packageManager,
  'npm-cli.js': packageManager,
  'npx-cli.js': packageManager,
  bundle,
  bundler: bundle,
  dotnet,
  nginx,
  supervisord,
  runsvdir: serviceScanner,
  's6-svscan': serviceScanner,
  runsv: oneService,
  's6-supervise': oneService,
  runit,
  'runit-init': runit,
  execlineb: execline,
  'run-parts': runParts,
  init: (process, world) => s6Overlay(process, world) ?? systemd(process, world),
  systemd,
};

/** Names with versions in them. */
const BY_PATTERN: readonly Readonly<{ name: RegExp; launcher: Launcher }>[] = [
  { name: /^(ld-linux.*\.so\.\d|ld-[\d.]+\.so|ld-musl-.*\.so\.1)$/, launcher: dynamicLinker },
  { name: /^(python|pypy)[\d.]*$/, launcher: python },
];

/** Launchers that are scripts themselves. Any other script of a launcher's name is somebody's own, and is followed as a script. */
const SCRIPTED =
  /^(npm|npx|yarn|yarnpkg|pnpm|pnpx|npm-cli\.js|npx-cli\.js|bundler?|supervisord|wait-for(-it)?(\.sh)?|ddtrace-run|opentelemetry-instrument|newrelic-admin|xvfb-run|with-contenv|run-parts|init|authbind)$/;

/**
 * Who knows what a program does with its arguments.
 *
 * @param names as called, and as its file is named
 */
export function findLauncher(names: readonly string[], isScript: boolean): Launcher | undefined {
  for (const name of names) {
    if (isScript && !SCRIPTED.test(name)) continue;
    const known = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
    const found =
      known ??
      wrapperNamed(name) ??
      interpreter(name.replace(/^(ruby|perl|php|lua)[\d.]+$/, '$1')) ??
      server(name) ??
      BY_PATTERN.find((one) => one.name.test(name))?.launcher;
    if (found) return found;
  }
  return undefined;
}
