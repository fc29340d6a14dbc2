import type { EvidenceBytes } from '#shared/model/evidence-bytes.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Bytes } from '#shared/model/units.ts';
import { useEffect, useMemo, useRef, useState, type MouseEvent, type ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { Pieces } from '../../ui/kit/foreign.tsx';
import { byteOfShown, textOffset } from './clicked-byte.ts';
import { lineParts, splitLines, type ViewLine } from './cited-lines.ts';

const LINE_HEIGHT = 18;

/** Room beside a line's number, as the style sheet has it. */
const NUMBER_ROOM = 21;

/** Characters of a line that are shown before "more": a minified file is one line of megabytes. */
const MAX_COLUMNS = 5000;

type TextViewProps = Readonly<{
  data: Uint8Array;
  found: Extract<EvidenceBytes, { state: 'bytes' }>;
  path: string;
  focused?: boolean;
  stops?: ReadonlyMap<number, () => void> | undefined;
  /** Takes the place in the window, and the line, of a byte that was clicked. */
  onByte: (at: Bytes, line: number | null) => void;
}>;

/** Lines with their numbers. Cited bytes have a ground of their own, and their lines a bar at the edge. */
export function TextView({ data, found, path, focused = false, stops, onByte }: TextViewProps): ReactNode {
  const scroll = useRef<HTMLDivElement>(null);
  const { segments, firstLine } = found;
  const lines = useMemo(() => splitLines(data, firstLine, segments), [data, firstLine, segments]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });
  const firstCited = lines.findIndex(({ cited }) => cited);
  useEffect(() => {
    if (firstCited >= 0) virtual.scrollToIndex(Math.max(0, firstCited - 2), { align: 'start' });
  }, [firstCited, virtual, data]);
  // The button that led here is gone: the focus goes where the line is.
  useEffect(() => {
    if (focused) scroll.current?.focus({ preventScroll: true });
  }, [focused]);
  const clicked = (event: MouseEvent<HTMLDivElement>): void => {
    const shownLine = (event.target as Element).closest('.text-line');
    const line = lines[Number(shownLine?.getAttribute('data-index'))];
    const words = shownLine?.querySelector('.line-text');
    // A drag chooses text to copy; it asks nothing.
    if (!line || !words || (event.target as Element).closest('button') || !getSelection()?.isCollapsed) return;
    const offset = textOffset(words, event.clientX, event.clientY);
    // Without a place in the text, the first cited byte of the line is meant.
    const first = segments.find(({ from, to }) => from < line.to && to > line.from)?.from ?? line.from;
    onByte(
      offset === null ? Math.max(line.from, first) : line.from + byteOfShown(data.subarray(line.from, line.to), offset),
      line.number,
    );
  };
  const digits = String(lines.at(-1)?.number ?? '').length;
  return (
    <div
      ref={scroll}
      className="bytes-view"
      role="region"
      tabIndex={0}
      aria-label={text.evidence.contents(visibleLine(path))}
      translate="no"
    >
      <div className="bytes-inner" style={{ height: virtual.getTotalSize() }} onClick={clicked}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          return line ? (
            <div
              key={index}
              className="text-line"
              data-index={index}
              data-cited={line.cited || undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              {line.number === null ? null : (
                <span className="line-number figures" style={{ minWidth: `calc(${digits}ch + ${NUMBER_ROOM}px)` }}>
                  <LineNumber number={line.number} run={stops?.get(line.number)} />
                </span>
              )}
              <Line data={data} line={line} segments={segments} />
            </div>
          ) : null;
        })}
      </div>
    </div>
  );
}

/** A number, or a button where the line leads to something. */
function LineNumber({ number, run }: Readonly<{ number: number; run: (() => void) | undefined }>): ReactNode {
  if (!run) return number;
  return (
    <button type="button" className="line-stop" aria-label={text.start.selectStep(number)} onClick={run}>
      {number}
    </button>
  );
}

type LineProps = Readonly<{ data: Uint8Array; line: ViewLine; segments: TextViewProps['found']['segments'] }>;

function Line({ data, line, segments }: LineProps): ReactNode {
  const [whole, setWhole] = useState(false);
  const parts = lineParts(data, line, segments);
  let room = whole ? Number.POSITIVE_INFINITY : MAX_COLUMNS;
  const length = parts.reduce((sum, part) => sum + part.text.length, 0);
  return (
    <bdi dir="ltr" className="line-text">
      {parts.map((part, at) => {
        const shown = part.text.slice(0, room);
        room -= shown.length;
        // Parts of one line never change places.
        // oxlint-disable-next-line react/no-array-index-key
        return part.cited ? (
          <mark key={at}>
            <Pieces text={shown} />
          </mark>
        ) : (
          <span key={at}>
            <Pieces text={shown} />
          </span>
        );
      })}
      {length > MAX_COLUMNS && !whole ? (
        <button type="button" className="button line-more" data-kind="link" onClick={() => setWhole(true)}>
          {text.evidence.cut(length - MAX_COLUMNS)}
        </button>
      ) : null}
    </bdi>
  );
}
