import type { ReactNode } from 'react';
import { visibleLine, visiblePieces } from '../../text/visible-text.ts';

/**
 * Text that comes from an image: inert, kept in its own direction, never translated, with marks for characters that one would
 * not see. One line, cut at its end by the surrounding box; `title` would hide the rest, so callers show it whole elsewhere.
 */
export function Foreign({ text, mono = false }: Readonly<{ text: string; mono?: boolean }>): ReactNode {
  return (
    <bdi dir="ltr" translate="no" className={mono ? 'mono' : undefined}>
      <Pieces text={text.replaceAll('\n', '\u240a').replaceAll('\t', '\u2409')} />
    </bdi>
  );
}

/** The pieces of {@link Foreign}, for places that have their own box. Line feeds and tabs stay. */
export function Pieces({ text }: Readonly<{ text: string }>): ReactNode {
  const pieces = visiblePieces(text);
  if (pieces.length === 1 && !pieces[0]?.mark) return text;
  return pieces.map((piece, at) =>
    piece.mark ? (
      // Pieces of a constant text never move, so their place is their key.
      // oxlint-disable-next-line react/no-array-index-key
      <span key={at} className="hidden-mark">
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
}

/** Words as a list in JSON, which breaks between them. */
export function Words({ list }: Readonly<{ list: readonly string[] }>): ReactNode {
  if (list.length === 0) return <Foreign text="[]" mono />;
  return list.map((word, at) => (
    // Words of a constant list never move, and one may be there twice.
    // oxlint-disable-next-line react/no-array-index-key
    <span key={at} className="list-word">
      <Foreign text={`${at === 0 ? '[' : ''}${JSON.stringify(word)}${at === list.length - 1 ? ']' : ','}`} mono />
    </span>
  ));
}

/** A path, cut in its middle where there is no room: its first folders and its file name stay. */
export function Path({ text }: Readonly<{ text: string }>): ReactNode {
  const shown = visibleLine(text);
  const cut = shown.lastIndexOf('/');
  const [head, tail] = cut > 0 ? [shown.slice(0, cut), shown.slice(cut)] : ['', shown];
  return (
    <bdi dir="ltr" translate="no" className="path mono">
      <span className="path-head">{head}</span>
      <span className="path-tail">{tail}</span>
    </bdi>
  );
}
