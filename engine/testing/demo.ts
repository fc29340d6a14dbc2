/**
 * `npm run demo`: the built command line on the bundled image, then the console on what it found, in a data folder that is removed
 * afterwards. Without a terminal nobody could end the console: it is not started then, unless `--serve` says so.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join, relative } from 'node:path';
import { SAMPLE_FILE } from './sample-image.ts';
import { tempFolder } from './temp-folder.ts';

const serve = process.stdin.isTTY || process.argv.includes('--serve');
const root = join(import.meta.dirname, '../..');
const sample = relative(root, SAMPLE_FILE);
const cli = join(root, 'dist/engine/cli.js');
const tag = 'example.org/greeting:1';

await using folder = await tempFolder();
const env = { ...process.env, STELLAOPS_HOME: join(folder.path, 'data') };
const commands = [
  ['scan', sample, '--output', `cdx-json=${join(folder.path, 'greeting.cdx.json')}`],
  ['packages', tag],
  ['packages', tag, '--removed'],
  ['why', tag, 'usr/share/greet/extra'],
  ['why', tag, 'pkg:deb/debian/greet@2.3-2?arch=amd64&distro=debian-12'],
];
for (const command of commands) {
  console.log(`\n$ stellaops ${command.join(' ')}`);
  const { status } = spawnSync(process.execPath, [cli, ...command], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
if (serve) await serveConsole();
else console.log('\nThe same on screen: npm run demo -- --serve, or npm start for images of your own');

/** Until it is interrupted. A terminal sends its Ctrl+C to the console too, which ends in order. */
async function serveConsole(): Promise<void> {
  console.log('\n$ stellaops console        (Ctrl+C ends it)');
  const parameters = process.argv.includes('--no-open') ? ['--no-open'] : [];
  const child = spawn(process.execPath, [cli, 'console', ...parameters], { cwd: root, env, stdio: 'inherit' });
  process.on('SIGINT', () => undefined).on('SIGTERM', () => child.kill('SIGTERM'));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = code ?? 1;
}
