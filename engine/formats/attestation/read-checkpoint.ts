import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { bytesOf, decimalOf } from './json-values.ts';

/** A log's signed state. `text` is what is signed, with its last line feed. */
export type Checkpoint = Readonly<{
  text: string;
  origin: string;
  treeSize: string;
  root: Uint8Array;
  /** Without the four octets that name the key. */
  signatures: readonly Readonly<{ name: string; keyHint: Uint8Array; bytes: Uint8Array }>[];
}>;

const WHAT = 'checkpoint';

/**
 * Reads a checkpoint, which is a signed note of three or more lines.
 *
 * @throws {ParseError}
 * @see C2SP tlog-checkpoint, signed-note
 */
export function readCheckpoint(note: string): Checkpoint {
  const cut = note.lastIndexOf('\n\n');
  if (cut === -1 || note.length > limits.checkpointChars)
    throw malformed('no signed note', 'a blank line and signatures');
  const text = note.slice(0, cut + 1);
  const [origin = '', size, root, ...more] = text.split('\n');
  if (origin === '' || more.length === 0) throw malformed('a note', 'origin, size and root, a line each');
  const lines = note.slice(cut + 2).split('\n');
  // Each signature's line ends.
  if (lines.pop() !== '') throw malformed('a note', 'a line feed at its end');
  return {
    text,
    origin,
    treeSize: decimalOf(size, WHAT, 'size'),
    root: bytesOf(root, WHAT, 'root'),
    signatures: lines.slice(0, limits.attestationSignatures).map((line) => {
      const [, name, base64] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
      if (name === undefined) throw malformed(line.slice(0, 60), 'a line of a signature');
      const bytes = bytesOf(base64, WHAT, 'signature');
      return { name, keyHint: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
    }),
  };
}

function malformed(found: string, expected: string): ParseError {
  return new ParseError({ code: 'malformed', what: WHAT, found, expected });
}
