import { Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { Button, IconButton } from '../../ui/kit/button.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { viewLimits } from './saved-views.ts';

type SaveProps = Readonly<{ names: readonly string[]; onSave: (name: string) => void; onClose: () => void }>;

/** Asks for the name of a view. */
export function SaveViewSheet({ names, onSave, onClose }: SaveProps): ReactNode {
  const [name, setName] = useState('');
  const wanted = name.trim();
  return (
    <Sheet title={text.list.saveTitle} onClose={onClose} width={440}>
      <form
        className="rows-sheet"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '') onSave(wanted);
        }}
      >
        <p className="text-2">{text.list.viewHolds}</p>
        <label className="export-field">
          {text.list.viewName}
          <input
            data-autofocus
            className="text-input"
            value={name}
            maxLength={viewLimits.name}
            autoComplete="off"
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        {names.includes(wanted) ? <p role="status">{text.list.replaces}</p> : null}
        <div className="rows-sheet-foot">
          <Button
            kind="primary"
            disabled={wanted === ''}
            onClick={(event) => event.currentTarget.form?.requestSubmit()}
          >
            {text.list.save}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

type ManageProps = Readonly<{ names: readonly string[]; onRemove: (name: string) => void; onClose: () => void }>;

/** Lists saved views, to remove them. */
export function ManageViewsSheet({ names, onRemove, onClose }: ManageProps): ReactNode {
  return (
    <Sheet title={text.list.manageTitle} onClose={onClose} width={440}>
      <ul className="view-list">
        {names.map((name) => (
          <li key={name}>
            <span className="ellipsis">{name}</span>
            <IconButton icon={Trash2} small label={text.list.remove(name)} onClick={() => onRemove(name)} />
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
