import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from './api.ts';

/**
 * One preference, kept in the data folder, and how to change it; null forgets it. Shown at once, written behind.
 *
 * @returns `value` undefined: none is kept, or it is still read
 */
export function useSetting(key: string): Readonly<{ value: string | undefined; set: (value: string | null) => void }> {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const options = trpc.settings.get.queryOptions();
  const { data } = useQuery(options);
  const { mutate } = useMutation(trpc.settings.set.mutationOptions());
  return {
    value: data?.[key],
    set(value) {
      cache.setQueryData(options.queryKey, (before) => {
        const { [key]: _, ...rest } = before ?? {};
        return value === null ? rest : { ...rest, [key]: value };
      });
      mutate({ key, value });
    },
  };
}
