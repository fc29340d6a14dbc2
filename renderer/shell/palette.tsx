import type { ComponentRow } from '#shared/model/component-list.ts';
import { looksLikeLink } from '#shared/text/console-link.ts';
import { Modal } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Container, CornerDownLeft, Layers, Link, Package, type LucideIcon } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Command } from '../commands/command.ts';
import { useTRPC } from '../data/api.ts';
import { useImageId } from '../data/use-image.ts';
import { imageMatches, imageTitle, useLibrary } from '../data/use-library.ts';
import { shortCommand } from '../screens/overview/short-command.ts';
import { go, openImage, showSheet, togglePanel } from '../state/console.ts';
import { openLink } from '../state/open-link.ts';
import { text } from '../text/en.ts';
import { Foreign } from '../ui/kit/foreign.tsx';
import { Icon } from '../ui/kit/icon.tsx';
import { Keys } from '../ui/kit/keys.tsx';
import type { ImageId } from '#shared/model/digest.ts';
import './palette.css';

type Result = Readonly<{
  id: string;
  group: string;
  label: string;
  detail?: string;
  icon: LucideIcon;
  keys?: string;
  run: () => void;
}>;

/** Most results of a kind. */
const FEW = 8;

/** One box for everything: commands, images, components and layers of the image in front. */
export function Palette({ commands }: Readonly<{ commands: readonly Command[] }>): ReactNode {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const results = useResults(query.trim(), commands);
  const close = (): void => showSheet(null);
  const chosen = Math.min(at, results.length - 1);
  const run = (result: Result | undefined): void => {
    if (!result) return;
    close();
    result.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && results.length > 0) {
      event.preventDefault();
      const next = (chosen + step + results.length) % results.length;
      setAt(next);
      document.querySelector(`#palette-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(results[chosen]);
    }
  };
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      size={640}
      yOffset="12vh"
      padding={0}
      lockScroll={false}
      overlayProps={{ backgroundOpacity: 0.4 }}
      transitionProps={{ duration: 0 }}
      title={text.palette.title}
      classNames={{ content: 'sheet-content palette', header: 'sr-only' }}
    >
      <input
        className="palette-input"
        role="combobox"
        data-autofocus
        aria-label={text.palette.input}
        aria-expanded={results.length > 0}
        aria-controls="palette-list"
        aria-activedescendant={results.length > 0 ? `palette-${chosen}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder={text.palette.placeholder}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {results.length === 0 ? <p className="palette-none text-2">{text.palette.none(query)}</p> : null}
      <div id="palette-list" className="palette-list" role="listbox" aria-label={text.palette.title}>
        {results.map((result, place) => (
          <div key={result.id} role="presentation">
            {result.group === results[place - 1]?.group ? null : (
              <p className="menu-label" role="presentation">
                {result.group}
              </p>
            )}
            <div
              id={`palette-${place}`}
              className="palette-row"
              role="option"
              aria-selected={place === chosen}
              onMouseMove={() => setAt(place)}
              onClick={() => run(result)}
            >
              <Icon of={result.icon} size={15} />
              <span className="palette-label ellipsis">
                <Foreign text={result.label} />
              </span>
              {result.detail === undefined ? null : (
                <span className="ellipsis text-3">
                  <Foreign text={result.detail} />
                </span>
              )}
              {result.keys === undefined ? null : <Keys combo={result.keys} />}
            </div>
          </div>
        ))}
      </div>
      <p className="sr-only" role="status">
        {text.palette.results(results.length)}
      </p>
    </Modal>
  );
}

function useResults(query: string, commands: readonly Command[]): readonly Result[] {
  const imageId = useImageId();
  const { images } = useLibrary();
  const components = useComponentResults(imageId, query);
  const layers = useLayerResults(imageId, query);
  const words = query.toLowerCase();
  const fitting = commands
    .filter(
      ({ enabled, label, id }) =>
        enabled && id !== 'palette' && label.toLowerCase().includes(words.replace(/^>\s*/, '')),
    )
    .map(({ id, label, keys, run }): Result => ({
      id,
      group: text.palette.commands,
      label,
      icon: CornerDownLeft,
      ...(keys?.[0] ? { keys: keys[0] } : {}),
      run,
    }));
  if (query.startsWith('>')) return fitting;
  if (looksLikeLink(query))
    return [
      {
        id: 'link',
        group: text.window.pasted,
        label: text.window.openLink,
        detail: query.slice(0, 120),
        icon: Link,
        run: () => openLink(query),
      },
    ];
  const found = (images ?? [])
    .filter((image) => image.imageId !== imageId && imageMatches(image, query))
    .slice(0, FEW)
    .map((image): Result => {
      const title = imageTitle(image);
      return {
        id: image.imageId,
        group: text.palette.images,
        label: title,
        ...(image.distro?.prettyName == null ? {} : { detail: image.distro.prettyName }),
        icon: Container,
        run: () => openImage(image.imageId, title),
      };
    });
  return query === '' ? [...fitting, ...found] : [...components, ...layers, ...found, ...fitting];
}

function useComponentResults(imageId: ImageId | null, query: string): readonly Result[] {
  const trpc = useTRPC();
  const enabled = imageId !== null && query !== '' && !query.startsWith('>');
  const { data } = useQuery({
    ...trpc.components.window.queryOptions(
      {
        imageId: imageId ?? '',
        filter: {
          op: 'and',
          of: [
            { op: 'has', field: 'any', text: query.slice(0, 1000) || '-' },
            { op: 'flag', flag: 'present' },
          ],
        },
        sort: [{ by: 'name', descending: false }],
        limit: 50,
      },
      { placeholderData: keepPreviousData },
    ),
    enabled,
  });
  if (!enabled) return [];
  return [...(data?.rows ?? [])]
    .sort((a, b) => rank(a, query) - rank(b, query))
    .slice(0, FEW)
    .map((row) => ({
      id: row.key,
      group: text.palette.components,
      label: row.name,
      // The answer before Enter: which version, from which layer, and whether the start leads to it.
      detail: [
        row.version ?? '',
        text.layers.short(row.layers.introduced),
        row.usage === undefined ? text.window.answer.notTraced : text.usages[row.usage],
      ].join('  '),
      icon: Package,
      run: () => {
        go({
          section: 'components',
          query: '',
          facets: {},
          removed: false,
          selection: { kind: 'component', key: row.key },
        });
        togglePanel('inspector', true);
      },
    }));
}

/** Exact before beginning before anywhere. */
function rank({ name, key }: ComponentRow, query: string): number {
  const words = query.toLowerCase();
  if (key === query || name.toLowerCase() === words) return 0;
  return name.toLowerCase().startsWith(words) ? 1 : 2;
}

function useLayerResults(imageId: ImageId | null, query: string): readonly Result[] {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.image.overview.queryOptions({ imageId: imageId ?? '' }),
    enabled: imageId !== null,
  });
  const number = /^l?(\d+)$/i.exec(query)?.[1];
  if (imageId === null || query === '') return [];
  return (data?.layers ?? [])
    .filter(
      ({ index, createdBy }) =>
        String(index) === number || (query.length > 2 && createdBy?.toLowerCase().includes(query.toLowerCase())),
    )
    .slice(0, FEW)
    .map(({ index, createdBy }) => ({
      id: `layer-${index}`,
      group: text.palette.layers,
      label: text.layers.name(index),
      ...(createdBy === null ? {} : { detail: shortCommand(createdBy) }),
      icon: Layers,
      run: () => {
        go({ section: 'overview', selection: { kind: 'layer', index } });
        togglePanel('inspector', true);
      },
    }));
}
