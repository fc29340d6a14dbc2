import type { JobView } from '#shared/model/job.ts';
import type { ScanningNow } from '#shared/model/library.ts';
import type { ReactNode } from 'react';
import { useLive, useNow } from '../../data/use-live.ts';
import { text } from '../../text/en.ts';
import { Progress } from '../../ui/kit/states.tsx';
import { jobNumbers, runningStage } from '../jobs/job-numbers.ts';
import './scanning.css';

/** The job behind a scan that runs, as the engine's events tell it. */
export function useScanJob(scanning: ScanningNow | null): JobView | undefined {
  return useLive((live) => (scanning ? live.jobs?.find(({ id }) => id === scanning.jobId) : undefined));
}

type RibbonProps = Readonly<{
  scanning: ScanningNow | null;
  /** What it says when the scan has ended. */
  ended?: string;
}>;

/** That a scan runs, how far it is, and that what is shown is not final. Of one height, so that nothing below it moves. */
export function ScanRibbon({ scanning, ended = '' }: RibbonProps): ReactNode {
  const job = useScanJob(scanning);
  const now = useNow();
  const progress = job?.progress;
  const counters = progress?.counters;
  const reading = progress && runningStage(progress)?.stage === 'layers';
  return (
    <div className="scan-ribbon" role="status">
      <p className="ellipsis">
        <strong>{scanning ? text.scanning.ribbon : ended}</strong>{' '}
        <span className="figures text-2" aria-hidden>
          {job ? jobNumbers(job, now) : ''}
        </span>
      </p>
      {scanning ? (
        <Progress
          label={text.scanning.ribbon}
          done={counters?.bytesIn ?? 0}
          total={reading && counters && counters.bytesTotal > 0 ? counters.bytesTotal : null}
        />
      ) : null}
    </div>
  );
}
