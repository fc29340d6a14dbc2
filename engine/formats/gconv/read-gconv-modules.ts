import { type ConfigLine, configLines } from '#engine/bytes/config-lines.ts';

/** One conversion between character sets. Byte strings. */
export type GconvModule = Readonly<{ from: string; to: string; file: string }> & Pick<ConfigLine, 'line' | 'range'>;

/**
 * Reads `gconv-modules`: `module FROM TO FILE [COST]`; aliases name no file and are left out.
 *
 * @throws {ParseError} for too many lines
 * @see glibc, iconv/gconv_conf.c
 */
export function readGconvModules(bytes: Uint8Array): GconvModule[] {
  return configLines(bytes).flatMap(({ text, line, range }) => {
    const [before = ''] = text.split('#', 1);
    const [word, from, to, file] = before.split(/[ \t\f\v\r]+/).filter((part) => part !== '');
    if (word !== 'module' || from === undefined || to === undefined || file === undefined) return [];
    return [{ from, to, file, line, range }];
  });
}
