import { QueryClient, type InvalidateOptions, type InvalidateQueryFilters, type QueryKey } from '@tanstack/react-query';

/**
 * Cache of answers. Facts about an image do not age: events say when something is new. An answer that was on its way when it was said
 * may be from before. Where there was no older one, the library takes it for fresh; here it is asked for again.
 */
class AnswerCache extends QueryClient {
  override async invalidateQueries<Key extends QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    const underway = this.getQueryCache()
      .findAll(filters)
      .filter(
        (query) => query.state.fetchStatus === 'fetching' && !(query.isActive() && query.state.data !== undefined),
      );
    const ends = Promise.allSettled(underway.map((query) => query.promise ?? Promise.resolve()));
    await super.invalidateQueries(filters, options);
    if (underway.length === 0) return;
    await ends;
    await super.invalidateQueries({ predicate: (query) => underway.includes(query) }, options);
  }
}

export function createQueryCache(): QueryClient {
  return new AnswerCache({
    defaultOptions: {
      queries: { staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000, retry: false, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
}
