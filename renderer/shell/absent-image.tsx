import { FileQuestionMark } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import type { JobView } from '#shared/model/job.ts';
import { JobCard } from '../screens/jobs/job-card.tsx';
import { useConsole } from '../state/console.ts';
import { text } from '../text/en.ts';
import { Button } from '../ui/kit/button.tsx';
import { CopyButton } from '../ui/kit/copy.tsx';
import { Foreign } from '../ui/kit/foreign.tsx';
import { Empty } from '../ui/kit/states.tsx';

type AbsentProps = Readonly<{
  imageId: ImageId;
  /** The scan that was to bring it, if one was. */
  job: JobView | undefined;
  /** That scan was taken off the list of jobs. */
  cleared: boolean;
  chooseFiles: () => void;
}>;

/**
 * Where a link leads whose image was not scanned here, or whose first scan brought nothing. Once it is there, the place that the
 * link names is shown instead.
 */
export function AbsentImage({ imageId, job, cleared, chooseFiles }: AbsentProps): ReactNode {
  const name = useConsole((state) => state.tabs.find(({ id }) => id === imageId)?.title ?? '');
  if (job && job.status !== 'done')
    return (
      <div className="workspace">
        <main className="main unfinished" data-region="main">
          <div className="screen-head">
            <h1>
              <Foreign text={name === '' ? job.title : name} />
            </h1>
          </div>
          <p className="absent-digest mono">
            {imageId}
            <CopyButton value={imageId} what={text.window.digest} />
          </p>
          <p>{text.scanning.unfinished[job.status]}</p>
          <JobCard job={job} full={false} />
        </main>
      </div>
    );
  return (
    <div className="workspace">
      <main className="main absent" data-region="main">
        <Empty icon={FileQuestionMark} title={text.window.absentTitle} first>
          <p className="absent-digest mono">
            {imageId}
            <CopyButton value={imageId} what={text.window.digest} />
          </p>
          <p>{cleared ? text.scanning.cleared : text.window.absentText}</p>
          <Button kind="primary" onClick={chooseFiles}>
            {text.library.choose}
          </Button>
        </Empty>
      </main>
    </div>
  );
}
