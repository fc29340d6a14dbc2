import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTRPC } from '../../data/api.ts';
import { listInput, type ComponentList, type useComponentRows } from '../../data/use-component-rows.ts';
import type { GroupPlaces } from './group-places.ts';

type AnchorProps = Readonly<{
  /** The rows in view are held when this changes, as from the inventory to what is used and back. */
  anchorOn: string;
  list: ComponentList;
  scroll: RefObject<HTMLDivElement | null>;
  rows: ReturnType<typeof useComponentRows>;
  places: GroupPlaces;
  rowHeight: number;
  /** The chosen row's place and key: held rather than the row at the top. */
  active: number | null;
  activeKey: string | null;
  /** Place of the row at the top. */
  first: number;
}>;

/** Keeps a row at the height where it was while another list takes the place of the one that was shown. */
export function useScrollAnchor(props: AnchorProps): void {
  const { anchorOn, list, scroll, rows, places, rowHeight, active, activeKey, first } = props;
  const trpc = useTRPC();
  const [held, setHeld] = useState<Readonly<{ key: string; from: number }> | null>(null);
  /** The row that would be held, and how far below the upper edge it is. */
  const current = useRef<typeof held>(null);
  const before = useRef(anchorOn);
  // While another list is awaited, what is on screen still is the one before.
  const settled = before.current === anchorOn;
  if (settled && !rows.stale && scroll.current) {
    const { scrollTop, clientHeight } = scroll.current;
    const fromTop = (index: number): number => places.lineOf(index) * rowHeight - scrollTop;
    const top = rows.rowAt(first);
    if (active !== null && activeKey !== null && fromTop(active) >= 0 && fromTop(active) < clientHeight)
      current.current = { key: activeKey, from: fromTop(active) };
    else if (top && scrollTop > 0) current.current = { key: top.key, from: fromTop(first) };
    else current.current = null;
  }
  useEffect(() => {
    if (before.current === anchorOn) return;
    before.current = anchorOn;
    setHeld(current.current);
  }, [anchorOn]);
  const { data, isFetching } = useQuery({
    ...trpc.components.window.queryOptions({ ...listInput(list), at: { anchor: held?.key ?? '-' }, limit: 1 }),
    enabled: held !== null,
  });
  useEffect(() => {
    if (held === null || !data || isFetching || rows.stale) return;
    if (data.anchorAt !== null && scroll.current)
      scroll.current.scrollTop = Math.max(0, places.lineOf(data.anchorAt) * rowHeight - held.from);
    setHeld(null);
  }, [held, data, isFetching, rows.stale, places, rowHeight, scroll]);
}
