import type { LibraryImage } from '#shared/model/library.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Container, Ellipsis, GitCompare, Trash2 } from 'lucide-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { imageTitle, platformText } from '../../data/use-library.ts';
import { useNow } from '../../data/use-live.ts';
import { announce } from '../../state/announcer.ts';
import { closeTab, openImage } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { ago, count, shortDigest, utc } from '../../text/formats.ts';
import { Button } from '../../ui/kit/button.tsx';
import { copyText } from '../../ui/kit/copy.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { MenuButton } from '../../ui/kit/menu.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { visibleLine } from '../../text/visible-text.ts';

const ROW_HEIGHT = 35;
const COLUMNS = 8;
/** As the engine waits (`engine/run/console/departures.ts`). */
const UNDO_SECONDS = 10;

/** Images as rows, of which only those around the view are in the page. Enter opens one; arrows move. */
export function ImageTable({ images }: Readonly<{ images: readonly LibraryImage[] }>): ReactNode {
  const [removing, setRemoving] = useState<LibraryImage | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  // Where the rows begin in what is scrolled, which is the whole screen.
  const [start, setStart] = useState(0);
  const scrolled = (): HTMLElement | null => body.current?.closest<HTMLElement>('.screen') ?? null;
  useLayoutEffect(() => {
    const [rows, screen] = [body.current, scrolled()];
    if (!rows || !screen) return;
    setStart(Math.round(rows.getBoundingClientRect().top - screen.getBoundingClientRect().top + screen.scrollTop));
  });
  const virtual = useVirtualizer({
    count: images.length,
    getScrollElement: scrolled,
    estimateSize: () => ROW_HEIGHT,
    scrollMargin: start,
    overscan: 20,
    getItemKey: (index) => images[index]?.imageId ?? index,
  });
  const items = virtual.getVirtualItems();
  const before = (items[0]?.start ?? start) - start;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? start) - start);
  return (
    <>
      <table className="image-table" aria-rowcount={images.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{text.library.reference}</th>
            <th scope="col">{text.library.platform}</th>
            <th scope="col">{text.library.distro}</th>
            <th scope="col">{text.library.imageId}</th>
            <th scope="col" className="number">
              {text.library.layers}
            </th>
            <th scope="col" className="number">
              {text.library.components}
            </th>
            <th scope="col">{text.library.seen}</th>
            <th scope="col">
              <span className="sr-only">{text.shell.menu}</span>
            </th>
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={moveBetweenRows}>
          <Room height={before} />
          {items.map(({ index, key }) => {
            const image = images[index];
            return image ? <ImageRow key={key} image={image} index={index} onRemove={setRemoving} /> : null;
          })}
          <Room height={after} />
        </tbody>
      </table>
      {removing ? <RemoveSheet image={removing} onClose={() => setRemoving(null)} /> : null}
    </>
  );
}

/** Room of the rows that are not in the page. */
function Room({ height }: Readonly<{ height: number }>): ReactNode {
  return height > 0 ? (
    <tr aria-hidden className="image-room">
      <td colSpan={COLUMNS} style={{ height }} />
    </tr>
  ) : null;
}

type RowProps = Readonly<{ image: LibraryImage; index: number; onRemove: (image: LibraryImage) => void }>;

const ImageRow = memo(function ImageRow({ image, index, onRemove }: RowProps): ReactNode {
  const title = imageTitle(image);
  const open = (): void => openImage(image.imageId, title);
  return (
    <tr onClick={open} aria-rowindex={index + 2}>
      <td>
        <span className="image-name">
          <Icon of={Container} size={15} />
          <button type="button" className="row-link ellipsis" onClick={open}>
            <Foreign text={title} />
          </button>
          {image.tags.length > 1 ? <span className="text-3">+{image.tags.length - 1}</span> : null}
        </span>
      </td>
      <td className="text-2">
        <Foreign text={platformText(image.platform)} />
      </td>
      <td className="text-2">{image.distro ? <Foreign text={image.distro.prettyName ?? image.distro.id} /> : '—'}</td>
      <td className="mono text-2">{shortDigest(image.imageId)}</td>
      <td className="number figures">{count(image.layers)}</td>
      <td className="number figures" title={image.complete ? undefined : text.library.partial}>
        {image.complete ? null : <span className="text-2">≥ </span>}
        {count(image.components)}
      </td>
      <td className="text-2" title={utc(image.scannedAtMs)}>
        <Ago atMs={image.scannedAtMs} />
      </td>
      <td className="row-actions" onClick={(event) => event.stopPropagation()}>
        <MenuButton
          label={text.library.actions(visibleLine(title))}
          groups={[
            {
              entries: [
                { id: 'open', label: text.actions.open, run: open },
                {
                  id: 'compare',
                  label: text.commands.diff,
                  icon: GitCompare,
                  run: () => openImage(image.imageId, title, { section: 'diff', other: null }),
                },
                ...image.digests.map(({ digest, kind }) => {
                  const what = text.library.copyOf[kind];
                  return { id: digest, label: text.copy.action(what), run: () => void copyText(digest, what) };
                }),
                { id: 'remove', label: text.actions.remove, icon: Trash2, run: () => onRemove(image) },
              ],
            },
          ]}
        >
          <button type="button" className="icon-button" data-small aria-label={text.library.actions(title)}>
            <Icon of={Ellipsis} />
          </button>
        </MenuButton>
      </td>
    </tr>
  );
});

/** On its own, so that a second that passes draws words again and not rows. */
function Ago({ atMs }: Readonly<{ atMs: number }>): ReactNode {
  const now = useNow();
  return ago(Math.min(atMs, now), now);
}

function RemoveSheet({ image, onClose }: Readonly<{ image: LibraryImage; onClose: () => void }>): ReactNode {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const title = imageTitle(image);
  const remove = useMutation(
    trpc.library.remove.mutationOptions({
      onSuccess: async () => {
        closeTab(image.imageId);
        announce(text.library.removed(title));
        onClose();
        await cache.invalidateQueries({ queryKey: trpc.library.list.queryKey() });
      },
    }),
  );
  return (
    <Sheet title={text.library.removeTitle(title)} onClose={onClose} width={460}>
      <p>{text.library.removeText}</p>
      <p className="text-2">{text.library.leaving.canUndo(UNDO_SECONDS)}</p>
      {remove.error ? <p role="alert">{failureWords(remove.error)}</p> : null}
      <div className="sheet-actions">
        <Button onClick={onClose}>{text.actions.cancel}</Button>
        <Button kind="primary" disabled={remove.isPending} onClick={() => remove.mutate({ imageId: image.imageId })}>
          {text.actions.remove}
        </Button>
      </div>
    </Sheet>
  );
}

/** Arrow keys go through the rows' names, as in a list. */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const names = [...event.currentTarget.querySelectorAll<HTMLElement>('.row-link')];
  const at = names.findIndex((name) => name === document.activeElement);
  const next = at === -1 ? undefined : names[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
