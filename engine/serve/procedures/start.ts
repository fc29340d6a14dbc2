import { z } from 'zod';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import type { HintedStart } from '#shared/model/hinted-start.ts';
import type { LinkView, NeededBy } from '#shared/model/links.ts';
import { KiB } from '#shared/model/units.ts';
import { imageIdInput, pathInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofImage = z.strictObject({ imageId: imageIdInput });
const ofFile = ofImage.extend({ path: pathInput.min(1) });

const words = z
  .array(z.string().max(4 * KiB))
  .max(1000)
  .readonly();
/** Names as the kernel takes them: anything but `=`. */
const name = z
  .string()
  .max(4 * KiB)
  .regex(/^[^=\0]+$/);
const hints = z.strictObject({
  entrypoint: words.optional(),
  cmd: words.optional(),
  env: z.record(name, z.string().max(128 * KiB)).optional(),
});

/** What an image starts. */
export const traceProcedures = router({
  get: procedure
    .input(ofImage)
    .query(({ ctx, input }): Promise<EntryTrace | null> => ctx.engine.starts.trace(input.imageId)),
  /** With values that a person gives. */
  hinted: procedure
    .input(ofImage.extend({ hints }))
    .query(({ ctx, input }): Promise<HintedStart | null> =>
      ctx.engine.starts.hinted(input.imageId, given(input.hints)),
    ),
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

/** Without what is not given. */
function given({ entrypoint, cmd, env }: z.infer<typeof hints>): TraceHints {
  return {
    ...(entrypoint === undefined ? {} : { entrypoint }),
    ...(cmd === undefined ? {} : { cmd }),
    ...(env === undefined ? {} : { env }),
  };
}
