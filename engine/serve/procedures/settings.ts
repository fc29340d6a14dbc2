import { z } from 'zod';
import { KiB } from '#shared/model/units.ts';
import { procedure, router } from '../trpc.ts';

/** Preferences of the console, kept in the data folder because the page's origin changes with its port. */
export const settingsProcedures = router({
  get: procedure.query(({ ctx }): Promise<Readonly<Record<string, string>>> => ctx.engine.settings.get()),
  /** Text, usually JSON; null removes. */
  set: procedure
    .input(
      z.strictObject({
        key: z.string().regex(/^[a-z][A-Za-z0-9.-]{0,99}$/),
        value: z
          .string()
          .max(64 * KiB)
          .nullable(),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ saved: true }> => {
      await ctx.engine.settings.set(input.key, input.value);
      return { saved: true };
    }),
});
