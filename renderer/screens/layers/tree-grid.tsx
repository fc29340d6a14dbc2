import type { TreeFolds, TreeRow } from '#shared/model/layer-tree.ts';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { useLayerTree, TreeList } from '../../data/use-layer-tree.ts';
import { activeTab, adjust, togglePanel, useConsole } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Banner } from '../../ui/kit/states.tsx';
import { LINE, lineTop, listTop, scrollOf, scrollToLine } from './scaled-scroll.ts';
import { TreeLine } from './tree-row.tsx';

const HEAD = 30;
/** Lines drawn above and below those in view. */
const OVERSCAN = 8;

type GridProps = Readonly<{
  list: TreeList;
  lines: ReturnType<typeof useLayerTree>;
  onRange: (first: number, last: number) => void;
  onFolds: (folds: TreeFolds) => void;
  /** Goes to the layer above or below, without leaving the tree. */
  onLayer: (step: number) => void;
}>;

/**
 * The tree. Only lines in view are in the page, and the focus stays on the grid (`aria-activedescendant`). However many lines there
 * are, the scroll bar reaches the last one: see `scaled-scroll`.
 */
export function TreeGrid({ list, lines, onRange, onFolds, onLayer }: GridProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [viewport, setViewport] = useState(600);
  const path = useConsole((state) => {
    const { selection } = activeTab(state).view;
    return selection?.kind === 'file' ? selection.path : null;
  });
  const { head, rowAt, lineOf, stale } = lines;
  const total = head?.total ?? 0;
  const scroll = scrollOf(total, viewport - HEAD);
  const top = listTop(scroll, scrollTop);
  const first = Math.max(0, Math.floor(top / LINE) - OVERSCAN);
  const last = Math.min(total - 1, Math.ceil((top + viewport) / LINE) + OVERSCAN);
  useEffect(() => onRange(first, last), [first, last, onRange]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => setViewport(Math.max(LINE + HEAD, element.clientHeight || 600));
    measure();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // One turn of a wheel is as many lines in a list of millions as in a short one.
  const { scale } = scroll;
  useEffect(() => {
    const element = box.current;
    if (!element || scale === 1) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      element.scrollTop += event.deltaY / scale;
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scale]);

  /** Where the keyboard is. Its row is chosen when it has come. */
  const [at, setAt] = useState<number | null>(null);
  const [awaited, setAwaited] = useState(false);
  const show = (line: number): void => {
    const element = box.current;
    if (element) element.scrollTop = scrollToLine(scroll, element.scrollTop, viewport - HEAD, 0, line);
  };
  /** Moves so far: where something was is not gone back to once the user went on. */
  const moves = useRef(0);
  const choose = (line: number): void => {
    moves.current += 1;
    const row = rowAt(line);
    setAt(line);
    setAwaited(row === undefined);
    if (row) adjust({ selection: { kind: 'file', path: row.path } });
    show(line);
  };
  const row = at === null ? undefined : rowAt(at);
  useEffect(() => {
    if (!awaited || !row) return;
    setAwaited(false);
    adjust({ selection: { kind: 'file', path: row.path } });
  }, [awaited, row]);
  // Another tree, or another filter of it: what was chosen has another line.
  const { imageId, mode, layer, filter, folds } = list;
  // Folders that open by themselves move lines too.
  const tree = JSON.stringify([imageId, mode, layer, filter, folds.deep.includes('')]);
  const seen = useRef(tree);
  useEffect(() => {
    if (stale || !head || (seen.current === tree && (at !== null || path === null))) return;
    seen.current = tree;
    if (path === null) return setAt(null);
    let current = true;
    const moved = moves.current;
    void lineOf(path).then(
      (line) => {
        if (!current || moved !== moves.current) return;
        setAt(line);
        if (line !== null) show(line);
      },
      () => undefined,
    );
    return () => void (current = false);
    // Its line is looked for once for a tree, not whenever something else is drawn anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [tree, stale, head === undefined]);

  const toggle = ({ path: folder, open }: TreeRow): void => {
    const without = (paths: readonly string[]): string[] => paths.filter((one) => one !== folder);
    onFolds(
      open
        ? { open: without(folds.open), deep: without(folds.deep), shut: [...without(folds.shut), folder] }
        : { ...folds, open: [...without(folds.open), folder], shut: without(folds.shut) },
    );
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        onLayer(step);
      } else if (event.key.toLowerCase() === 'c' && !event.shiftKey && row && String(getSelection()) === '') {
        event.preventDefault();
        void navigator.clipboard.writeText(`/${row.path}`);
      }
      return;
    }
    // What is asked for is not there yet: a line of the tree before would be another one in it.
    if (stale) return;
    const page = Math.max(1, Math.floor((viewport - HEAD) / LINE) - 1);
    const here = at ?? -1;
    const to = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      PageDown: here + page,
      PageUp: here - page,
      Home: 0,
      End: total - 1,
    }[event.key];
    if (to !== undefined && total > 0) choose(Math.max(0, Math.min(total - 1, to)));
    else if (!row || at === null) return;
    else if (event.key === 'ArrowRight' && row.children) {
      if (row.open) choose(at + 1);
      else toggle(row);
    } else if (event.key === 'ArrowLeft') {
      if (row.open) toggle(row);
      else if (row.level > 1)
        void lineOf(row.path.slice(0, row.path.lastIndexOf('/'))).then((line) => line !== null && choose(line));
    } else if (event.key === '*' && row.children) {
      onFolds({
        ...folds,
        deep: [...folds.deep.filter((one) => one !== row.path), row.path],
        shut: folds.shut.filter((one) => one !== row.path && !one.startsWith(`${row.path}/`)),
      });
    } else if (event.key === 'Enter') {
      if (row.children) toggle(row);
      else openDock();
    } else return;
    event.preventDefault();
  };
  const visible = Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => first + k);
  return (
    <div
      ref={box}
      className="tree-grid"
      role="treegrid"
      tabIndex={0}
      data-tree
      aria-label={text.tree.tree}
      aria-rowcount={total + 1}
      aria-colcount={6}
      aria-busy={stale}
      aria-activedescendant={at !== null && at >= first && at <= last ? `tree-${at}` : undefined}
      onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div className="tree-inner" style={{ height: HEAD + scroll.height }}>
        <div className="tree-head" role="row" aria-rowindex={1}>
          {(['path', 'change', 'size', 'mode', 'owner', 'note'] as const).map((column) => (
            <div key={column} role="columnheader" className={column === 'size' ? 'tree-cell tree-number' : 'tree-cell'}>
              {text.tree.columns[column]}
            </div>
          ))}
        </div>
        {visible.map((line) => {
          const shown = rowAt(line);
          return (
            <TreeLine
              key={line}
              line={line}
              row={shown}
              selected={line === at}
              style={{ transform: `translateY(${HEAD + lineTop(scroll, scrollTop, line)}px)` }}
              onChoose={() => choose(line)}
              onOpen={openDock}
              onToggle={() => shown?.children && toggle(shown)}
            />
          );
        })}
      </div>
    </div>
  );
}

function openDock(): void {
  togglePanel('dock', true);
  // After the dock is there.
  setTimeout(() => document.querySelector<HTMLElement>('[data-proofs]')?.focus());
}

/** Above the tree: what is missing from it. */
export function TreeNotes({ lines }: Readonly<{ lines: ReturnType<typeof useLayerTree> }>): ReactNode {
  const { head, error, retry } = lines;
  if (error !== null)
    return (
      <Banner kind="error">
        {text.tree.failed}: {error} <Button onClick={retry}>{text.actions.retry}</Button>
      </Banner>
    );
  return (
    <>
      {head && head.unreadable.length > 0 ? (
        <Banner kind="caution">{text.tree.unreadable(head.unreadable)}</Banner>
      ) : null}
      {head?.capped ? <Banner kind="caution">{text.tree.capped}</Banner> : null}
    </>
  );
}
