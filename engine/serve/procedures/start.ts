import { z } from 'zod';
import type { EntryTrace } from '#shared/model/entry-trace.ts';
import type { LinkView, NeededBy } from '#shared/model/links.ts';
import { imageIdInput, pathInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofImage = z.strictObject({ imageId: imageIdInput });
const ofFile = ofImage.extend({ path: pathInput.min(1) });

/** What an image starts. */
export const traceProcedures = router({
  get: procedure
    .input(ofImage)
    .query(({ ctx, input }): Promise<EntryTrace | null> => ctx.engine.starts.trace(input.imageId)),
});

/** What the dynamic linker maps. */
export const linksProcedures = router({
  /** For one file. */
  of: procedure
    .input(ofFile)
    .query(({ ctx, input }): Promise<LinkView | null> => ctx.engine.starts.links(input.imageId, input.path)),
  /** The other way round, among what the image's start maps. */
  neededBy: procedure
    .input(ofFile)
    .query(({ ctx, input }): Promise<NeededBy | null> => ctx.engine.starts.neededBy(input.imageId, input.path)),
});
