import { CircleCheck, CircleHelp, Hourglass, LibraryBig, OctagonX, X, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useDesk } from '../../data/desk.ts';
import {
  intakeStore,
  jobsOf,
  usualChoice,
  type Batch,
  type Incoming,
  type IntakeStep,
  type KnownChoice,
} from '../../data/intake-state.ts';
import { platformText } from '../../data/use-library.ts';
import { announce } from '../../state/announcer.ts';
import { openImage } from '../../state/console.ts';
import { useStore } from '../../state/store.ts';
import { text } from '../../text/en.ts';
import { listed, shortDigest, size as sizeText } from '../../text/formats.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { Button, IconButton } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { ChoiceList } from './choice-list.tsx';
import { FailureCause } from '../jobs/failure-cause.tsx';
import { stepText } from './step-text.ts';

/** Many files, one question: what each of them is, what can be chosen, and one button that queues them. */
export function PreflightSheet({ batch }: Readonly<{ batch: Batch }>): ReactNode {
  const desk = useDesk();
  const all = useStore(intakeStore, (intake) => intake.items);
  const items = all.filter(({ id }) => batch.ids.includes(id));
  const bytes = items.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const jobs = items.reduce((sum, item) => sum + jobsOf(item, batch), 0);
  return (
    <Sheet title={text.preflight.title(items.length)} onClose={() => desk.cancelBatch()} width={760}>
      <p className="text-2">{text.preflight.intro(bytes)}</p>
      <ul className="preflight-list" aria-label={text.preflight.list} tabIndex={0} data-stop>
        {items.map((item) => (
          <PreflightRow key={item.id} item={item} batch={batch} />
        ))}
      </ul>
      <div className="sheet-actions">
        <p className="preflight-summary text-2 figures" role="status">
          {summaryOf(items)}
        </p>
        <Button onClick={() => desk.cancelBatch()}>{text.actions.cancel}</Button>
        <Button kind="primary" data-autofocus disabled={jobs === 0} onClick={() => void desk.confirm()}>
          {text.preflight.queue(jobs)}
        </Button>
      </div>
    </Sheet>
  );
}

/** What was found, in the order in which it matters. */
function summaryOf(items: readonly Incoming[]): string {
  const at = (...steps: readonly IntakeStep['at'][]): number =>
    items.filter(({ step }) => steps.includes(step.at)).length;
  const { clear, asks, known, refused, unseen } = text.preflight;
  const parts = [
    [clear, at('clear')],
    [asks, at('choose')],
    [known, at('known')],
    [refused, at('refused')],
    [unseen, at('waiting', 'uploading', 'checking', 'held')],
  ] as const;
  return listed(parts.flatMap(([words, value]) => (value > 0 ? [words(value)] : [])));
}

type RowProps = Readonly<{ item: Incoming; batch: Batch }>;

function PreflightRow({ item, batch }: RowProps): ReactNode {
  const desk = useDesk();
  const { id, name, size, step } = item;
  const shown = visibleLine(name);
  return (
    <li className="preflight-row" data-step={step.at} aria-labelledby={`preflight-${id}`}>
      <div className="preflight-line">
        <Icon of={icons[step.at] ?? Hourglass} size={15} />
        <span id={`preflight-${id}`} className="preflight-name ellipsis">
          <Foreign text={name} />
        </span>
        <span className="preflight-found ellipsis text-2">
          {step.at === 'clear' ? <Found choice={step.choice} /> : stepText(step, size)}
        </span>
        <span className="preflight-size figures text-2">{size === null ? '' : sizeText(size)}</span>
        <IconButton
          small
          icon={X}
          label={text.preflight.remove(shown)}
          tip={text.preflight.leaveOut}
          onClick={() => desk.dismiss(id)}
        />
      </div>
      {step.at === 'choose' ? (
        <ChoiceList
          label={text.preflight.choices(shown)}
          choices={step.choices}
          chosen={batch.picked.get(id) ?? usualChoice(step.choices)}
          onChange={(chosen) => change((before) => ({ ...before, picked: new Map([...before.picked, [id, chosen]]) }))}
        />
      ) : null}
      {step.at === 'known' ? <Known id={id} name={shown} choice={step.choice} again={batch.again.has(id)} /> : null}
      {step.at === 'refused' ? (
        <div className="preflight-more">
          <p>
            <FailureCause code={step.code} message={step.message} />
          </p>
          <p className="text-2">{text.jobs.nextStep(step.code)}</p>
        </div>
      ) : null}
    </li>
  );
}

const icons: Readonly<Partial<Record<IntakeStep['at'], LucideIcon>>> = {
  clear: CircleCheck,
  choose: CircleHelp,
  known: LibraryBig,
  refused: OctagonX,
};

function Found({ choice }: Readonly<{ choice: KnownChoice | null }>): ReactNode {
  if (choice === null) return text.preflight.directory;
  return (
    <>
      <Foreign text={choice.tags.length > 0 ? choice.tags.join(', ') : text.library.untagged(null)} />
      {' · '}
      <Foreign text={platformText(choice.platform)} />
      {choice.imageId === null ? null : <span className="mono text-3"> {shortDigest(choice.imageId)}</span>}
    </>
  );
}

type KnownProps = Readonly<{ id: number; name: string; choice: KnownChoice; again: boolean }>;

function Known({ id, name, choice: { imageId, tags }, again }: KnownProps): ReactNode {
  return (
    <div className="preflight-more">
      <label className="choice">
        <input
          type="checkbox"
          checked={again}
          aria-label={text.preflight.again(visibleLine(name))}
          onChange={() =>
            change((before) => ({
              ...before,
              again: new Set(again ? [...before.again].filter((other) => other !== id) : [...before.again, id]),
            }))
          }
        />
        {text.incoming.rescan}
      </label>
      {imageId === null ? null : (
        <Button
          kind="link"
          aria-label={text.preflight.open(visibleLine(name))}
          onClick={() => {
            // Behind the sheet, whose other files still wait for an answer.
            openImage(imageId, tags[0] ?? text.library.untagged(name));
            announce(text.preflight.opened(name));
          }}
        >
          {text.incoming.openKnown}
        </Button>
      )}
    </div>
  );
}

function change(to: (before: Batch) => Batch): void {
  intakeStore.set((intake) => (intake.batch ? { ...intake, batch: to(intake.batch) } : intake));
}
