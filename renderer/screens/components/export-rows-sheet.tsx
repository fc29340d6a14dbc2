import { ROW_FORMATS, type ComponentSort, type RowFormat } from '#shared/model/component-list.ts';
import { FileDown } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { failureWords } from '../../data/failure-words.ts';
import { useTRPCClient } from '../../data/api.ts';
import { saveText } from '../../data/save-text.ts';
import { listInput, type ComponentList } from '../../data/use-component-rows.ts';
import { announce } from '../../state/announcer.ts';
import { text } from '../../text/en.ts';
import { Button } from '../../ui/kit/button.tsx';
import { Foreign } from '../../ui/kit/foreign.tsx';
import { Sheet } from '../../ui/kit/sheet.tsx';
import { Banner } from '../../ui/kit/states.tsx';
import type { Column } from './columns.ts';
import { rowsFileName } from './rows-file-name.ts';

const mediaTypes: Readonly<Record<RowFormat, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  markdown: 'text/markdown',
};

type SheetProps = Readonly<{
  list: ComponentList;
  /** Rows of the filtered list, and of the list without a filter. */
  shown: number;
  all: number;
  /** What the image is called. */
  image: string;
  columns: readonly Column[];
  onClose: () => void;
}>;

/** Saves exactly the rows that are listed, in their order, with the columns that are shown and each row's identity. */
export function ExportRowsSheet({ list, shown, all, image, columns, onClose }: SheetProps): ReactNode {
  const client = useTRPCClient();
  const [format, setFormat] = useState<RowFormat>('csv');
  const [done, setDone] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const ids: ComponentSort[] = [...columns.filter((column) => column.shown).map(({ id }) => id), 'key'];
  const fileName = rowsFileName(image, shown, all, format);
  const write = async (): Promise<void> => {
    const pieces: string[] = [];
    let rows = 0;
    let generation: string | null = null;
    for (;;) {
      const piece = await client.components.rows.query({
        ...listInput(list),
        columns: ids,
        format,
        offset: rows,
        generation,
      });
      pieces.push(piece.text);
      rows += piece.rows;
      ({ generation } = piece);
      setDone(rows);
      if (rows >= piece.total || piece.rows === 0) break;
    }
    saveText(fileName, pieces.join(''), mediaTypes[format]);
    announce(text.list.exported(fileName, rows));
    onClose();
  };
  return (
    <Sheet title={text.list.exportTitle} onClose={onClose}>
      <form
        className="rows-sheet"
        onSubmit={(event) => {
          event.preventDefault();
          setFailure(null);
          setDone(0);
          write().catch((error: unknown) => {
            setDone(null);
            setFailure(failureWords(error));
          });
        }}
      >
        <p>{text.list.extent(shown, all)}</p>
        <label className="export-field">
          {text.list.format}
          <select
            data-autofocus
            value={format}
            onChange={({ target }) => setFormat(ROW_FORMATS.find((one) => one === target.value) ?? 'csv')}
          >
            {ROW_FORMATS.map((one) => (
              <option key={one} value={one}>
                {text.list.rowFormats[one]}
              </option>
            ))}
          </select>
        </label>
        <p className="text-2">{text.list.exportColumns(ids.map((id) => text.columns[id]).join(', '))}</p>
        {format === 'csv' || format === 'tsv' ? <p className="text-2">{text.list.formulas}</p> : null}
        <p>
          {text.list.file}{' '}
          <span className="mono">
            <Foreign text={fileName} />
          </span>
        </p>
        {failure === null ? null : <Banner kind="error">{text.list.exportFailed(failure)}</Banner>}
        <div className="rows-sheet-foot">
          {done === null ? null : <span className="figures text-2">{text.list.exporting(done, shown)}</span>}
          <Button
            kind="primary"
            icon={FileDown}
            disabled={done !== null || shown === 0}
            onClick={(event) => event.currentTarget.form?.requestSubmit()}
          >
            {text.list.export}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
