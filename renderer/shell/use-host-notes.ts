import { useEffect, useRef } from 'react';
import type { HostNote } from '#shared/model/desktop.ts';
import type { JobView } from '#shared/model/job.ts';
import { showBrowserNote } from '../data/browser-notes.ts';
import { host } from '../data/host.ts';
import { liveStore } from '../data/live.ts';
import { outcomeWords } from '../screens/exports/signing-words.ts';
import { openImage, openLibrary } from '../state/console.ts';
import { useStore } from '../state/store.ts';
import { text } from '../text/en.ts';

/** Jobs that ended between two lists. What had ended before the first list is no news; what the user cancelled, neither. */
export function endedJobs(before: readonly JobView[] | null, now: readonly JobView[] | null): JobView[] {
  if (!before || !now) return [];
  const open = new Set(before.filter(({ status }) => status !== 'done' && status !== 'failed').map(({ id }) => id));
  return now.filter(({ id, status }) => open.has(id) && (status === 'done' || status === 'failed'));
}

/** Tells the host of each job that ended; it shows a note to somebody who looks elsewhere. A clicked note opens its subject. */
export function useHostNotes(): void {
  const jobs = useStore(liveStore, (live) => live.jobs);
  const before = useRef(jobs);
  useEffect(() => {
    const ended = endedJobs(before.current, jobs);
    before.current = jobs;
    for (const { id, title, status, result, failure, signing } of ended) {
      const said = signing?.outcome
        ? outcomeWords(signing.outcome)
        : failure
          ? [text.jobs.cause(failure.code), failure.message].filter(Boolean).join(' ')
          : '';
      const body = result ? text.jobs.found(result.components) : said;
      const note = { id, title: text.jobs.announce(title, status), body };
      const notify = host()?.notify ?? ((one: HostNote) => showBrowserNote(one, openSubject));
      notify(note);
    }
  }, [jobs]);
  useEffect(() => host()?.onNote?.(openSubject), []);
}

/** Shows what a note was about. */
function openSubject(id: string): void {
  const job = liveStore.get().jobs?.find((one) => one.id === id);
  if (job?.result) openImage(job.result.imageId, job.title);
  else openLibrary('jobs');
}
