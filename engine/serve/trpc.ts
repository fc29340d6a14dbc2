import { initTRPC, TRPCError } from '@trpc/server';
import { StoreError } from '#engine/store/index.ts';
import type { Engine } from '#engine/run/index.ts';
import { EngineError } from '#engine/run/index.ts';

/** What every procedure gets. */
export type Context = Readonly<{ engine: Engine }>;

const t = initTRPC.context<Context>().create({
  // A stack tells an outsider about this machine and a user nothing.
  isDev: false,
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: {
      code: shape.data.code,
      httpStatus: shape.data.httpStatus,
      reason: reasonOf(error.cause),
      failure: error.cause instanceof EngineError ? error.cause.failure : null,
    },
  }),
});

export const router = t.router;

/** A procedure whose engine errors have become codes of tRPC. */
export const procedure = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof EngineError) throw new TRPCError({ code: codeOf(cause), message: cause.message, cause });
  if (cause instanceof StoreError)
    throw new TRPCError({ code: cause.retry ? 'CONFLICT' : 'INTERNAL_SERVER_ERROR', message: cause.message, cause });
  return result;
});

function codeOf(error: EngineError): 'NOT_FOUND' | 'PRECONDITION_FAILED' {
  return error.code === 'not-found' ? 'NOT_FOUND' : 'PRECONDITION_FAILED';
}

/** The stable code of an error of ours, for the renderer's texts. */
function reasonOf(cause: unknown): string | null {
  return cause instanceof EngineError || cause instanceof StoreError ? cause.code : null;
}
