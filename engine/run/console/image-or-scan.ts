import type { ImageRecord } from '#engine/store/index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { RunningScan } from '../jobs/job-runner.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';

/** An image of the library, or the scan that is to bring it there and knows it already. */
export type ImageOrScan = Readonly<
  { stored: ImageRecord; scan?: undefined } | { stored?: undefined; scan: RunningScan }
>;

/** @throws EngineError `not-found` */
export async function imageOrScan(
  { store, runner }: Pick<EngineContext, 'store' | 'runner'>,
  imageId: ImageId,
): Promise<ImageOrScan> {
  const before = await store.reader.findImage(imageId);
  if (before) return { stored: before };
  const scan = runner.scanOf(imageId);
  if (scan) return { scan };
  // A scan that ended between the two looks has stored its image.
  const after = await store.reader.findImage(imageId);
  if (after) return { stored: after };
  throw new EngineError({ kind: 'no-image', imageId });
}
