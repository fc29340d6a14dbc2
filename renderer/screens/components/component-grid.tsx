import type { OverviewLayer } from '#shared/model/library.ts';
import { useQuery } from '@tanstack/react-query';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTRPC } from '../../data/api.ts';
import { listInput, type ComponentList, type useComponentRows } from '../../data/use-component-rows.ts';
import { activeTab, adjust, togglePanel, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Skeleton } from '../../ui/kit/states.tsx';
import { gridTemplate, type Column } from './columns.ts';
import { ColumnHeads } from './column-heads.tsx';
import { ComponentRow } from './component-row.tsx';
import { GroupHead, GroupName } from './group-head.tsx';
import { placeGroups } from './group-places.ts';
import { useLineKeys } from './use-line-keys.ts';
import { useScrollAnchor } from './use-scroll-anchor.ts';

const HEAD_HEIGHT = 30;

const openDock = (): void => togglePanel('dock', true);

type GridProps = Readonly<{
  list: ComponentList;
  rows: ReturnType<typeof useComponentRows>;
  /** Height of a row in pixels. */
  rowHeight: number;
  /** When this changes, the rows in view stay where they are as far as the new list has them. */
  anchorOn: string;
  columns: readonly Column[];
  onColumns: (columns: readonly Column[]) => void;
  layers: readonly OverviewLayer[];
  /** Marked rows, by place. */
  span: readonly [number, number] | null;
  onSpan: (span: readonly [number, number] | null) => void;
  onVisible: (visible: Readonly<{ first: number; last: number }>) => void;
  onCopy: () => void;
}>;

/**
 * The table. Only the rows in view are in the page, and the chosen one, so that the focus has something to be on. The focus
 * itself stays on the grid: rows come and go under it (`aria-activedescendant`).
 */
