/** `npm run demo`: the built command line on the bundled image, in a data folder that is removed afterwards. */
import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { SAMPLE_FILE } from './sample-image.ts';
import { tempFolder } from './temp-folder.ts';

const root = join(import.meta.dirname, '../..');
const sample = relative(root, SAMPLE_FILE);
const tag = 'example.org/greeting:1';

await using folder = await tempFolder();
const commands = [
  ['scan', sample, '--output', `cdx-json=${join(folder.path, 'greeting.cdx.json')}`],
  ['packages', tag],
  ['packages', tag, '--removed'],
  ['why', tag, 'usr/share/greet/extra'],
  ['why', tag, 'pkg:deb/debian/greet@2.3-2?arch=amd64&distro=debian-12'],
];
for (const command of commands) {
  console.log(`\n$ stellaops ${command.join(' ')}`);
  const { status } = spawnSync(process.execPath, [join(root, 'dist/engine/cli.js'), ...command], {
    cwd: root,
    env: { ...process.env, STELLAOPS_HOME: join(folder.path, 'data') },
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
