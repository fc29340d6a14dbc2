/**
 * Works on a data folder until it is killed: `node store-child.ts FOLDER write|gc|both NAME [MILLISECONDS]`.
 * `write` scans, replaces and removes images; `gc` collects all the time. With a time it ends by itself.
 * STELLAOPS_TEST_KILL_AT=<phase> makes it kill itself on entering that phase for the third time.
 */
import { onPhase, phase } from '#engine/store/phases.ts';
import { openStore, StoreError, type Store } from '#engine/store/index.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { appendFileSync } from 'node:fs';
import { componentOf, imageIdOf, scanCommitOf } from './scan-commit.ts';

const [folder = '', role = 'write', name = 'child', milliseconds = '600000'] = process.argv.slice(2);
const end = Date.now() + Number(milliseconds);
const killAt = process.env['STELLAOPS_TEST_KILL_AT'];
if (killAt !== undefined) killOnThird(killAt);

await using store = await openStore(folder);
await store.writer.setLifecycleRule({
  retentionClass: 'default',
  ttlMs: 0,
  keepIfReferenced: true,
  immutable: false,
});
phase('transaction:done');
for (let n = 0; Date.now() < end; n++) {
  if (role !== 'gc') await writeOne(store, n);
  if (role !== 'write') await collectOnce(store);
}

async function writeOne(at: Store, n: number): Promise<void> {
  // Three images in turn, with other bytes each time; some bytes are common to all writers.
  const image = `${name} ${n % 3}`;
  await using lease = await at.lease('test');
  const scan = await scanCommitOf(at.blobs, image, {
    graph: { components: [componentOf(`round-${n}`), componentOf('common')] },
    tags: [`example/${image}:${n}`],
  });
  const common = await at.blobs.put(Buffer.from(`common ${n % 5}`));
  await delay(Math.random() * 3);
  await at.writer.commitScan({
    ...scan,
    blobs: [...scan.blobs, { sha256: common.sha256, role: 'common' }],
  });
  if (n % 4 === 3) await at.writer.removeImage(imageIdOf(`${name} ${(n + 1) % 3}`));
  await lease.renew();
}

async function collectOnce(at: Store): Promise<void> {
  try {
    await at.gc();
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'locked')) throw error;
    await delay(1);
  }
}

function killOnThird(wanted: string): void {
  const file = process.env['STELLAOPS_TEST_PHASES'];
  let seen = 0;
  onPhase((entered) => {
    if (file !== undefined) appendFileSync(file, `${entered}\n`);
    if (entered === wanted && ++seen === 3) process.kill(process.pid, 'SIGKILL');
  });
}
