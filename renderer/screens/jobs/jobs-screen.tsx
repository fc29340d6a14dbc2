import type { JobStatus, JobView } from '#shared/model/job.ts';
import { ListChecks } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { isOpen, useLive } from '../../data/use-live.ts';
import { text } from '../../text/en.ts';
import { Button, Tip } from '../../ui/kit/button.tsx';
import { Empty } from '../../ui/kit/states.tsx';
import { JobCard } from './job-card.tsx';
import { useJobActions } from './use-job-actions.ts';

/** Every scan of this data folder, open ones first. One that failed stays until it is taken off by itself. */
export function JobsScreen(): ReactNode {
  const jobs = useLive((live) => live.jobs);
  const title = useRef<HTMLHeadingElement>(null);
  const actions = useJobActions();
  const open = jobs?.filter(isOpen) ?? [];
  const ended = jobs?.filter((job) => !isOpen(job)) ?? [];
  const clearable = ended.filter(({ status }) => status !== 'failed');
  const clear = (jobIds: readonly string[]): void => {
    // The button goes with its job; who pressed it by a key goes on from here.
    title.current?.focus();
    actions.clear(jobIds);
  };
  return (
    <div className="screen">
      <div className="screen-head">
        <h1 ref={title} tabIndex={-1}>
          {text.jobs.title}
        </h1>
        {jobs && jobs.length > 0 ? (
          <>
            <span className="text-2 figures">{text.jobs.summary(countByStatus(jobs))}</span>
            <span className="jobs-clear">
              <Tip text={text.jobs.clearTip}>
                <Button disabled={clearable.length === 0} onClick={() => clear(clearable.map(({ id }) => id))}>
                  {text.jobs.clear}
                </Button>
              </Tip>
            </span>
          </>
        ) : null}
      </div>
      {jobs?.length === 0 ? (
        <Empty icon={ListChecks} title={text.jobs.none}>
          <p>{text.jobs.noneText}</p>
        </Empty>
      ) : (
        <div className="job-list">
          {[...open, ...ended].map((job) => (
            <JobCard key={job.id} job={job} full onClear={(id) => clear([id])} />
          ))}
        </div>
      )}
    </div>
  );
}

/** How many jobs are in each state that there are any in, those that go on first. */
function countByStatus(jobs: readonly JobView[]): readonly (readonly [JobStatus, number])[] {
  return (Object.keys(text.jobs.states) as JobStatus[]).flatMap((state) => {
    const value = jobs.filter(({ status }) => status === state).length;
    return value > 0 ? [[state, value] as const] : [];
  });
}
