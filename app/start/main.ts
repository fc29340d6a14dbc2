/**
 * `npm start`: builds what is missing or old, then opens the console: in Electron where that is installed, else for a browser,
 * whose address is printed. Arguments go on to the program that is started.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isBuilt } from './build-age.ts';
import { findElectron } from './electron-binary.ts';

const root = join(import.meta.dirname, '../..');

/** Runs a program to its end; what stops this one stops it. @returns its exit code */
function run(program: string, parameters: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd: root, stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    // A terminal sends its Ctrl+C to the whole group; this program waits for the other to end in order.
    const wait = (): void => undefined;
    process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', wait);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', wait);
      resolve(code ?? 1);
    });
  });
}

async function start(parameters: readonly string[]): Promise<number> {
  if (!isBuilt(root)) {
    process.stderr.write('Building the console…\n');
    const code = await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '-l', 'error']);
    if (code !== 0) return code;
  }
  const electron = findElectron(root, process.env, process.platform);
  if (electron !== undefined) return run(electron, [root, ...parameters]);
  return run(process.execPath, [join(root, 'dist/engine/cli.js'), 'console', ...parameters]);
}

process.exitCode = await start(process.argv.slice(2));
