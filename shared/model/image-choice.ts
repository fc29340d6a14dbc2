import type { Digest, ImageId } from './digest.ts';
import type { Platform } from './image.ts';

/** One image that a source offers, as shown to someone who must choose. */
export type ImageChoice = Readonly<{
  /** Every N for which `--image @N` means it: 0-based positions in manifest.json or index.json. */
  positions: readonly number[];
  tags: readonly string[];
  /** Digest of the manifest; docker-save archives have none. */
  digest: Digest | null;
  /** Digest of the config; null where its manifest is not here. */
  imageId: ImageId | null;
  platform: Platform | null;
  /** False: listed, but its manifest is not in this source. */
  present: boolean;
}>;
