import type { Citation } from '#shared/model/evidence.ts';
import { cite } from './cite.ts';
import type { Piece } from './pieced-bytes.ts';

/** A file of a set. `name`: its member name; undefined for the first file, or where there is no set. */
export type CitedFile = Readonly<{ name?: string; bytes: Uint8Array }>;

/**
 * Cites a value's pieces. Pieces in two files make two citations, the one of the file with the first piece in front: leaving
 * the second out would claim that its bytes do not matter.
 *
 * @param pieces at least one, each inside its file
 * @throws RangeError see {@link cite}
 */
export function citePieces(files: readonly CitedFile[], kind: Citation['kind'], pieces: readonly Piece[]): Citation {
  const order = [...new Set(pieces.map((piece) => piece.file))];
  const citations = order.map((file): Citation => {
    const { name, bytes } = files[file] ?? { bytes: new Uint8Array() };
    const own = cite(
      bytes,
      kind,
      pieces.filter((piece) => piece.file === file),
    );
    return name === undefined ? own : { ...own, member: name };
  });
  const last = citations.pop();
  if (last === undefined) throw new RangeError('cannot cite no bytes');
  return citations.reduceRight((continued, citation) => ({ ...citation, continued }), last);
}
