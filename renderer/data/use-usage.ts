import type { ImageId } from '#shared/model/digest.ts';
import type { UsageAnswer, UsageSummary } from '#shared/model/usage.ts';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from './api.ts';

/** What the start of an image reaches, in numbers; null where it was not traced, undefined while it is read. */
export function useUsageSummary(imageId: ImageId): UsageSummary | null | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.usage.summary.queryOptions({ imageId })).data;
}

/** Whether the start leads to a component or path, and how; null where that was not traced, undefined while it is read. */
export function useUsageOf(
  imageId: ImageId,
  subject: Readonly<{ key: string }> | Readonly<{ path: string }>,
): UsageAnswer | null | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.usage.of.queryOptions({ imageId, subject })).data;
}
