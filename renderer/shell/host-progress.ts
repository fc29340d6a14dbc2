import type { HostProgress } from '#shared/model/desktop.ts';
import type { JobView } from '#shared/model/job.ts';
import { isOpen } from '../data/use-live.ts';
import { jobShare } from '../screens/jobs/job-numbers.ts';

/**
 * What the dock or taskbar shows: a share only where the end is known, a failure until somebody looks, nothing when nothing runs.
 */
export function hostProgress(jobs: readonly JobView[] | null, failedUnseen: boolean): HostProgress {
  const open = jobs?.filter(isOpen) ?? [];
  const running = open.find(({ status }) => status === 'running');
  if (!running) return { mode: failedUnseen ? 'failed' : 'none', share: null };
  // The bytes of one job say nothing about those that wait.
  const share = open.length === 1 ? jobShare(running) : null;
  return share === null ? { mode: 'open', share: null } : { mode: 'share', share: Math.round(share * 100) / 100 };
}
