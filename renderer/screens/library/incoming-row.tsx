import { FileArchive, OctagonX, RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useDesk } from '../../data/desk.ts';
import { intakeStore, type Incoming } from '../../data/intake-state.ts';
import { openImage } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button, IconButton } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { Progress } from '../../ui/kit/states.tsx';
import { FailureCause } from '../jobs/failure-cause.tsx';
import { stepText } from './step-text.ts';
import { visibleLine } from '../../text/visible-text.ts';

/** A file on its way in: copied, looked into, or waiting for an answer. */
export function IncomingRow({ item }: Readonly<{ item: Incoming }>): ReactNode {
  const desk = useDesk();
  const { id, name, size, step } = item;
  const refused = step.at === 'refused';
  return (
    <article className="job" data-status={refused ? 'failed' : 'queued'} aria-label={visibleLine(name)}>
      <div className="job-head">
        <Icon of={refused ? OctagonX : FileArchive} />
        <h3 className="ellipsis">
          <Foreign text={name} />
        </h3>
        <span className="job-numbers figures text-2">{stepText(step, size)}</span>
        <span className="job-actions">
          {step.at === 'choose' ? (
            <Button onClick={() => intakeStore.set((intake) => ({ ...intake, choosing: id }))}>
              {text.incoming.chooseAction}
            </Button>
          ) : null}
          {step.at === 'known' ? (
            <>
              <Button
                onClick={() => {
                  const { imageId, tags } = step.choice;
                  if (imageId !== null) openImage(imageId, tags[0] ?? text.library.untagged(name));
                  desk.dismiss(id);
                }}
              >
                {text.incoming.openKnown}
              </Button>
              <Button onClick={() => void desk.start(id, [step.choice], true)}>{text.incoming.rescan}</Button>
            </>
          ) : null}
          {refused && desk.canRetry(id) ? (
            <Button kind="link" icon={RotateCw} onClick={() => desk.retry(id)}>
              {text.actions.retry}
            </Button>
          ) : null}
          <IconButton
            small
            icon={X}
            label={`${refused ? text.actions.dismiss : text.actions.cancel}: ${name}`}
            tip={refused ? text.actions.dismiss : text.actions.cancel}
            onClick={() => desk.dismiss(id)}
          />
        </span>
      </div>
      {step.at === 'uploading' ? <Progress label={name} done={step.sent} total={size} /> : null}
      {step.at === 'checking' ? <Progress label={name} done={0} total={null} /> : null}
      {refused ? (
        <div className="job-failure">
          <p>
            <FailureCause code={step.code} message={step.message} />
          </p>
          <p className="text-2">{text.jobs.nextStep(step.code)}</p>
        </div>
      ) : null}
    </article>
  );
}
