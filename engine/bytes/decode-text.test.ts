import { expect, it } from 'vitest';
import { byteString, decodeText } from './decode-text.ts';

it.for([
  ['plain', 'libc6', 'libc6'],
  ['UTF-8', 'Andr\xc3\xa9', 'André'],
  ['a byte order mark is text', '\xef\xbb\xbfa', '\ufeffa'],
  ['Latin-1: the byte is shown, the rest stays', 'Andr\xe9 \xc3\xa9', String.raw`Andr\xe9 é`],
  ['a backslash in valid text stays', String.raw`a\b`, String.raw`a\b`],
  // Otherwise this text and the one above it could not be told apart.
  ['a backslash in other text is written too', 'a\\\xe9', String.raw`a\x5c\xe9`],
] as const)('%s', ([, bytes, want]) => {
  const given = Buffer.from(bytes, 'latin1');
  expect({ text: decodeText(given), bytes: byteString(given) }).toEqual({ text: want, bytes });
});
