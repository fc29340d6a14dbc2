import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ImageId, Sha256 } from '#shared/model/digest.ts';
import { announce } from '../state/announcer.ts';
import { createStore } from '../state/store.ts';
import { text } from '../text/en.ts';
import { useTRPC } from './api.ts';
import { fileAsBase64, MAX_BYTES } from './file-as-base64.ts';

/** The attestation that is looked at, and why the last file was not added; of one image. */
export const attestationStore = createStore<
  Readonly<{ imageId: ImageId | null; chosen: Sha256 | null; refused: string | null }>
>({ imageId: null, chosen: null, refused: null });

/** Names that attestations have, for the dialog and for what is dropped. */
export const ATTESTATION_NAMES = ['.json', '.sigstore', '.intoto', '.jsonl'] as const;

/** Are these attestations by name? An archive never is, and what is none after all is refused in words by the engine. */
export function areAttestations(files: readonly Readonly<{ name: string }>[]): boolean {
  return (
    files.length > 0 && files.every(({ name }) => ATTESTATION_NAMES.some((end) => name.toLowerCase().endsWith(end)))
  );
}

/** Gives files to an image, one after the other; the last that was added is looked at. */
export function useGiveAttestations(): Readonly<{
  pending: boolean;
  give: (imageId: ImageId, files: readonly File[]) => Promise<void>;
}> {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { isPending, mutateAsync } = useMutation(trpc.attestations.add.mutationOptions());
  return {
    pending: isPending,
    async give(imageId, files) {
      const change = (part: Partial<ReturnType<typeof attestationStore.get>>): void =>
        attestationStore.set((before) => ({ ...before, ...part, imageId }));
      change({ refused: null });
      for (const file of files) {
        try {
          if (file.size > MAX_BYTES) throw new Error(text.attestations.tooLarge(file.size, MAX_BYTES));
          const { sha256 } = await mutateAsync({ imageId, name: file.name, base64: await fileAsBase64(file) });
          change({ chosen: sha256 });
          announce(text.attestations.added(file.name));
        } catch (error) {
          change({
            refused: text.attestations.addFailed(file.name, error instanceof Error ? error.message : String(error)),
          });
        }
      }
      await cache.invalidateQueries({ queryKey: trpc.attestations.list.queryKey({ imageId }) });
    },
  };
}
