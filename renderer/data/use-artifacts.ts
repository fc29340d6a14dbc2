import type { ArtifactView, RemadeDocument } from '#shared/model/artifact.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { failureOf } from './failure-words.ts';
import { useTRPC } from './api.ts';

/** Stored documents of an image; undefined while they are read. */
export function useArtifacts(imageId: ImageId): Readonly<{
  artifacts: readonly ArtifactView[] | undefined;
  error: string | null;
  retry: () => void;
}> {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.artifacts.list.queryOptions({ imageId }, { staleTime: 0 }));
  return { artifacts: data, error: failureOf(error), retry: () => void refetch() };
}

/** Makes a stored document again and compares. */
export function useRemake(
  imageId: ImageId,
  id: Digest,
): Readonly<{ remade: RemadeDocument | undefined; error: string | null; busy: boolean; remake: () => void }> {
  const trpc = useTRPC();
  const { data, error, isPending, mutate } = useMutation(trpc.artifacts.remake.mutationOptions());
  return {
    remade: data,
    error: failureOf(error),
    busy: isPending,
    remake: () => mutate({ imageId, id }),
  };
}
