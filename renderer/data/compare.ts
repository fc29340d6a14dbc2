import type { ImageId } from '#shared/model/digest.ts';
import { openImage } from '../state/console.ts';
import type { Api } from './api.ts';
import { imageTitle } from './use-library.ts';

/**
 * Shows what differs between an image and one that was dropped on it. The one that was created earlier is the old side; where that
 * is not known, the dropped one is the new side.
 */
export async function compareImages(api: Api, open: ImageId, dropped: ImageId): Promise<void> {
  const [before, after] = await Promise.all([open, dropped].map((imageId) => api.image.overview.query({ imageId })));
  if (!before || !after) return;
  const [old, now] = isEarlier(after.created, before.created) ? [dropped, before] : [open, after];
  openImage(now.image.imageId, imageTitle(now.image), { section: 'diff', other: old });
}

/** RFC 3339 times, as stated. */
function isEarlier(one: string | null, other: string | null): boolean {
  const [a, b] = [Date.parse(one ?? ''), Date.parse(other ?? '')];
  return a < b;
}
