import { z } from 'zod';
import {
  type NetworkLedger,
  type PluginSettings,
  retentionClasses,
  type RetentionPreview,
  type RetentionRow,
  type StorageReport,
} from '#shared/model/housekeeping.ts';
import { procedure, router } from '../trpc.ts';

/** A thousand years: whoever means for ever says null. */
const MAX_TTL_MS = 1000 * 366 * 86_400_000;

const ruleInput = z.strictObject({
  retentionClass: z.enum(retentionClasses),
  ttlMs: z.int().min(0).max(MAX_TTL_MS).nullable(),
  keepIfReferenced: z.boolean(),
  immutable: z.boolean(),
});

/** The data folder, its rules, and what this engine runs with. */
export const housekeepingProcedures = router({
  storage: procedure.query(({ ctx }): Promise<StorageReport> => ctx.engine.housekeeping.storage()),
  retention: procedure.query(({ ctx }): Promise<readonly RetentionRow[]> => ctx.engine.housekeeping.retention()),
  /** What the rule would take away that the one in force would not; changes nothing. */
  previewRetention: procedure
    .input(ruleInput)
    .query(({ ctx, input }): Promise<RetentionPreview> => ctx.engine.housekeeping.previewRetention(input)),
  setRetention: procedure.input(ruleInput).mutation(async ({ ctx, input }): Promise<{ saved: true }> => {
    await ctx.engine.housekeeping.setRetention(input);
    return { saved: true };
  }),
  plugins: procedure.query(({ ctx }): Promise<PluginSettings> => ctx.engine.housekeeping.plugins()),
  setPlugin: procedure
    .input(
      z.strictObject({
        kind: z.enum(['analyzer', 'plugin']),
        id: z.string().regex(/^[A-Za-z0-9][\w./-]{0,199}$/),
        on: z.boolean(),
      }),
    )
    .mutation(async ({ ctx, input }): Promise<{ saved: true }> => {
      await ctx.engine.housekeeping.setPlugin(input);
      return { saved: true };
    }),
  restart: procedure.mutation(({ ctx }): { asked: true } => {
    ctx.engine.housekeeping.restart();
    return { asked: true };
  }),
  network: procedure.query(({ ctx }): NetworkLedger => ctx.engine.housekeeping.network()),
  diagnostics: procedure.query(async ({ ctx }): Promise<{ text: string }> => ({
    text: await ctx.engine.housekeeping.diagnostics(),
  })),
});
