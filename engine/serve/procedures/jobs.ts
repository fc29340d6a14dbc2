import { tracked } from '@trpc/server';
import { z } from 'zod';
import type { JobView } from '#shared/model/job.ts';
import type { Preflight } from '#shared/model/library.ts';
import { jobIdInput, sourceInput, uploadIdInput } from '../inputs.ts';
import { procedure, router } from '../trpc.ts';

const ofJob = z.strictObject({ jobId: jobIdInput });
/** More than are listed. */
const MOST_CLEARED = 1000;
const choice = z.string().min(1).max(1000).optional();

/** Scans are asked for here and followed under `jobs`. */
export const scanProcedures = router({
  /** Which images a source holds. Reads descriptions only; a compressed archive has to be inflated for it. */
  preflight: procedure
    .input(z.strictObject({ source: sourceInput }))
    .mutation(({ ctx, input }): Promise<Preflight> => ctx.engine.scans.preflight(input.source)),
  /** @param image tag, `@N` or digest, as `--image` */
  start: procedure
    .input(z.strictObject({ source: sourceInput, image: choice, platform: choice, force: z.boolean().optional() }))
    .mutation(({ ctx, input }): Promise<{ readonly jobId: string }> => ctx.engine.scans.start(input)),
  /** Forgets an upload that nothing scans. Uploads are else kept, as long as there is room, until the engine ends. */
  discard: procedure
    .input(z.strictObject({ uploadId: uploadIdInput }))
    .mutation(async ({ ctx, input }): Promise<{ discarded: boolean }> => ({
      discarded: await ctx.engine.uploads.discard(input.uploadId),
    })),
  cancel: procedure.input(ofJob).mutation(async ({ ctx, input }): Promise<{ cancelled: boolean }> => ({
    cancelled: await ctx.engine.scans.cancel(input.jobId),
  })),
});

/** The queue of this data folder. */
export const jobsProcedures = router({
  /** Newest first. */
  list: procedure.query(({ ctx }): Promise<readonly JobView[]> => ctx.engine.scans.list()),
  get: procedure.input(ofJob).query(({ ctx, input }): Promise<JobView> => ctx.engine.scans.get(input.jobId)),
  /** Queues a failed or cancelled job again; an interrupted one goes on now. */
  retry: procedure.input(ofJob).mutation(async ({ ctx, input }): Promise<{ queued: boolean }> => ({
    queued: await ctx.engine.scans.retry(input.jobId),
  })),
  /** Takes ended jobs off the list; others stay. Answers with those that it took. */
  clear: procedure
    .input(z.strictObject({ jobIds: z.array(jobIdInput).max(MOST_CLEARED) }))
    .mutation(async ({ ctx, input }): Promise<{ cleared: readonly string[] }> => ({
      cleared: await ctx.engine.scans.clear(input.jobIds),
    })),
  /**
   * What happens, from now or after an event: `lastEventId` is sent by the client itself when it reconnects, `since` is for a
   * page that kept an id. Begins with a snapshot unless every event in between is still there.
   */
  events: procedure
    .input(
      z.strictObject({ since: z.string().max(100).optional(), lastEventId: z.string().max(100).nullish() }).optional(),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      const since = input?.lastEventId ?? input?.since;
      const ended = signal ?? new AbortController().signal;
      for await (const { id, event } of ctx.engine.events.follow(since, ended)) yield tracked(id, event);
    }),
});
