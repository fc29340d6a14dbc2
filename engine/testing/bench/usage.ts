import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packArchive, packParts } from './build-inputs.ts';

/** The same layers with a start and without one: what a scan of the first takes more is trace and usage. */
export type UsageInputs = Readonly<{ plain: string; started: string; layers: readonly string[] }>;

/** Packages of this project, so that no registry is needed: large graphs of CommonJS and of modules. */
const IMPORTS = ['vite', 'typescript', 'ajv', 'ajv-formats', 'protobufjs', 'jsdom', 'zod', 'yaml', 'commander', 'ws'];
const MAIN = IMPORTS.map((name) => `import '${name}';\n`).join('');

/** A root file system as one layer, and an application for Node with some hundred packages as the next. */
export async function usageInputs(root: string, work: string): Promise<UsageInputs> {
  const layers = [...packParts(root, work, 1), applicationLayer(work)];
  const [plain, started] = [join(work, 'usage-plain.tar'), join(work, 'usage-started.tar')];
  if (!existsSync(plain)) await packArchive(work, plain, layers, layers);
  const config = { Entrypoint: ['node', 'main.mjs'], WorkingDir: '/srv/app', Env: ['PATH=/usr/local/bin:/usr/bin'] };
  if (!existsSync(started)) await packArchive(work, started, layers, layers, config);
  return { plain, started, layers };
}

function applicationLayer(work: string): string {
  const layer = join(work, 'layer-node-application.tar');
  if (existsSync(layer)) return layer;
  const folder = join(work, 'node-application');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.mjs'), MAIN);
  const modules = realpathSync(join(import.meta.dirname, '../../../node_modules'));
  const node = realpathSync(process.execPath);
  const without = ['node', 'electron', 'electron-winstaller', '.cache'].map((name) => `--exclude=node_modules/${name}`);
  execFileSync('tar', [
    '-cf',
    layer,
    '--numeric-owner',
    '--transform=s,^node$,usr/local/bin/node,;s,^node_modules,srv/app/node_modules,;s,^main.mjs,srv/app/main.mjs,',
    ...without,
    '-C',
    folder,
    'main.mjs',
    '-C',
    dirname(node),
    basename(node),
    '-C',
    dirname(modules),
    'node_modules',
  ]);
  return layer;
}
