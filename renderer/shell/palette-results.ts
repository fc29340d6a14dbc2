import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Container, CornerDownLeft, FileText, Layers, Link, Package, type LucideIcon } from 'lucide-react';
import type { ComponentRow } from '#shared/model/component-list.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { looksLikeLink } from '#shared/text/console-link.ts';
import type { Command } from '../commands/command.ts';
import { useTRPC } from '../data/api.ts';
import { useImageId } from '../data/use-image.ts';
import { imageMatches, imageTitle, useLibrary } from '../data/use-library.ts';
import { shortCommand } from '#shared/text/short-command.ts';
import { go, openImage, togglePanel } from '../state/console.ts';
import { openLink } from '../state/open-link.ts';
import { text } from '../text/en.ts';

/** What the answer before Enter is about. `path`: printed. */
export type Subject = Readonly<{ name: string; version: string | null; introduced: number }> &
  (Readonly<{ key: string }> | Readonly<{ path: string }>);

export type Result = Readonly<{
  id: string;
  group: string;
  label: string;
  detail?: string;
  icon: LucideIcon;
  keys?: string;
  /** Why it cannot be done now. */
  off?: string;
  subject?: Subject;
  run: () => void;
}>;

/** Most results of a kind. */
const FEW = 8;

/** What fits to the words: exact things first, commands last; those that cannot be done now at the very end. */
export function useResults(query: string, commands: readonly Command[]): readonly Result[] {
  const imageId = useImageId();
  const { images } = useLibrary();
  const components = useComponentResults(imageId, query);
  const files = useFileResults(imageId, query);
  const layers = useLayerResults(imageId, query);
  const words = query.toLowerCase();
  const fitting = commands
    .filter(({ label }) => label.toLowerCase().includes(words.replace(/^>\s*/, '')))
    .sort((a, b) => Number(b.enabled) - Number(a.enabled))
    .map(({ id, label, keys, enabled, off, run }): Result => ({
      id,
      group: text.palette.commands,
      label,
      icon: CornerDownLeft,
      ...(keys?.[0] ? { keys: keys[0] } : {}),
      ...(enabled ? {} : { off: text.palette.needs[off ?? 'other'] }),
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
  return query === '' ? [...fitting, ...found] : [...components, ...files, ...layers, ...found, ...fitting];
}

function useComponentResults(imageId: ImageId | null, query: string): readonly Result[] {
  const trpc = useTRPC();
  const enabled = imageId !== null && query !== '' && !query.startsWith('>');
  const { data, isPlaceholderData } = useQuery({
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
  return (
    (data?.rows ?? [])
      // Those of the letters before, as far as they fit: Enter must not lead to something else than was typed.
      .filter((row) => !isPlaceholderData || fits(row, query))
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
        subject: { key: row.key, name: row.name, version: row.version, introduced: row.layers.introduced },
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
      }))
  );
}

/** A path from the root, or a library by the name that programs need it by. */
function useFileResults(imageId: ImageId | null, query: string): readonly Result[] {
  const trpc = useTRPC();
  const enabled = imageId !== null && /^\/.|\.so/.test(query);
  const { data } = useQuery({
    ...trpc.files.named.queryOptions({ imageId: imageId ?? '', name: query.slice(0, 1000) || '-', limit: FEW }),
    enabled,
  });
  if (!enabled) return [];
  return (data ?? []).map(({ path, introduced }) => ({
    id: `file ${path}`,
    group: text.palette.files,
    label: `/${path}`,
    detail: text.layers.short(introduced),
    icon: FileText,
    subject: { path, name: path.split('/').at(-1) ?? path, version: null, introduced },
    run: () => {
      go({ section: 'components', query: '', facets: {}, removed: false, selection: { kind: 'file', path } });
      togglePanel('inspector', true);
    },
  }));
}

function fits({ name, version, key }: ComponentRow, query: string): boolean {
  return [name, version ?? '', key].some((part) => part.toLowerCase().includes(query.toLowerCase()));
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
