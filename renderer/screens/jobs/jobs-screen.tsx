import { ListChecks } from 'lucide-react';
import type { ReactNode } from 'react';
import { isOpen, useLive } from '../../data/use-live.ts';
import { text } from '../../text/en.ts';
import { Empty } from '../../ui/kit/states.tsx';
import { JobCard } from './job-card.tsx';

/** Every scan of this data folder, open ones first. */
export function JobsScreen(): ReactNode {
  const jobs = useLive((live) => live.jobs);
  const open = jobs?.filter(isOpen) ?? [];
  const ended = jobs?.filter((job) => !isOpen(job)) ?? [];
  const running = open.filter(({ status }) => status === 'running').length;
  return (
    <div className="screen">
      <div className="screen-head">
        <h1>{text.jobs.title}</h1>
        {jobs && jobs.length > 0 ? (
          <span className="text-2 figures">{text.jobs.summary(running, open.length - running, ended.length)}</span>
        ) : null}
      </div>
      {jobs?.length === 0 ? (
        <Empty icon={ListChecks} title={text.jobs.none}>
          <p>{text.jobs.noneText}</p>
        </Empty>
      ) : (
        <div className="job-list">
          {[...open, ...ended].map((job) => (
            <JobCard key={job.id} job={job} full />
          ))}
        </div>
      )}
    </div>
  );
}
