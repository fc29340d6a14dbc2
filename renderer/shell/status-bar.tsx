import { Loader, Unplug, Wifi, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { isOpen, useLive } from '../data/use-live.ts';
import { useOverview } from '../data/use-image.ts';
import { linkStore } from '../data/api.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { jobShare, runningStage } from '../screens/jobs/job-numbers.ts';
import { useJobActions } from '../screens/jobs/use-job-actions.ts';
import { openLibrary, useConsole } from '../state/console.ts';
import { useStore } from '../state/store.ts';
import { text } from '../text/en.ts';
import { IconButton, Tip } from '../ui/kit/button.tsx';
import { Foreign } from '../ui/kit/foreign.tsx';
import { Icon } from '../ui/kit/icon.tsx';
import './status-bar.css';

/** Bottom of the window: what runs, what is in front, and that nothing was connected to. */
export function StatusBar(): ReactNode {
  const active = useConsole((state) => state.active);
  const connections = useLive((live) => live.connections);
  const link = useStore(linkStore, (value) => value);
  return (
    <footer className="status-bar figures" data-region="status" aria-label={text.status.label}>
      <JobChip />
      {active === 'library' ? null : <ImageState imageId={active} />}
      <span className="dock-gap" />
      {link === 'lost' ? (
        <span className="status-item" data-kind="caution">
          <Icon of={Unplug} size={13} /> {text.link.connecting}
        </span>
      ) : null}
      <Tip text={text.status.connectionsTip}>
        <span
          className="status-item"
          tabIndex={0}
          role="note"
          data-connections={connections ?? ''}
          data-kind={connections ? 'caution' : undefined}
        >
          <Icon of={connections ? Wifi : Unplug} size={13} />
          {connections === null ? '…' : text.status.connections(connections)}
        </span>
      </Tip>
    </footer>
  );
}

function JobChip(): ReactNode {
  const jobs = useLive((live) => live.jobs);
  const { cancel } = useJobActions();
  const open = jobs?.filter(isOpen) ?? [];
  const running = open.find(({ status }) => status === 'running');
  if (open.length === 0)
    return (
      <button type="button" className="status-item" onClick={() => openLibrary('jobs')}>
        {text.status.idle}
      </button>
    );
  const share = running ? jobShare(running) : null;
  const stage = running?.progress ? runningStage(running.progress) : undefined;
  return (
    <span className="job-chip">
      <button type="button" className="status-item" onClick={() => openLibrary('jobs')}>
        <Icon of={Loader} size={13} />
        {open.length === 1 && running ? <Foreign text={running.title} /> : text.status.jobs(open.length)}
        {stage ? <span className="text-2">{text.jobs.stages[stage.stage]}</span> : null}
        {share === null ? null : (
          <span className="progress chip-bar" aria-hidden>
            <span style={{ width: `${share * 100}%` }} />
          </span>
        )}
      </button>
      {running?.here ? (
        <IconButton
          small
          icon={X}
          label={text.jobs.cancelJob(running.title)}
          tip={text.actions.cancel}
          onClick={() => cancel(running.id)}
        />
      ) : null}
    </span>
  );
}

function ImageState({ imageId }: Readonly<{ imageId: ImageId }>): ReactNode {
  const { overview } = useOverview(imageId);
  if (!overview) return null;
  return (
    <span className="status-item">
      {overview.scanning
        ? text.scanning.provisional
        : overview.image.complete
          ? text.status.complete
          : text.status.partial}
      {overview.notes.length > 0 ? ` · ${text.status.notes(overview.notes.length)}` : ''}
    </span>
  );
}
