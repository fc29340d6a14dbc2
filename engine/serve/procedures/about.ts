import type { About } from '#shared/model/library.ts';
import { procedure } from '../trpc.ts';

/** Versions, data folder, plug-ins. */
export const about = procedure.query(({ ctx }): Promise<About> => ctx.engine.about());
