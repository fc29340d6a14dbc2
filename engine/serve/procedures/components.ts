import { z } from 'zod';
import {
  COMPONENT_GROUPS,
  COMPONENT_SORTS,
  type ComponentDetail,
  type ComponentWindow,
  type EdgesWindow,
  type OwnedFilesWindow,
  ROW_FORMATS,
  type RowsPiece,
} from '#shared/model/component-list.ts';
import { EVERYTHING, filterSchema } from '#shared/schema/filter.ts';
import { imageIdInput, keyInput, limitInput, offsetInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofComponent = z.strictObject({ imageId: imageIdInput, key: keyInput });

const sortInput = z
  .array(z.strictObject({ by: z.enum(COMPONENT_SORTS), descending: z.boolean().default(false) }))
  .max(3)
  .default([]);

/** Goes before the sort. */
const groupInput = z
  .strictObject({ by: z.enum(COMPONENT_GROUPS), descending: z.boolean().default(false) })
  .nullable()
  .default(null);

/** Components of an image. */
export const componentsProcedures = router({
  /**
   * A part of the filtered, sorted list. Ties are sorted by key. With an anchor, the window begins `before` rows in front of the
   * component with that key, or at the beginning when the filter leaves it out.
   */
  window: procedure
    .input(
      z.strictObject({
        imageId: imageIdInput,
        filter: filterSchema.default(EVERYTHING),
        sort: sortInput,
        group: groupInput,
        at: z
          .union([
            z.strictObject({ offset: offsetInput }),
            z.strictObject({ anchor: keyInput, before: z.int().min(0).max(1000).default(0) }),
          ])
          .default({ offset: 0 }),
        limit: limitInput,
        facets: z.boolean().default(false),
      }),
    )
    .query(({ ctx, input }): Promise<ComponentWindow> => ctx.engine.images.components(input)),
  /** The filtered rows in their order as text, stretch by stretch: whoever asks puts them one behind the other. */
  rows: procedure
    .input(
      z.strictObject({
        imageId: imageIdInput,
        filter: filterSchema.default(EVERYTHING),
        sort: sortInput,
        group: groupInput,
        columns: z.array(z.enum(COMPONENT_SORTS)).min(1).max(COMPONENT_SORTS.length),
        format: z.enum(ROW_FORMATS),
        offset: offsetInput,
        generation: z.string().max(64).nullable().default(null),
      }),
    )
    .query(({ ctx, input }): Promise<RowsPiece> => ctx.engine.images.rows(input)),
  get: procedure
    .input(ofComponent)
    .query(({ ctx, input }): Promise<ComponentDetail> => ctx.engine.images.component(input.imageId, input.key)),
  /** Edges from a component, or to it, by kind, then by key. */
  edges: procedure
    .input(ofComponent.extend({ direction: z.enum(['out', 'in']), offset: offsetInput, limit: limitInput }))
    .query(({ ctx, input }): Promise<EdgesWindow> => ctx.engine.images.edges(input)),
  /** Listed files, those that are in the tree first, each by path. */
  ownedFiles: procedure
    .input(ofComponent.extend({ offset: offsetInput, limit: limitInput }))
    .query(({ ctx, input }): Promise<OwnedFilesWindow> =>
      ctx.engine.images.ownedFiles(input.imageId, input.key, input.offset, input.limit),
    ),
});
