import { useMutation } from '@tanstack/react-query';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPC } from '../../data/api.ts';
import { text } from '../../text/en.ts';
import { announce } from '../../state/announcer.ts';

/** What can be done to a job. Its new state comes back with the events. */
export function useJobActions(): Readonly<{
  cancel: (jobId: string) => void;
  retry: (jobId: string) => void;
  clear: (jobIds: readonly string[]) => void;
}> {
  const trpc = useTRPC();
  const onError = (error: Readonly<{ message: string }>): void => announce(failureWords(error), true);
  const cancel = useMutation(trpc.scan.cancel.mutationOptions({ onError }));
  const retry = useMutation(trpc.jobs.retry.mutationOptions({ onError }));
  const clear = useMutation(
    trpc.jobs.clear.mutationOptions({
      onError,
      onSuccess: ({ cleared }) => announce(text.jobs.cleared(cleared.length)),
    }),
  );
  return {
    cancel: (jobId) => cancel.mutate({ jobId }),
    retry: (jobId) => retry.mutate({ jobId }),
    clear: (jobIds) => clear.mutate({ jobIds: [...jobIds] }),
  };
}
