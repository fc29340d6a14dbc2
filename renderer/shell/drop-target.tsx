import { Download } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useDesk } from '../data/desk.ts';
import { droppedFiles } from '../data/dropped-files.ts';
import { announce } from '../state/announcer.ts';
import { openLibrary } from '../state/console.ts';
import { text } from '../text/en.ts';
import { Icon } from '../ui/kit/icon.tsx';

/** Takes files dropped anywhere. Every other drop is swallowed: a browser would leave the page for it. */
export function DropTarget({ children }: Readonly<{ children: ReactNode }>): ReactNode {
  const desk = useDesk();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child is told before leaving its parent, so the depth says when the window itself is left.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      event.preventDefault();
      depth++;
      if (event.dataTransfer?.types.includes('Files')) setOver(true);
    };
    const onOver = (event: DragEvent): void => event.preventDefault();
    const onLeave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (!event.dataTransfer) return;
      void droppedFiles(event.dataTransfer).then(
        ({ files, emptyFolders }) => {
          if (files.length + emptyFolders.length === 0) return;
          openLibrary('library');
          desk.addFiles(files);
          for (const name of emptyFolders) desk.addEmptyFolder(name);
          // A file or folder that this user may not read.
        },
        (error: unknown) => announce(error instanceof Error ? error.message : String(error), true),
      );
    };
    const events = [
      ['dragenter', onEnter],
      ['dragover', onOver],
      ['dragleave', onLeave],
      ['drop', onDrop],
    ] as const;
    for (const [name, run] of events) window.addEventListener(name, run);
    return () => {
      for (const [name, run] of events) window.removeEventListener(name, run);
    };
  }, [desk]);
  return (
    <>
      {children}
      {over ? (
        <div className="drop-overlay">
          <Icon of={Download} size={40} />
          <p>{text.library.dropHere}</p>
        </div>
      ) : null}
    </>
  );
}
