import type { EvidenceBytes } from '#shared/model/evidence-bytes.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { Bytes } from '#shared/model/units.ts';
import { useEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { text } from '../../text/en.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { textOffset } from './clicked-byte.ts';

const LINE_HEIGHT = 18;
const WIDTH = 16;

type HexViewProps = Readonly<{
  data: Uint8Array;
  found: Extract<EvidenceBytes, { state: 'bytes' }>;
  path: string;
  /** Takes the place in the window of a byte that was clicked. */
  onByte: (at: Bytes, line: null) => void;
}>;

/** Sixteen bytes a row, as hex and as ASCII, at their places in the file. Rows begin at multiples of sixteen. */
export function HexView({ data, found, path, onByte }: HexViewProps): ReactNode {
  const scroll = useRef<HTMLDivElement>(null);
  const { window: place, segments, size } = found;
  const lead = place.from % WIDTH;
  const rows = Math.ceil((lead + data.length) / WIDTH);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroll.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });
  const firstCited = segments[0] ? Math.floor((lead + segments[0].from) / WIDTH) : -1;
  useEffect(() => {
    if (firstCited >= 0) virtual.scrollToIndex(Math.max(0, firstCited - 2), { align: 'start' });
  }, [firstCited, virtual, data]);
  const clicked = (event: MouseEvent<HTMLDivElement>): void => {
    const target = event.target as Element;
    const row = Number(target.closest('.hex-line')?.getAttribute('data-index') ?? Number.NaN);
    const run = target.closest('.hex-run');
    if (!run || !getSelection()?.isCollapsed) return;
    const offset = textOffset(run, event.clientX, event.clientY);
    if (offset === null) return;
    const at = row * WIDTH - lead + Math.floor(offset / (run.previousElementSibling?.className === 'hex-gap' ? 1 : 3));
    if (at >= 0 && at < data.length) onByte(at, null);
  };
  const digits = Math.max(6, size.toString(16).length);
  const isCited = (at: number): boolean => segments.some(({ from, to }) => at >= from && at < to);
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
          const cells = Array.from({ length: WIDTH }, (_, k) => index * WIDTH - lead + k);
          const cited = cells.some((at) => at >= 0 && at < data.length && isCited(at));
          return (
            <div
              key={index}
              className="hex-line"
              data-index={index}
              data-cited={cited || undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className="line-number">
                {(place.from - lead + index * WIDTH).toString(16).padStart(digits, '0')}
              </span>
              <Runs
                cells={cells}
                data={data}
                isCited={isCited}
                print={(byte) => `${byte.toString(16).padStart(2, '0')} `}
                blank="   "
              />
              <span className="hex-gap" />
              <Runs cells={cells} data={data} isCited={isCited} print={ascii} blank=" " />
            </div>
          );
        })}
      </div>
    </div>
  );
}

type RunsProps = Readonly<{
  cells: readonly number[];
  data: Uint8Array;
  isCited: (at: number) => boolean;
  print: (byte: number) => string;
  blank: string;
}>;

/** Neighbours that are alike become one piece, so that a row is a few nodes and not thirty. */
function Runs({ cells, data, isCited, print, blank }: RunsProps): ReactNode {
  const runs: { text: string; cited: boolean; at: number }[] = [];
  for (const at of cells) {
    const byte = at < 0 ? undefined : data[at];
    const cited = byte !== undefined && isCited(at);
    const last = runs.at(-1);
    const word = byte === undefined ? blank : print(byte);
    if (last && last.cited === cited) last.text += word;
    else runs.push({ text: word, cited, at });
  }
  return (
    <span className="hex-run">
      {runs.map((run) => (run.cited ? <mark key={run.at}>{run.text}</mark> : <span key={run.at}>{run.text}</span>))}
    </span>
  );
}

/** Printable ASCII as it is, anything else as a dot. */
function ascii(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·';
}
