import type { ImageId } from '#shared/model/digest.ts';
import type { ExportedDocument, ExportWish } from '#shared/model/export.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { failureOf } from './failure-words.ts';
import { useTRPC } from './api.ts';

/** Makes documents of an image. A new wish forgets what was made before. */
export function useExport(imageId: ImageId): Readonly<{
  document: ExportedDocument | undefined;
  error: string | null;
  busy: boolean;
  make: (wish: ExportWish) => void;
  forget: () => void;
}> {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { data, error, isPending, mutate, reset } = useMutation(
    trpc.export.make.mutationOptions({
      onSuccess: () =>
        Promise.all(
          [trpc.artifacts.list.queryKey({ imageId }), trpc.signing.list.queryKey({ imageId })].map((queryKey) =>
            cache.invalidateQueries({ queryKey }),
          ),
        ),
    }),
  );
  return {
    document: data,
    error: failureOf(error),
    busy: isPending,
    make: (wish) => mutate({ imageId, ...wish }),
    forget: reset,
  };
}
