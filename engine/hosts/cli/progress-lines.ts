import type { Progress, ScanEvent } from '#engine/ports/progress.ts';
import { printSize } from '#shared/text/size.ts';

type LayerEvent = Extract<ScanEvent, { kind: 'layer' }>;

const WIDTH = 24;

/**
 * Shows a scan on stderr: on a terminal one bar per layer, redrawn in place; otherwise one plain line per thing that happened.
 */
export function showProgress(stream: NodeJS.WritableStream): { progress: Progress; end: () => void } {
  return isTerminal(stream) ? bars(stream) : lines(stream);
}

function isTerminal(stream: NodeJS.WritableStream): stream is NodeJS.WriteStream {
  return 'isTTY' in stream && stream.isTTY === true;
}

function lines(stream: NodeJS.WritableStream): { progress: Progress; end: () => void } {
  let layers = 0;
  return {
    progress: (event) => {
      if (event.kind === 'stage') stream.write(`${event.stage}\n`);
      else if (event.kind === 'image') layers = event.layers.length;
      else if (event.kind === 'layer' && event.state === 'done')
        stream.write(`layer ${event.index + 1}/${Math.max(layers, 1)} done${how(event)} ${printSize(event.total)}\n`);
      else if (event.kind === 'layer' && event.state === 'failed')
        stream.write(`layer ${event.index + 1}/${Math.max(layers, 1)} failed\n`);
    },
    end: () => undefined,
  };
}

function bars(stream: NodeJS.WriteStream): { progress: Progress; end: () => void } {
  const layers = new Map<number, LayerEvent>();
  let stage = '';
  let drawn = 0;
  let last = 0;
  const draw = (): void => {
    // More layers than fit: only those that are worked on.
    const rows = [...layers.values()]
      .filter(({ state }) => state !== 'waiting')
      .slice(-Math.max(1, (stream.rows || 24) - 2));
    const text = [stage, ...rows.map(bar)]
      .map((line) => `\x1b[2K${line.slice(0, (stream.columns || 80) - 1)}\n`)
      .join('');
    stream.write(`${drawn > 0 ? `\x1b[${drawn}A` : ''}${text}`);
    drawn = rows.length + 1;
  };
  return {
    progress: (event) => {
      if (event.kind === 'stage') stage = event.stage;
      else if (event.kind === 'layer') layers.set(event.index, event);
      const now = performance.now();
      if (event.kind === 'layer' && event.state !== 'done' && event.state !== 'failed' && now - last < 80) return;
      last = now;
      draw();
    },
    end: () => {
      if (drawn > 0) stream.write(`\x1b[${drawn}A\x1b[0J`);
    },
  };
}

function bar(event: LayerEvent): string {
  const share = event.state === 'done' ? 1 : event.total > 0 ? Math.min(1, event.bytesIn / event.total) : 0;
  const full = Math.round(share * WIDTH);
  const state = event.state === 'done' ? `done${how(event)}` : event.state;
  return `layer ${String(event.index + 1).padStart(3)} ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${printSize(event.total).padStart(9)}  ${state}${event.entries > 0 ? ` ${event.entries} entries` : ''}`;
}

function how({ cached }: LayerEvent): string {
  return cached ? ` (${cached})` : '';
}
