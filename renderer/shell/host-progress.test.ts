import { expect, it } from 'vitest';
import type { JobView } from '#shared/model/job.ts';
import { failedJob, runningJob } from '../testing/fake-data.ts';
import { hostProgress } from './host-progress.ts';

const { progress } = runningJob;
const opening: JobView = {
  ...runningJob,
  progress: progress && {
    ...progress,
    stages: progress.stages.map((one, at) => ({ ...one, state: at === 0 ? 'running' : 'waiting' })),
  },
};
const queued: JobView = { ...runningJob, status: 'queued', progress: null };

it.for<[name: string, jobs: readonly JobView[] | null, failed: boolean, shown: object]>([
  ['before the engine said', null, false, { mode: 'none', share: null }],
  ['nothing runs', [failedJob], false, { mode: 'none', share: null }],
  ['something failed and nobody looked', [failedJob], true, { mode: 'failed', share: null }],
  ['bytes of a known whole', [runningJob], false, { mode: 'share', share: 0.61 }],
  ['the end is not known yet', [opening], false, { mode: 'open', share: null }],
  ['another waits', [runningJob, queued], false, { mode: 'open', share: null }],
  ['one waits for another process', [queued], false, { mode: 'none', share: null }],
  ['what runs is more than what failed', [runningJob, failedJob], true, { mode: 'share', share: 0.61 }],
])('%s', ([, jobs, failed, shown]) => expect(hostProgress(jobs, failed)).toEqual(shown));
