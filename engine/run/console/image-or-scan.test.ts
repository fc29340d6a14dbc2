import { expect, it } from 'vitest';
import type { ImageId } from '#shared/model/digest.ts';
import type { EngineContext } from './context.ts';
import { imageOrScan } from './image-or-scan.ts';

const imageId = `sha256:${'a'.repeat(64)}` as ImageId;
const image = { imageId, scannedAtMs: 1 };
const scan = { jobId: 'job' };

/** Answers of the store, one look after the other, and of the runner. */
function contextOf(looks: readonly unknown[], running: unknown): Pick<EngineContext, 'store' | 'runner'> {
  const left = [...looks];
  return {
    store: { reader: { findImage: () => Promise.resolve(left.shift()) } },
    runner: { scanOf: () => running },
  } as unknown as EngineContext;
}

it.each([
  ['a stored image is that, also when it is scanned again', [image], scan, { stored: image }],
  ['a scan that runs', [undefined], scan, { scan }],
  ['a scan that ended between the looks has stored its image', [undefined, image], undefined, { stored: image }],
] as const)('%s', async (_name, looks, running, found) => {
  expect(await imageOrScan(contextOf(looks, running), imageId)).toEqual(found);
});

it('is not found when it is neither', async () => {
  await expect(imageOrScan(contextOf([undefined, undefined], undefined), imageId)).rejects.toMatchObject({
    code: 'not-found',
  });
});
