import { useState, type ReactNode } from 'react';
import { useDesk } from '../../data/desk.ts';
import { intakeStore, type Incoming, type KnownChoice } from '../../data/intake.ts';
import { platformText } from '../../data/use-library.ts';
import { useStore } from '../../state/store.ts';
import { text } from '../../text/en.ts';
import { shortDigest, size } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';

/** Questions that a drop may raise: which images of an archive, and whether so many files are meant. */
export function IntakeSheets(): ReactNode {
  const asking = useStore(intakeStore, (intake) => intake.asking);
  const choosing = useStore(intakeStore, (intake) => intake.items.find(({ id }) => id === intake.choosing));
  if (asking) return <ManySheet files={asking} />;
  if (choosing?.step.at === 'choose')
    return <ChoiceSheet key={choosing.id} item={choosing} choices={choosing.step.choices} />;
  return null;
}

function ManySheet({ files }: Readonly<{ files: readonly File[] }>): ReactNode {
  const desk = useDesk();
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  return (
    <Sheet title={text.incoming.manyTitle(files.length)} onClose={() => desk.dismissQuestion()}>
      <p className="text-2">{text.incoming.manyText(bytes)}</p>
      <ul className="choice-list">
        {files.map((file, at) => (
          // Two files of one name may come from two folders.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={`${at} ${file.name}`}>
            <span className="ellipsis">
              <Foreign text={file.name} />
            </span>
            <span className="figures text-2">{size(file.size)}</span>
          </li>
        ))}
      </ul>
      <div className="sheet-actions">
        <Button onClick={() => desk.dismissQuestion()}>{text.actions.cancel}</Button>
        <Button kind="primary" data-autofocus onClick={() => desk.addFiles(files, true)}>
          {text.incoming.queue(files.length)}
        </Button>
      </div>
    </Sheet>
  );
}

type ChoiceProps = Readonly<{ item: Incoming; choices: readonly KnownChoice[] }>;

function ChoiceSheet({ item, choices }: ChoiceProps): ReactNode {
  const desk = useDesk();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(() => new Set(firstChoice(choices)));
  const toggle = (at: number): void =>
    setChosen((before) => new Set(before.has(at) ? [...before].filter((other) => other !== at) : [...before, at]));
  return (
    <Sheet title={text.incoming.preflightTitle(item.name)} onClose={() => desk.dismissQuestion()} width={620}>
      <p className="text-2">{text.incoming.preflightText(choices.length)}</p>
      <ul className="choice-list">
        {choices.map((choice, at) => (
          <li key={choice.positions.join(',')}>
            <label className="choice">
              <input type="checkbox" checked={chosen.has(at)} disabled={!choice.present} onChange={() => toggle(at)} />
              <span className="choice-name ellipsis">
                <Foreign text={choice.tags.length > 0 ? choice.tags.join(', ') : text.library.untagged(null)} />
              </span>
              <span className="text-2">
                <Foreign text={platformText(choice.platform)} />
              </span>
              <span className="mono text-3">{choice.imageId === null ? '' : shortDigest(choice.imageId)}</span>
              <span className="text-2">
                {choice.present ? (choice.known ? text.incoming.alreadyKnown : '') : text.incoming.absent}
              </span>
            </label>
          </li>
        ))}
      </ul>
      <div className="sheet-actions">
        <Button onClick={() => desk.dismissQuestion()}>{text.actions.cancel}</Button>
        <Button
          kind="primary"
          disabled={chosen.size === 0}
          onClick={() =>
            void desk.start(
              item.id,
              choices.filter((_, at) => chosen.has(at)),
            )
          }
        >
          {text.incoming.scan(chosen.size)}
        </Button>
      </div>
    </Sheet>
  );
}

/** The image for this machine's kind of processor where there is one, else the first that is there. */
function firstChoice(choices: readonly KnownChoice[]): number[] {
  const here = /aarch64|arm64/i.test(navigator.userAgent) ? 'arm64' : 'amd64';
  const fits = choices.findIndex(({ present, platform }) => present && platform?.architecture === here);
  const first = fits === -1 ? choices.findIndex(({ present }) => present) : fits;
  return first === -1 ? [] : [first];
}
