import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pluginsFolder, readPlugins } from '#engine/plugins/read-plugins.ts';
import { test as base } from './console.ts';

const manifest = {
  schemaVersion: 1,
  id: 'test/gate',
  displayName: 'Gate',
  version: 1,
  requiresRestart: true,
  entryPoint: 'index.js',
  capabilities: ['annotator'],
};
/** Is asked after components are composed. It waits where there is a package "gate", until its folder has a file "open". */
const code = `import { existsSync } from 'node:fs';
const open = new URL('./open', import.meta.url);
export async function annotate({ components }) {
  if (components.some(({ name }) => name === 'breaks')) throw new Error('this one breaks');
  while (components.some(({ name }) => name === 'gate') && !existsSync(open))
    await new Promise((resolve) => setTimeout(resolve, 50));
  return { annotations: [] };
}
`;

function putPlugin(dataDir: string): string {
  const folder = join(pluginsFolder(dataDir), 'gate');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), code);
  return folder;
}

/**
 * Tests whose scans stand still between what is found and what is stored: an image with a package "gate" waits there until
 * `openGate` is called; one with a package "breaks" fails there.
 */
export const test = base.extend<{ openGate: () => void }>({
  flags: async ({ environment: _ }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'stellaops-gate-'));
    putPlugin(folder);
    const hash = (await readPlugins(folder)).plugins[0]?.hash;
    const config = join(folder, 'scanner.yaml');
    writeFileSync(config, `plugins:\n  test/gate: ${hash}\n`);
    await use(['--config', config]);
    rmSync(folder, { recursive: true, force: true });
  },
  openGate: async ({ console }, use) => {
    const folder = putPlugin(console.dataDir);
    await use(() => writeFileSync(join(folder, 'open'), ''));
  },
});
