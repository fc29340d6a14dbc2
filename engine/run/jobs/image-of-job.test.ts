import { expect, it } from 'vitest';
import { openEngine } from '#engine/run/index.ts';
import { heldImage, standingScan } from '#engine/testing/standing-scan.ts';

it('a scan that brought nothing is still known to be of its image after the engine was started again', async () => {
  await using scan = await standingScan();
  const { engine, dataDir, jobId } = scan;
  expect(await engine.scans.get(jobId)).toMatchObject({ status: 'running', imageId: heldImage });
  expect(await engine.scans.cancel(jobId)).toBe(true);
  await engine.close();
  await using again = await openEngine({ dataDir });
  expect(await again.scans.get(jobId)).toMatchObject({
    status: 'cancelled',
    imageId: heldImage,
    progress: null,
    result: null,
  });
  // Taken off the list, nothing is known of it.
  expect(await again.scans.clear([jobId])).toEqual([jobId]);
  await expect(again.scans.get(jobId)).rejects.toMatchObject({ code: 'not-found' });
});
