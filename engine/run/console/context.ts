import type { Clock } from '#engine/ports/clock.ts';
import type { Store } from '#engine/store/index.ts';
import type { Config } from '../config.ts';
import type { EventLog } from '../jobs/event-log.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { Departures } from './departures.ts';
import type { TreeCache } from './tree-cache.ts';
import type { UploadStore } from './uploads.ts';

/** The parts that the engine's services share. */
export type EngineContext = Readonly<{
  store: Store;
  config: Config;
  clock: Clock;
  events: EventLog;
  runner: JobRunner;
  trees: TreeCache;
  uploads: UploadStore;
  departures: Departures;
}>;
