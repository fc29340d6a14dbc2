import type { LibraryImage } from '#shared/model/library.ts';
import { useMutation } from '@tanstack/react-query';
import { Container, Ellipsis, Trash2 } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
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

/** Images as rows. Enter opens one; arrows move. */
export function ImageTable({ images }: Readonly<{ images: readonly LibraryImage[] }>): ReactNode {
  const [removing, setRemoving] = useState<LibraryImage | null>(null);
  const now = useNow();
  return (
    <>
      <table className="image-table">
        <thead>
          <tr>
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
        <tbody onKeyDown={moveBetweenRows}>
          {images.map((image) => (
            <ImageRow key={image.imageId} image={image} now={now} onRemove={() => setRemoving(image)} />
          ))}
        </tbody>
      </table>
      {removing ? <RemoveSheet image={removing} onClose={() => setRemoving(null)} /> : null}
    </>
  );
}

type RowProps = Readonly<{ image: LibraryImage; now: number; onRemove: () => void }>;

function ImageRow({ image, now, onRemove }: RowProps): ReactNode {
  const title = imageTitle(image);
  const open = (): void => openImage(image.imageId, title);
  return (
    <tr onClick={open}>
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
        {ago(Math.min(image.scannedAtMs, now), now)}
      </td>
      <td className="row-actions" onClick={(event) => event.stopPropagation()}>
        <MenuButton
          label={text.library.actions(title)}
          groups={[
            {
              entries: [
                { id: 'open', label: text.actions.open, run: open },
                ...image.digests.map(({ digest, kind }) => {
                  const what = text.library.copyOf[kind];
                  return { id: digest, label: text.copy.action(what), run: () => void copyText(digest, what) };
                }),
                { id: 'remove', label: text.actions.remove, icon: Trash2, run: onRemove },
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
}

function RemoveSheet({ image, onClose }: Readonly<{ image: LibraryImage; onClose: () => void }>): ReactNode {
  const trpc = useTRPC();
  const title = imageTitle(image);
  const remove = useMutation(
    trpc.library.remove.mutationOptions({
      onSuccess: () => {
        closeTab(image.imageId);
        announce(text.library.removed(title));
        onClose();
      },
    }),
  );
  return (
    <Sheet title={text.library.removeTitle(title)} onClose={onClose} width={460}>
      <p>{text.library.removeText}</p>
      {remove.error ? <p role="alert">{remove.error.message}</p> : null}
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