export function ComponentGrid({
  list,
  rows,
  rowHeight,
  anchorOn,
  columns,
  onColumns,
  layers,
  span,
  onSpan,
  onVisible,
  onCopy,
}: GridProps): ReactNode {
  const trpc = useTRPC();
  const scroll = useRef<HTMLDivElement>(null);
  const key = useConsole((state) => {
    const { selection } = activeTab(state).view;
    return selection?.kind === 'component' ? selection.key : null;
  });
  const total = rows.head?.total ?? 0;
  // Where the chosen component is in this list; the engine knows without the rows between.
  const place = useQuery({
    ...trpc.components.window.queryOptions({
      ...listInput(list),
      at: { anchor: key ?? '-' },
      limit: 1,
    }),
    enabled: key !== null,
  });
  // Keys that follow before the engine has said where it is go on from where it was chosen.
  const [chosen, setChosen] = useState<Readonly<{ key: string; list: ComponentList; at: number }> | null>(null);
  const chosenAt = chosen !== null && chosen.key === key && chosen.list === list ? chosen.at : null;
  const active = key === null ? null : place.data ? place.data.anchorAt : chosenAt;
  const activeRef = useRef<number | null>(null);
  activeRef.current = active;

  const groups = rows.head?.groups ?? null;
  const places = useMemo(() => placeGroups(groups, total), [groups, total]);
  const placesRef = useRef(places);
  placesRef.current = places;
  const padding = HEAD_HEIGHT + (groups === null ? 0 : rowHeight);

  const virtual = useVirtualizer({
    count: places.lines,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: padding,
    rangeExtractor: (range) => {
      const inView = defaultRangeExtractor(range);
      const kept = activeRef.current === null ? null : placesRef.current.lineOf(activeRef.current);
      return kept === null || kept >= places.lines || inView.includes(kept)
        ? inView
        : [...inView, kept].sort((a, b) => a - b);
    },
  });
  const range = virtual.range;
  const keyOf = useLineKeys(range?.startIndex ?? 0, range?.endIndex ?? 0);
  /** The row on a line, or the first of the group whose head is there. */
  const rowNear = (line: number): number => {
    const at = Math.min(line, Math.max(0, places.lines - 1));
    const place = places.lineAt(at);
    if (place.kind === 'row') return place.index;
    const next = places.lineAt(at + 1);
    return next.kind === 'row' ? next.index : 0;
  };
  const [first, last] = [rowNear(range?.startIndex ?? 0), rowNear(range?.endIndex ?? 50)];
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  useEffect(() => onVisible({ first, last }), [first, last, onVisible]);
  useEffect(() => {
    if (active !== null) virtual.scrollToIndex(placesRef.current.lineOf(active), { align: 'auto' });
  }, [active, virtual]);

  useScrollAnchor({ anchorOn, list, scroll, rows, places, rowHeight, active, first, activeKey: key });

  // A place that was gone to before its row was read; it is chosen when it comes.
  const [goal, setGoal] = useState<number | null>(null);
  const awaited = goal === null ? undefined : rows.rowAt(goal);
  useEffect(() => {
    if (!awaited || goal === null) return;
    adjust({ selection: { kind: 'component', key: awaited.key } });
    setChosen({ key: awaited.key, list, at: goal });
    setGoal(null);
  }, [awaited, goal, list]);
  useEffect(() => setGoal(null), [list]);

  const choose = (index: number, extend: boolean): void => {
    const row = rows.rowAt(index);
    if (row) {
      adjust({ selection: { kind: 'component', key: row.key } });
      setChosen({ key: row.key, list, at: index });
    }
    setGoal(row ? null : index);
    const from = span?.[0] ?? active ?? index;
    onSpan(extend && from !== index ? [from, index] : null);
    virtual.scrollToIndex(places.lineOf(index), { align: 'auto' });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget) return;
    const at = goal ?? span?.[1] ?? active ?? -1;
    const page = Math.max(1, last - first - 1);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: total - 1 }[
      event.key
    ];
    if (to !== undefined && total > 0) {
      event.preventDefault();
      choose(Math.max(0, Math.min(total - 1, to)), event.shiftKey);
      return;
    }
    const mod = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && active !== null) {
      event.preventDefault();
      togglePanel('dock', true);
      // After the dock is there.
      setTimeout(() => document.querySelector<HTMLElement>('[data-proofs]')?.focus());
    } else if (mod && event.key.toLowerCase() === 'a') {
      event.preventDefault();
      onSpan([0, total - 1]);
    } else if (mod && event.key.toLowerCase() === 'c' && !event.shiftKey && String(getSelection()) === '') {
      event.preventDefault();
      onCopy();
    } else if (event.key === 'Escape' && span) {
      event.preventDefault();
      onSpan(null);
    }
  };
  const chooseRef = useRef(choose);
  chooseRef.current = choose;
  const onChoose = useCallback((index: number, extend: boolean) => chooseRef.current(index, extend), []);
  const shown = useMemo(() => columns.filter((column) => column.shown), [columns]);
  const [low, high] = span ? [Math.min(...span), Math.max(...span)] : [-1, -1];
  const template = gridTemplate(columns);
  const width = shown.reduce((sum, column) => sum + column.width, 0);
  return (
    <div
      ref={scroll}
      className="grid"
      role="grid"
      tabIndex={0}
      aria-label={text.components.title}
      aria-rowcount={places.lines + 1}
      aria-colcount={shown.length}
      aria-multiselectable
      aria-busy={rows.stale}
      aria-activedescendant={active === null ? undefined : `component-${active}`}
      onKeyDown={onKeyDown}
    >
      <div
        className="grid-inner"
        style={{ minWidth: width, height: HEAD_HEIGHT + (rows.head ? virtual.getTotalSize() : 20 * rowHeight) }}
      >
        <ColumnHeads columns={columns} sort={list.sort} template={template} onColumns={onColumns} />
        {groups === null || list.group === null || total === 0 ? null : (
          // What the rows at the top belong to, once its own head is scrolled away. Readers have it from that head.
          <div className="grid-group grid-group-top" aria-hidden style={{ height: rowHeight, top: HEAD_HEIGHT }}>
            <GroupName group={list.group} value={groups[places.groupOf(first)]} />
          </div>
        )}
        {rows.head
          ? virtual.getVirtualItems().map(({ index: line, start }) => {
              const place = places.lineAt(line);
              if (place.kind === 'group')
                return (
                  <GroupHead
                    key={`group ${place.at}`}
                    line={line}
                    group={list.group}
                    value={groups?.[place.at]}
                    columns={shown.length}
                    style={{ transform: `translateY(${HEAD_HEIGHT + start}px)`, height: rowHeight }}
                  />
                );
              const { index } = place;
              return (
                <ComponentRow
                  key={keyOf(line)}
                  index={index}
                  line={line}
                  row={rows.rowAt(index)}
                  columns={shown}
                  template={template}
                  layers={layers}
                  selected={index === active || (index >= low && index <= high)}
                  top={HEAD_HEIGHT + start}
                  height={rowHeight}
                  onChoose={onChoose}
                  onOpen={openDock}
                />
              );
            })
          : Array.from({ length: 20 }, (_, index) => (
              // Rows that stand for nothing yet have no other name.
              // oxlint-disable-next-line react/no-array-index-key
              <div
                key={index}
                className="grid-row"
                aria-hidden
                style={{
                  gridTemplateColumns: template,
                  transform: `translateY(${HEAD_HEIGHT + index * rowHeight}px)`,
                  height: rowHeight,
                }}
              >
                {shown.map(({ id, width: room }) => (
                  <span key={id} className="grid-cell">
                    <Skeleton width={room * (0.35 + ((index * 7 + room) % 5) / 12)} />
                  </span>
                ))}
              </div>
            ))}
      </div>
    </div>
  );
}
