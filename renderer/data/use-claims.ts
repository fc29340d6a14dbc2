import type { ClaimPlace, ClaimRow } from '#shared/model/claims.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { failureOf } from './failure-words.ts';
import { useTRPC } from './api.ts';

/** Rows of one request. */
const PAGE = 100;

/** Pages that nobody looks at are forgotten after this long. */
const PAGE_KEPT_MS = 15_000;

type Claims = Readonly<{
  /** Undefined while the first rows are read. */
  total: number | undefined;
  error: string | null;
  /** The row at a place; undefined while its page is read. */
  rowAt: (index: number) => ClaimRow | undefined;
}>;

/** Claims that rest on some bytes, of which only the pages around the visible rows are held. */
export function useClaims(
  imageId: ImageId,
  { container, range, ...place }: ClaimPlace,
  visible: Readonly<{ first: number; last: number }>,
): Claims {
  const trpc = useTRPC();
  const input = {
    imageId,
    ...place,
    container: container && [...container],
    range: range && { ...range },
    limit: PAGE,
  };
  const head = useQuery(trpc.evidence.claims.queryOptions(input));
  const firstPage = Math.max(1, Math.floor(visible.first / PAGE));
  const lastPage = Math.floor(Math.min(visible.last, (head.data?.total ?? 0) - 1) / PAGE);
  const numbers = Array.from({ length: Math.max(0, lastPage - firstPage + 1) }, (_, k) => firstPage + k);
  const pages = useQueries({
    queries: numbers.map((page) =>
      trpc.evidence.claims.queryOptions({ ...input, offset: page * PAGE }, { gcTime: PAGE_KEPT_MS }),
    ),
  });
  return {
    total: head.data?.total,
    error: failureOf(head.error),
    rowAt(index) {
      const page = Math.floor(index / PAGE);
      return page === 0 ? head.data?.rows[index] : pages[page - firstPage]?.data?.rows[index % PAGE];
    },
  };
}
