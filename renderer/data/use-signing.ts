import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { DocumentAttestation, SignerView } from '#shared/model/attestation.ts';
import type { Digest, ImageId } from '#shared/model/digest.ts';
import type { JobView } from '#shared/model/job.ts';
import { failureOf } from './failure-words.ts';
import { useTRPC } from './api.ts';
import { isOpen, useLive } from './use-live.ts';

/** What is attested of each stored document; asked for again whenever a signing of the image ends. */
export function useDocumentAttestations(
  imageId: ImageId,
): Readonly<{ of: (id: Digest) => DocumentAttestation | undefined; failed: boolean }> {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const list = useQuery(trpc.signing.list.queryOptions({ imageId }, { staleTime: 0 }));
  const ended = useLive((live) =>
    (live.jobs ?? [])
      .filter((job) => job.signing?.imageId === imageId && !isOpen(job))
      .map(({ id }) => id)
      .join(),
  );
  useEffect(() => {
    if (ended === '') return;
    for (const queryKey of [trpc.signing.list.queryKey({ imageId }), trpc.attestations.list.queryKey({ imageId })])
      void cache.invalidateQueries({ queryKey });
  }, [ended, imageId, cache, trpc]);
  return { of: (id) => list.data?.find((one) => one.id === id), failed: list.isError };
}

/** Who would sign; undefined while that is asked. */
export function useSigner(): SignerView | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.signing.signer.queryOptions(undefined, { staleTime: 0 })).data;
}

/** Has a document signed, and follows the job. */
export function useSign(
  imageId: ImageId,
  id: Digest,
): Readonly<{ job: JobView | undefined; busy: boolean; error: string | null; sign: () => void }> {
  const trpc = useTRPC();
  const [jobId, setJobId] = useState<string | null>(null);
  const { isPending, error, mutate } = useMutation(
    trpc.signing.start.mutationOptions({ onSuccess: (started) => setJobId(started.jobId) }),
  );
  const job = useLive((live) => live.jobs?.find((one) => one.id === jobId));
  return {
    job,
    busy: isPending || (jobId !== null && (job === undefined || isOpen(job))),
    error: failureOf(error),
    sign: () => mutate({ imageId, id }),
  };
}
