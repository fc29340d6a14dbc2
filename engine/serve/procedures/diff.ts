import { z } from 'zod';
import type { DiffRow } from '#shared/model/diff.ts';
import { DIFF_KINDS, type DiffHead, type DiffWindow } from '#shared/model/diff-view.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import { imageIdInput, limitInput, offsetInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const pair = z.strictObject({ old: imageIdInput, new: imageIdInput, allowMixed: z.boolean().default(false) });
const kinds = z.enum([...DIFF_KINDS, 'modified', 'metadata_changed', 'moved']);

/** What changed from one image to another. Images of different analyzers are refused unless mixing is allowed. */
export const diffProcedures = router({
  head: procedure.input(pair).query(({ ctx, input }): Promise<DiffHead> => ctx.engine.diffs.head(input)),
  window: procedure
    .input(
      pair.extend({
        axis: z.enum(['components', 'files']),
        kinds: z.array(kinds).max(20).default([]),
        query: z.string().max(1000).default(''),
        layer: z
          .strictObject({ role: z.enum(['old', 'new']), index: z.int().min(0).max(100_000) })
          .nullable()
          .default(null),
        reached: z.boolean().default(false),
        /** First line of the window. */
        cursor: offsetInput,
        /** What the client's paging adds; pages are only ever asked for in order. */
        direction: z.literal('forward').optional(),
        limit: limitInput,
      }),
    )
    .query(
      ({
        ctx,
        input: { axis, kinds: only, query, layer, reached, cursor, limit, direction: _, ...images },
      }): Promise<DiffWindow> =>
        ctx.engine.diffs.window(images, { axis, kinds: only, query, layer, reached }, cursor, limit),
    ),
  /** One component with the proofs of both sides. */
  row: procedure
    .input(pair.extend({ id: z.string().regex(/^[0-9a-f]{16}$/) }))
    .query(({ ctx, input: { id, ...images } }): Promise<DiffRow> => ctx.engine.diffs.row(images, id)),
  /** How the text of one file changed; lines as they are, to be shown inert. */
  text: procedure
    .input(pair.extend({ id: z.string().regex(/^[0-9a-f]{16}$/) }))
    .query(({ ctx, input: { id, ...images } }): Promise<TextDiff> => ctx.engine.diffs.text(images, id)),
});
