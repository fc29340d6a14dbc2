import { useEffect, useRef, useState } from 'react';
import type { HostProgress } from '#shared/model/desktop.ts';
import type { JobView } from '#shared/model/job.ts';
import { host } from '../data/host.ts';
import { liveStore } from '../data/live.ts';
import { isOpen } from '../data/use-live.ts';
import { jobShare } from '../screens/jobs/job-numbers.ts';
import { useStore } from '../state/store.ts';
import { endedJobs } from './use-host-notes.ts';

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

/** Keeps the host's bar as the jobs are. */
export function useHostProgress(): void {
  const jobs = useStore(liveStore, (live) => live.jobs);
  const before = useRef(jobs);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const ended = endedJobs(before.current, jobs);
    before.current = jobs;
    if (ended.some(({ status }) => status === 'failed') && !document.hasFocus()) setFailed(true);
  }, [jobs]);
  useEffect(() => {
    const seen = (): void => setFailed(false);
    window.addEventListener('focus', seen);
    return () => window.removeEventListener('focus', seen);
  }, []);
  const progress = JSON.stringify(hostProgress(jobs, failed));
  useEffect(() => host()?.setProgress?.(JSON.parse(progress) as HostProgress), [progress]);
}
