import { SCAN_STAGES, type JobView, type ScanStage } from '#shared/model/job.ts';
import { CircleCheck, CircleDashed, CirclePause, CircleX, Hourglass, Loader, RotateCw, X } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { useNow } from '../../data/use-live.ts';
import { openImage } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { ago, duration, shortDigest } from '../../text/formats.ts';
import { Button, IconButton } from '../../ui/kit/button.tsx';
import { CopyButton } from '../../ui/kit/copy.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { NoteLine, Progress } from '../../ui/kit/states.tsx';
import { outcomeWords } from '../exports/signing-words.ts';
import { FailureCause } from './failure-cause.tsx';
import { jobNumbers, runningStage } from './job-numbers.ts';
import { LayerCells } from './layer-cells.tsx';
import { useJobActions } from './use-job-actions.ts';
import './jobs.css';
import { visibleLine } from '../../text/visible-text.ts';

const icons = {
  queued: Hourglass,
  interrupted: CirclePause,
  running: Loader,
  done: CircleCheck,
  failed: CircleX,
  cancelled: CircleDashed,
} as const;

/** Without a sign of life for this long, the card says what it waits for. */
const QUIET_MS = 10_000;

type CardProps = Readonly<{
  job: JobView;
  /** Adds the matrix of stages and layers. */
  full: boolean;
  /** Takes one that has ended off the list. */
  onClear?: (jobId: string) => void;
}>;

/** One scan. */
export function JobCard({ job, full, onClear }: CardProps): ReactNode {
  const now = useNow();
  const { cancel, retry } = useJobActions();
  const { status, title, result, failure, progress, signing } = job;
  // Under "Running and queued" in the library, directly under the title among jobs.
  const Title = full ? 'h2' : 'h3';
  const running = status === 'running';
  const card = useRef<HTMLElement>(null);
  // What was pressed goes with the state that it changes; the focus stays with the job.
  const doWith = (act: (jobId: string) => void): void => {
    card.current?.focus();
    act(job.id);
  };
  const ended = status === 'done' || status === 'failed' || status === 'cancelled';
  const quiet = running && signing === null && progress !== null && now - progress.heartbeatAtMs > QUIET_MS;
  return (
    <article ref={card} className="job" data-status={status} aria-label={visibleLine(title)} tabIndex={-1}>
      <div className="job-head">
        <Icon of={icons[status]} size={16} />
        <Title className="ellipsis">
          <Foreign text={title} />
        </Title>
        <span className="job-state">{text.jobs.states[status]}</span>
        {signing ? <span className="job-state text-2">{text.signing.job}</span> : null}
        {result?.partial ? <span className="job-state text-2">{text.jobs.partial}</span> : null}
        <span className="job-numbers ellipsis figures text-2">{jobNumbers(job, now)}</span>
        <span className="job-actions">
          {result ? (
            <Button kind="link" onClick={() => openImage(result.imageId, title)}>
              {text.actions.open}
            </Button>
          ) : null}
          {signing && status === 'done' ? (
            <Button
              kind="link"
              onClick={() =>
                openImage(signing.imageId, shortDigest(signing.imageId), {
                  section: 'exports',
                  selection: { kind: 'artifact', id: signing.id },
                })
              }
            >
              {text.actions.open}
            </Button>
          ) : null}
          {running && progress?.imageId ? (
            <Button kind="link" onClick={() => progress.imageId && openImage(progress.imageId, title)}>
              {text.actions.open}
            </Button>
          ) : null}
          {status === 'failed' || status === 'cancelled' || status === 'interrupted' ? (
            <Button kind="link" icon={RotateCw} onClick={() => doWith(retry)}>
              {status === 'interrupted' ? text.actions.resume : text.actions.retry}
            </Button>
          ) : null}
          {ended || !(job.here || status === 'queued' || status === 'interrupted') ? null : (
            <IconButton
              small
              icon={X}
              label={text.jobs.cancelJob(title)}
              tip={text.actions.cancel}
              onClick={() => doWith(cancel)}
            />
          )}
          {onClear && ended ? (
            <IconButton
              small
              icon={X}
              label={text.jobs.clearJob(title)}
              tip={text.jobs.clearOne}
              onClick={() => onClear(job.id)}
            />
          ) : null}
        </span>
      </div>
      {signing?.outcome ? (
        <NoteLine kind={signing.outcome.kind === 'signed' ? 'plain' : 'caution'}>
          <Foreign text={outcomeWords(signing.outcome)} />
        </NoteLine>
      ) : null}
      {running && progress && signing === null ? (
        <Progress
          label={title}
          done={progress.counters.bytesIn}
          total={
            runningStage(progress)?.stage === 'layers' && progress.counters.bytesTotal > 0
              ? progress.counters.bytesTotal
              : null
          }
        />
      ) : null}
      {quiet && progress ? (
        <NoteLine kind="caution">
          {text.jobs.quiet(
            duration(now - progress.heartbeatAtMs),
            text.jobs.stageNow(runningStage(progress)?.stage ?? 'acquire'),
          )}
        </NoteLine>
      ) : null}
      {full && progress && signing === null ? (
        <>
          <Stages job={job} />
          {progress.layers.length > 0 ? <LayerCells layers={progress.layers} /> : null}
          {running ? (
            <p className="job-meta text-3">{text.jobs.heartbeat(ago(Math.min(progress.heartbeatAtMs, now), now))}</p>
          ) : null}
        </>
      ) : null}
      {failure ? (
        <div className="job-failure">
          <p className="job-cause">
            <FailureCause {...failure} />
            <CopyButton value={diagnosticText(job)} what={text.jobs.copyDetails} />
          </p>
          <p className="text-2">{text.jobs.nextStep(failure.code)}</p>
        </div>
      ) : null}
      {status === 'cancelled' ? (
        <p className="job-meta text-2">{signing ? text.signing.cancelled : text.jobs.cancelled}</p>
      ) : null}
      {status === 'interrupted' ? <p className="job-meta text-2">{text.jobs.interrupted}</p> : null}
    </article>
  );
}

function Stages({ job }: Readonly<{ job: JobView }>): ReactNode {
  const states = new Map(job.progress?.stages.map((stage) => [stage.stage, stage]));
  return (
    <ol className="stages">
      {SCAN_STAGES.map((name: ScanStage) => {
        const stage = states.get(name);
        const state = stage?.state ?? 'waiting';
        const spent =
          stage?.startedAtMs != null && stage.endedAtMs !== null ? duration(stage.endedAtMs - stage.startedAtMs) : null;
        return (
          <li key={name} data-state={state} aria-label={text.jobs.stageState(name, state)}>
            <span className="stage-mark" aria-hidden />
            <span>{text.jobs.stages[name]}</span>
            {spent !== null && spent !== '00:00' ? <span className="figures text-3">{spent}</span> : null}
          </li>
        );
      })}
    </ol>
  );
}

/** What somebody who helps would want to see; nothing of the image. */
function diagnosticText(job: JobView): string {
  return JSON.stringify(
    { job: job.id, status: job.status, attempt: job.attempt, code: job.failure?.code, message: job.failure?.message },
    null,
    2,
  );
}
