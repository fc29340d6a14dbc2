import { Download, GitCompare, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { failureWords } from '../data/failure-words.ts';
import { dropped } from '../data/browser-folders.ts';
import { takeIn, useDesk } from '../data/desk.ts';
import { areAttestations, useGiveAttestations } from '../data/given-attestations.ts';
import { useImageId } from '../data/use-image.ts';
import { announce } from '../state/announcer.ts';
import { activeTab, go, openLibrary, useConsole } from '../state/console.ts';
import { text } from '../text/en.ts';
import { Foreign } from '../ui/kit/foreign.tsx';
import { Icon } from '../ui/kit/icon.tsx';

/** What a drop would do. Over an open image, one file has a choice. */
type Zone = 'open' | 'compare';

/** Takes files dropped anywhere; attestations belong to the image in front. Every other drop is swallowed: a browser would leave the page for it. */
export function DropTarget({ children }: Readonly<{ children: ReactNode }>): ReactNode {
  const desk = useDesk();
  const { give } = useGiveAttestations();
  const latest = useRef(give);
  latest.current = give;
  const imageId = useImageId();
  const title = useConsole((state) => activeTab(state).title);
  /** Files that hang over the window; 0: none. */
  const [over, setOver] = useState(0);
  const [zone, setZone] = useState<Zone>('open');
  useEffect(() => {
    // Entering a child is told before leaving its parent, so the depth says when the window itself is left.
    let depth = 0;
    const onEnter = (event: DragEvent): void => {
      event.preventDefault();
      depth++;
      if (event.dataTransfer?.types.includes('Files')) setOver(Math.max(1, filesOf(event.dataTransfer)));
    };
    const onOver = (event: DragEvent): void => {
      event.preventDefault();
      setZone(zoneOf(event));
    };
    const onLeave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(0);
    };
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      depth = 0;
      setOver(0);
      if (!event.dataTransfer) return;
      const files = [...event.dataTransfer.files];
      if (imageId !== null && areAttestations(files)) {
        go({ section: 'attestations' });
        void latest.current(imageId, files);
        return;
      }
      const compareWith = zoneOf(event) === 'compare' ? imageId : null;
      void dropped(event.dataTransfer).then(
        (found) => {
          const [only, ...others] = found.given;
          if (found.given.length + found.empty.length + found.cut.length === 0) return;
          openLibrary('library');
          if (compareWith !== null && only && others.length === 0) desk.compare(only, compareWith);
          else takeIn(desk, found);
          // A file or folder that this user may not read.
        },
        (error: unknown) => announce(failureWords(error), true),
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
  }, [desk, imageId]);
  return (
    <>
      {children}
      {over === 1 && imageId !== null ? (
        <section className="drop-zones" aria-label={text.library.dropZones}>
          <DropZone zone="open" chosen={zone} icon={Download}>
            {text.library.dropToOpen}
          </DropZone>
          <DropZone zone="compare" chosen={zone} icon={GitCompare}>
            <Foreign text={text.diff.dropHere(title)} />
          </DropZone>
        </section>
      ) : over > 0 ? (
        <div className="drop-overlay">
          <Icon of={Download} size={40} />
          <p>{text.library.dropHere}</p>
        </div>
      ) : null}
    </>
  );
}

type ZoneProps = Readonly<{ zone: Zone; chosen: Zone; icon: LucideIcon; children: ReactNode }>;

function DropZone({ zone, chosen, icon, children }: ZoneProps): ReactNode {
  return (
    <div className="drop-zone" data-drop-zone={zone} data-chosen={zone === chosen || undefined}>
      <Icon of={icon} size={40} />
      <p>{children}</p>
    </div>
  );
}

function filesOf({ items }: DataTransfer): number {
  return [...items].filter(({ kind }) => kind === 'file').length;
}

function zoneOf({ target }: DragEvent): Zone {
  const zone = target instanceof Element ? target.closest('[data-drop-zone]')?.getAttribute('data-drop-zone') : null;
  return zone === 'compare' ? 'compare' : 'open';
}
