import type { LeavingImage, LibraryImage } from '#shared/model/library.ts';
import { useQuery } from '@tanstack/react-query';
import { failureOf } from './failure-words.ts';
import { text } from '../text/en.ts';
import { useTRPC } from './api.ts';

/** The library's images, newest first; undefined until the engine answered. */
export function useLibrary(): Readonly<{
  images: readonly LibraryImage[] | undefined;
  leaving: readonly LeavingImage[];
  error: string | null;
  retry: () => void;
}> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.library.list.queryOptions());
  return {
    images: data?.images,
    leaving: data?.leaving ?? [],
    error: failureOf(error),
    retry: () => void refetch(),
  };
}

/** What people call an image: its first tag, else where it came from. */
export function imageTitle({ tags, source }: Pick<LibraryImage, 'tags' | 'source'>): string {
  return tags[0] ?? text.library.untagged(source.name);
}

/** `linux/amd64`, with variant and version where they are stated. */
export function platformText(platform: LibraryImage['platform']): string {
  if (!platform) return '—';
  return [platform.os, platform.architecture, platform.variant, platform.osVersion].filter(Boolean).join('/');
}

/** Does an image fit what was typed? Every word must be somewhere. */
export function imageMatches(image: LibraryImage, query: string): boolean {
  const where = [
    ...image.tags,
    image.source.name ?? '',
    image.imageId,
    ...image.digests.map(({ digest }) => digest),
    image.distro?.prettyName ?? '',
    platformText(image.platform),
  ]
    .join('\n')
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => where.includes(word));
}
