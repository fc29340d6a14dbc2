#!/usr/bin/env node
// Starts the command line under the project's own Node 24, whatever Node the system has. Plain JavaScript that Node 20 can run.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const built = join(root, 'dist/engine/cli.js');
// A checkout that was not built runs its source: Node 24 strips types by itself.
const main = existsSync(built) ? built : join(root, 'engine/hosts/cli/main.ts');
const pinned = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

if (Number(process.versions.node.split('.')[0]) >= 24) await import(main);
else if (!existsSync(pinned)) {
  process.stderr.write(
    `Cannot start stellaops: Node ${process.versions.node}, expected 24 or newer, or "npm ci" run in ${root}\n`,
  );
  process.exitCode = 1;
} else {
  const child = spawn(pinned, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal sends its signals to the whole group; others have to be passed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {});
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    process.exitCode = code ?? 1;
  });
}
