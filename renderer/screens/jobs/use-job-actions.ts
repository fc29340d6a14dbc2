import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '../../data/api.ts';
import { announce } from '../../state/announcer.ts';

/** What can be done to a job. Its new state comes back with the events. */
export function useJobActions(): Readonly<{ cancel: (jobId: string) => void; retry: (jobId: string) => void }> {
  const trpc = useTRPC();
  const onError = (error: Readonly<{ message: string }>): void => announce(error.message, true);
  const cancel = useMutation(trpc.scan.cancel.mutationOptions({ onError }));
  const retry = useMutation(trpc.jobs.retry.mutationOptions({ onError }));
  return { cancel: (jobId) => cancel.mutate({ jobId }), retry: (jobId) => retry.mutate({ jobId }) };
}
