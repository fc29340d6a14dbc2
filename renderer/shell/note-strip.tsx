import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from '../state/store.ts';
import { dismissNote, windowNote } from '../state/window-note.ts';
import { text } from '../text/en.ts';
import { IconButton } from '../ui/kit/button.tsx';
import { Foreign } from '../ui/kit/foreign.tsx';
import { Banner } from '../ui/kit/states.tsx';

/** What the window says about itself, under the tabs. */
export function NoteStrip(): ReactNode {
  const words = useStore(windowNote, (value) => value);
  if (words === null) return null;
  return (
    <Banner kind="caution">
      <span className="note-words">
        <Foreign text={words} />
      </span>
      <IconButton small icon={X} label={text.actions.dismiss} onClick={dismissNote} />
    </Banner>
  );
}
