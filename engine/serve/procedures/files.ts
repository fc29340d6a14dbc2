import { z } from 'zod';
import type { DirectoryWindow, NamedFile, PathDetail } from '#shared/model/file-list.ts';
import { imageIdInput, limitInput, offsetInput, pathInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofImage = z.strictObject({ imageId: imageIdInput });

/** The final tree. */
export const filesProcedures = router({
  /** Names in a directory, directories first; '' is the root. */
  list: procedure
    .input(ofImage.extend({ directory: pathInput.default(''), offset: offsetInput, limit: limitInput }))
    .query(({ ctx, input }): Promise<DirectoryWindow> =>
      ctx.engine.images.directory(input.imageId, input.directory, input.offset, input.limit),
    ),
  /** One path with its copies in all layers and the components that it belongs to. */
  lookup: procedure
    .input(ofImage.extend({ path: pathInput.min(1) }))
    .query(({ ctx, input }): Promise<PathDetail> => ctx.engine.images.path(input.imageId, input.path)),
  /** Files by their path from the root, or libraries by their name alone. */
  named: procedure
    .input(ofImage.extend({ name: pathInput.min(1), limit: z.int().min(1).max(50).default(8) }))
    .query(({ ctx, input }): Promise<readonly NamedFile[]> =>
      ctx.engine.images.named(input.imageId, input.name, input.limit),
    ),
});
