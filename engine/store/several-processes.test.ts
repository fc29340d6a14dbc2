import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { checkStore, openStore } from './index.ts';

const child = join(import.meta.dirname, '../testing/store-child.ts');

/** Runs a process to its end. @returns what went wrong, or '' */
async function run(...args: string[]): Promise<string> {
  const started = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  started.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  await once(started, 'close');
  return started.exitCode === 0 ? '' : `exit ${started.exitCode}: ${stderr}`;
}

describe('several processes on one data folder', () => {
  it('write and collect at once: no commit misses its bytes, and no garbage stays', async () => {
    await using folder = await tempFolder();
    const failures = await Promise.all([
      run(folder.path, 'write', 'a', '3000'),
      run(folder.path, 'write', 'b', '3000'),
      run(folder.path, 'gc', 'c', '3000'),
    ]);
    expect(failures).toEqual(['', '', '']);
    await using store = await openStore(folder.path);
    expect((await store.reader.listImages()).length).toBeGreaterThanOrEqual(3);
    expect((await store.gc()).removed.leases).toBe(0);
    expect(await checkStore(folder.path)).toEqual({ problems: [], orphans: 0, temporaryFiles: 0 });
  });
});
