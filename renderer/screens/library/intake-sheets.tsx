import { useState, type ReactNode } from 'react';
import { useDesk } from '../../data/desk.ts';
import { intakeStore, usualChoice, type Incoming, type KnownChoice } from '../../data/intake-state.ts';
import { useStore } from '../../state/store.ts';
import { text } from '../../text/en.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { ChoiceList } from './choice-list.tsx';
import { PreflightSheet } from './preflight-sheet.tsx';

/** Questions that a drop may raise: about many files at once, or which images of one archive. */
export function IntakeSheets(): ReactNode {
  const batch = useStore(intakeStore, (intake) => intake.batch);
  const choosing = useStore(intakeStore, (intake) => intake.items.find(({ id }) => id === intake.choosing));
  if (batch) return <PreflightSheet batch={batch} />;
  if (choosing?.step.at === 'choose')
    return <ChoiceSheet key={choosing.id} item={choosing} choices={choosing.step.choices} />;
  return null;
}

type ChoiceProps = Readonly<{ item: Incoming; choices: readonly KnownChoice[] }>;

function ChoiceSheet({ item, choices }: ChoiceProps): ReactNode {
  const desk = useDesk();
  const [chosen, setChosen] = useState(() => usualChoice(choices));
  return (
    <Sheet
      title={text.incoming.preflightTitle(visibleLine(item.name))}
      onClose={() => desk.dismissQuestion()}
      width={620}
    >
      <p className="text-2">{text.incoming.preflightText(choices.length)}</p>
      <ChoiceList
        label={text.preflight.choices(visibleLine(item.name))}
        choices={choices}
        chosen={chosen}
        onChange={setChosen}
      />
      <div className="sheet-actions">
        <Button onClick={() => desk.dismissQuestion()}>{text.actions.cancel}</Button>
        <Button
          kind="primary"
          disabled={chosen.length === 0}
          onClick={() =>
            void desk.start(
              item.id,
              choices.filter((_, at) => chosen.includes(at)),
            )
          }
        >
          {text.incoming.scan(chosen.length)}
        </Button>
      </div>
    </Sheet>
  );
}
