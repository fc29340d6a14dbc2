import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readAlpmSections } from './read-sections.ts';

const shape = (text: string): string[] => {
  const { sections, diagnostics } = readAlpmSections(text);
  return [
    ...[...sections.values()].map(({ name, values, range }) => `${name}=${values.join('|')} ${range.from}-${range.to}`),
    ...diagnostics.map(({ code }) => code),
  ];
};

describe('readAlpmSections', () => {
  it.for<[name: string, text: string, want: string[]]>([
    ['nothing', '', []],
    ['one section', '%NAME%\nzlib\n\n', ['NAME=zlib 0-12']],
    ['several values', '%DEPENDS%\na\nb\n\n%NAME%\nx\n', ['DEPENDS=a|b 0-14', 'NAME=x 15-24']],
    ['no line feed at the end', '%NAME%\nx', ['NAME=x 0-8']],
    ['no empty line between sections', '%NAME%\nx\n%ARCH%\ny\n', ['NAME=x 0-9', 'ARCH=y 9-18']],
    ['a description that looks like a section', '%DESC%\n%NAME%\n\n', ['DESC=%NAME% 0-14']],
    ['a section without values', '%FILES%\n\n%NAME%\nx\n', ['FILES= 0-8', 'NAME=x 9-18']],
    ['a second section of the name', '%NAME%\nx\n\n%NAME%\ny\n', ['NAME=x 0-9', 'anomaly']],
    ['lines outside of sections', 'junk\n%NAME%\nx\n', ['NAME=x 5-14', 'malformed']],
  ])('%s', ([, text, want]) => {
    expect(shape(text)).toEqual(want);
  });

  it('survives every cut and any lines', () => {
    const all = (bytes: Uint8Array): unknown => readAlpmSections(Buffer.from(bytes).toString('latin1'));
    readsEveryPrefix(Buffer.from('%NAME%\nx\n\n%FILES%\nusr/\nusr/a\n'), all);
    const line = fc.constantFrom('%NAME%', '%FILES%', '', 'x', '%', '%%', '\0', 'usr/');
    fc.assert(fc.property(fc.array(line), (lines) => readsOrRefuses(Buffer.from(lines.join('\n')), all, lines.join())));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => readsOrRefuses(bytes, all, 'bytes')));
  });
});
