import type { ReactNode } from 'react';
import { showFile } from '../../state/console.ts';
import { text } from '../../text/en.ts';
import { visibleLine } from '../../text/visible-text.ts';
import { Foreign } from '../../ui/kit/foreign.tsx';

/** Where something is written; a press shows that line. `file` is printed; null: the image's configuration. */
export function PlaceButton({ file, line }: Readonly<{ file: string | null; line: number | null }>): ReactNode {
  if (file === null) return <span className="text-3">{text.usage.config}</span>;
  const place = `/${file}${line === null ? '' : `:${line}`}`;
  return (
    <button
      type="button"
      className="place-button"
      aria-label={text.usage.showLine(visibleLine(place))}
      onClick={() => showFile(file, line)}
    >
      <Foreign text={place} mono />
    </button>
  );
}
