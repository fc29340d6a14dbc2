import { describe, expect, it } from 'vitest';
import { splitStanzas } from './split-stanzas.ts';

/** Each stanza as `content<separator>`, with what lies in them. */
const split = (text: string): string[] =>
  [...splitStanzas(text, (first) => first === 0x20)].map(({ from, to, separator, blankInside }) => {
    const parted = separator ? text.slice(separator.from, separator.to) : '-';
    return `${text.slice(from, to)}<${parted}>${blankInside ? 'inside' : ''}`;
  });

describe('splitStanzas', () => {
  it.for<[name: string, text: string, want: string[]]>([
    ['nothing', '', []],
    ['blank lines alone', '\n \n\t\n', []],
    ['one stanza without a line feed', 'a', ['a<->']],
    ['blank lines in front', '\n\na\n', ['a\n<->']],
    ['one blank line: both feeds part', 'a\n\nb\n', ['a\n<->', 'b\n<\n\n>']],
    ['a line of white space', 'a\n \t\nb\n', ['a\n<->', 'b\n<\n \t\n>']],
    ['CR before each line feed', 'a\r\n\r\nb\r\n', ['a\r\n<->', 'b\r\n<\n\r\n>']],
    ['two blank lines: only the feed between them parts', 'a\n\n\nb', ['a\n<->', 'b<\n>']],
    ['three blank lines: no single byte parts', 'a\n\n\n\nb', ['a\n<->', 'b<->']],
    ['a blank line before a continuation', 'a\n\n b\n\nc\n', ['a\n\n b\n<->inside', 'c\n<\n\n>']],
    ['blank lines at the end', 'a\n\n\n', ['a\n<->']],
  ])('%s', ([, text, want]) => {
    expect(split(text)).toEqual(want);
  });
});
