import type { ComponentRow } from '#shared/model/component-list.ts';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPCClient } from '../../data/api.ts';
import { listInput, type ComponentList } from '../../data/use-component-rows.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { copyText } from '../../ui/kit/copy.tsx';
import type { Column } from './columns.ts';
import { printRows, type RowFormat } from './copy-rows.ts';

/** Most rows that are copied at once: more is a document, not a clipboard. */
export const COPY_LIMIT = 10_000;

/** The engine's largest window. */
const WINDOW = 1000;

type CopyRows = (span: readonly [number, number] | null, total: number, format: RowFormat) => void;

/** Copies the marked rows, or all that are filtered, in their order. They are asked for when they are needed. */
export function useCopyRows(list: ComponentList, columns: readonly Column[]): CopyRows {
  const client = useTRPCClient();
  return (span, total, format) => {
    const first = span ? Math.min(...span) : 0;
    const last = Math.min(span ? Math.max(...span) : total - 1, first + COPY_LIMIT - 1);
    const read = async (): Promise<void> => {
      const rows: ComponentRow[] = [];
      for (let offset = first; offset <= last; offset += WINDOW) {
        const limit = Math.min(WINDOW, last - offset + 1);
        const part = await client.components.window.query({ ...listInput(list), at: { offset }, limit });
        rows.push(...part.rows);
      }
      await copyText(printRows(rows, columns, format), text.components.rows(rows.length));
    };
    read().catch((error: unknown) => announce(failureWords(error), true));
  };
}
