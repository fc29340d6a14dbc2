import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { packArchive, packParts } from './build-inputs.ts';

/** The same layers with a start and without one: what a scan of the first takes more is trace and usage. */
export type UsageInputs = Readonly<{
  plain: string;
  started: readonly Readonly<{ name: string; archive: string }>[];
  layers: readonly string[];
}>;

/** Packages of this project, so that no registry is needed: what a server of its kind imports, and the large ones of a build. */
const APPLICATIONS: Readonly<Record<string, readonly string[]>> = {
  server: ['@trpc/server', 'ws', 'ajv', 'ajv-formats', 'protobufjs', 'zod', 'yaml', 'commander', 'better-sqlite3'],
  build: ['vite', 'typescript', 'jsdom', 'ajv', 'zod'],
};

/** A root file system as one layer, and applications for Node with all packages of this project as the next. */
export async function usageInputs(root: string, work: string): Promise<UsageInputs> {
  const layers = [...packParts(root, work, 1), applicationLayer(work)];
  const plain = join(work, 'usage-none.tar');
  if (!existsSync(plain)) await packArchive(work, plain, layers, layers);
  const started: { name: string; archive: string }[] = [];
  for (const name of Object.keys(APPLICATIONS)) {
    const archive = join(work, `usage-${name}.tar`);
    const config = { Entrypoint: ['node', `${name}.mjs`], WorkingDir: '/srv/app', Env: ['PATH=/usr/local/bin'] };
    if (!existsSync(archive)) await packArchive(work, archive, layers, layers, config);
    started.push({ name, archive });
  }
  return { plain, started, layers };
}

function applicationLayer(work: string): string {
  const layer = join(work, 'layer-node-application.tar');
  if (existsSync(layer)) return layer;
  const folder = join(work, 'node-application');
  mkdirSync(folder, { recursive: true });
  const names = Object.keys(APPLICATIONS).map((name) => `${name}.mjs`);
  for (const [name, imports] of Object.entries(APPLICATIONS))
    writeFileSync(join(folder, `${name}.mjs`), imports.map((one) => `import '${one}';\n`).join(''));
  const modules = realpathSync(join(import.meta.dirname, '../../../node_modules'));
  const node = realpathSync(process.execPath);
  const without = ['node', 'electron', 'electron-winstaller', '.cache'].map((name) => `--exclude=node_modules/${name}`);
  execFileSync('tar', [
    '-cf',
    layer,
    '--numeric-owner',
    '--transform=s,^node$,usr/local/bin/node,;s,^node_modules,srv/app/node_modules,;s,^\\([a-z]*\\.mjs\\)$,srv/app/\\1,',
    ...without,
    '-C',
    folder,
    ...names,
    '-C',
    dirname(node),
    basename(node),
    '-C',
    dirname(modules),
    'node_modules',
  ]);
  return layer;
}
