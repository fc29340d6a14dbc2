import { useEffect, useRef, useState } from 'react';
import type { HostProgress } from '#shared/model/desktop.ts';
import { host } from '../data/host.ts';
import { liveStore } from '../data/live.ts';
import { useStore } from '../state/store.ts';
import { hostProgress } from './host-progress.ts';
import { endedJobs } from './use-host-notes.ts';

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
