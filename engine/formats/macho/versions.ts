import type { ByteCursor } from '#engine/bytes/cursor.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { LC } from './load-commands.ts';

/** For which system a program was built. */
export type MachoBuild = Readonly<{
  /** PLATFORM_…, e.g. 1 macOS, 2 iOS. */
  platform: number;
  /** Oldest system that it runs on. */
  minimum: string;
  /** Development kit that it was built with; null where none is stated. */
  sdk: string | null;
  /** TOOL_…: 1 clang, 2 swift, 3 ld. */
  tools: readonly Readonly<{ tool: number; version: string }>[];
}>;

const WHAT = 'Mach-O version';

/** Platforms of the older commands, by command. */
const PLATFORMS: ReadonlyMap<number, number> = new Map([
  [LC.versionMinMacos, 1],
  [LC.versionMinIos, 2],
  [LC.versionMinTvos, 3],
  [LC.versionMinWatchos, 4],
]);

/** A version of three numbers in one word, of 16, 8 and 8 bits. */
export function packedVersion(word: number): string {
  return `${word >>> 16}.${(word >>> 8) & 0xff}.${word & 0xff}`;
}

/** `struct build_version_command`. @throws {ParseError} when it is cut, or names more tools than there are */
export function readBuild(cursor: ByteCursor): MachoBuild {
  const [platform, minimum, sdk, count] = [cursor.u32(WHAT), cursor.u32(WHAT), cursor.u32(WHAT), cursor.u32(WHAT)];
  if (count > limits.machoTools)
    throw new ParseError({ code: 'limit-exceeded', what: 'Mach-O build tools', limit: limits.machoTools, seen: count });
  const tools = Array.from({ length: count }, () => ({
    tool: cursor.u32(WHAT),
    version: packedVersion(cursor.u32(WHAT)),
  }));
  return { platform, minimum: packedVersion(minimum), sdk: statedSdk(sdk), tools };
}

/** `struct version_min_command`; undefined for any other command. @throws {ParseError} when it is cut */
export function readMinimum(command: number, cursor: ByteCursor): MachoBuild | undefined {
  const platform = PLATFORMS.get(command);
  if (platform === undefined) return undefined;
  const [minimum, sdk] = [cursor.u32(WHAT), cursor.u32(WHAT)];
  return { platform, minimum: packedVersion(minimum), sdk: statedSdk(sdk), tools: [] };
}

function statedSdk(word: number): string | null {
  return word === 0 ? null : packedVersion(word);
}

/** `struct source_version_command`: five numbers, of 24 bits and four times 10. @throws {ParseError} when it is cut */
export function readSourceVersion(cursor: ByteCursor): string {
  const bytes = Buffer.from(cursor.take(8, WHAT));
  const word = cursor.order === 'be' ? bytes.readBigUInt64BE() : bytes.readBigUInt64LE();
  return [40n, 30n, 20n, 10n, 0n].map((shift) => (word >> shift) & (shift === 40n ? 0xff_ffffn : 0x3ffn)).join('.');
}
