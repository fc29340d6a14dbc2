import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Container, FileText, Package } from 'lucide-react';
import { useDeferredValue, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { ImageId } from '#shared/model/digest.ts';
import type { Hit } from '#shared/model/find.ts';
import { useTRPC } from '../../data/api.ts';
import { imageMatches, imageTitle, useLibrary } from '../../data/use-library.ts';
import { openImage, showSheet, togglePanel } from '../../state/console.ts';
import { firstView } from '../../state/view.ts';
import { text } from '../../text/en.ts';
import { shortDigest } from '../../text/formats.ts';
import { Dialog } from '../../ui/kit/dialog.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Icon } from '../../ui/kit/icon.tsx';
import { UsageMark } from '../../ui/kit/usage-mark.tsx';
import './find.css';

/** A list longer than this is not read but narrowed. */
const MOST_HITS = 200;
const MOST_IMAGES = 20;

/** One line: an image itself, or something in it. */
type Line = Readonly<{ id: string; imageId: ImageId; hit: Hit | null }>;

/** What has this name, package URL, path or digest, in all images; Enter opens the place. */
export function FindSheet(): ReactNode {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const query = useDeferredValue(typed.trim()).slice(0, 1000);
  const trpc = useTRPC();
  const { images = [] } = useLibrary();
  const { data, error } = useQuery({
    ...trpc.library.find.queryOptions({ text: query || '-', limit: MOST_HITS }, { placeholderData: keepPreviousData }),
    enabled: query !== '',
  });
  const titleOf = (id: ImageId): string => {
    const image = images.find(({ imageId }) => imageId === id);
    return image ? imageTitle(image) : shortDigest(id);
  };
  const found = query === '' ? undefined : data;
  const named = query === '' ? [] : images.filter((image) => imageMatches(image, query)).slice(0, MOST_IMAGES);
  const lines: readonly Line[] = [
    ...named.map(({ imageId }) => ({ id: imageId, imageId, hit: null })),
    ...(found?.groups ?? []).flatMap(({ imageId, hits }) =>
      hits.map((hit) => ({ id: `${imageId} ${hit.kind === 'file' ? hit.path : hit.key}`, imageId, hit })),
    ),
  ];
  const chosen = Math.min(at, lines.length - 1);
  const open = (line: Line | undefined): void => {
    if (!line) return;
    showSheet(null);
    openLine(line, titleOf(line.imageId));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (step !== undefined && lines.length > 0) {
      event.preventDefault();
      const next = Math.max(0, Math.min(lines.length - 1, chosen + step));
      setAt(next);
      document.querySelector(`#find-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(lines[chosen]);
    }
  };
  const listed = lines.filter(({ hit }) => hit !== null).length;
  return (
    <Dialog
      onClose={() => showSheet(null)}
      withCloseButton={false}
      size={760}
      yOffset="12vh"
      padding={0}
      title={text.window.find.title}
      classNames={{ content: 'sheet-content palette', header: 'sr-only' }}
    >
      <input
        className="palette-input"
        role="combobox"
        // Keys that follow at once are already meant for it.
        autoFocus
        data-autofocus
        aria-label={text.window.find.input}
        aria-expanded={lines.length > 0}
        aria-controls="find-list"
        aria-activedescendant={lines.length > 0 ? `find-${chosen}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder={text.window.find.placeholder}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <p className="find-note text-2" role="status">
        {query === '' ? (
          text.window.find.hint
        ) : error ? (
          text.window.find.failed
        ) : found && lines.length === 0 ? (
          <Foreign text={text.window.find.none(query, images.length)} />
        ) : found ? (
          [
            ...(named.length > 0 ? [text.window.find.tagged(named.length)] : []),
            ...(found.hits > 0 ? [text.window.find.found(found.hits, found.images)] : []),
            ...(listed < found.hits ? [text.window.find.first(listed)] : []),
          ].join('; ')
        ) : (
          ''
        )}
      </p>
      <div id="find-list" className="palette-list" role="listbox" aria-label={text.window.find.title}>
        {lines.map((line, place) => (
          <div key={line.id} role="presentation">
            {line.hit === null || line.imageId === lines[place - 1]?.imageId ? null : (
              <p className="menu-label" role="presentation">
                <Foreign text={titleOf(line.imageId)} /> <span className="mono">{shortDigest(line.imageId)}</span>
              </p>
            )}
            <div
              id={`find-${place}`}
              className="palette-row"
              role="option"
              aria-selected={place === chosen}
              onMouseMove={() => setAt(place)}
              onClick={() => open(line)}
            >
              <LineText line={line} title={titleOf(line.imageId)} />
            </div>
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function LineText({ line: { hit, imageId }, title }: Readonly<{ line: Line; title: string }>): ReactNode {
  if (hit === null)
    return (
      <>
        <Icon of={Container} size={15} />
        <span className="palette-label ellipsis">
          <Foreign text={title} />
        </span>
        <span className="mono text-3">{shortDigest(imageId)}</span>
      </>
    );
  if (hit.kind === 'file')
    return (
      <>
        <Icon of={FileText} size={15} />
        <span className="palette-label ellipsis">
          <Foreign text={`/${hit.path}`} />
        </span>
        <span className="text-2 find-end">
          {text.window.find.citedFile} · {text.layers.short(hit.layer)}
        </span>
      </>
    );
  return (
    <>
      <Icon of={Package} size={15} />
      <span className="palette-label ellipsis">
        <Foreign text={hit.name} />
      </span>
      <span className="ellipsis text-2">
        <Foreign text={hit.version ?? ''} />
      </span>
      <span className="text-2 find-end">
        {hit.removed === null ? (
          hit.usage === null ? null : (
            <UsageMark word={hit.usage} />
          )
        ) : (
          text.window.find.removed(hit.removed)
        )}{' '}
        {text.layers.short(hit.introduced)}
      </span>
    </>
  );
}

/** The exact place: the image, or the component or file in it, selected. */
function openLine({ imageId, hit }: Line, title: string): void {
  if (hit === null) {
    openImage(imageId, title);
    return;
  }
  const view = firstView('components');
  if (hit.kind === 'component')
    openImage(imageId, title, {
      ...view,
      removed: hit.removed !== null,
      selection: { kind: 'component', key: hit.key },
    });
  else openImage(imageId, title, { ...view, selection: { kind: 'file', path: hit.path } });
  togglePanel('inspector', true);
}
