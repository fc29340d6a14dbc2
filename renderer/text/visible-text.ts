/** A piece of foreign text: as it is, or a mark that stands for a character that one would not see. */
export type TextPiece = Readonly<{ text: string; mark: boolean; spoken: string }>;

// Controls but tab and line feed; bidirectional controls; zero-width and other invisible characters; tags; lone surrogates.
const HIDDEN =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

/**
 * Splits text from an image so that it can be shown without acting: an escape, a control or a character that reorders or hides
 * others becomes a mark with its name. Joined, the `text` of pieces without a mark and the marked characters are the input.
 */
export function visiblePieces(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > at) pieces.push(plain(text.slice(at, match.index)));
    pieces.push(marked(match[0]));
    at = match.index + match[0].length;
  }
  if (at < text.length || pieces.length === 0) pieces.push(plain(text.slice(at)));
  return pieces;
}

/** Text for one line of a list, a tip or an attribute: marks inside, line feeds and tabs too. */
export function visibleLine(text: string): string {
  return visiblePieces(text.replaceAll('\n', '\u240a').replaceAll('\t', '\u2409'))
    .map((piece) => piece.text)
    .join('');
}

/** How many characters of a text would not be seen. */
export function hiddenCount(text: string): number {
  return text.match(HIDDEN)?.length ?? 0;
}

function plain(text: string): TextPiece {
  return { text, mark: false, spoken: text };
}

function marked(character: string): TextPiece {
  const point = character.codePointAt(0) ?? 0;
  const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  // Unicode has pictures of the first 32 controls and of DEL.
  const text = point < 0x20 ? String.fromCodePoint(0x2400 + point) : point === 0x7f ? '\u2421' : name;
  return { text, mark: true, spoken: name };
}
