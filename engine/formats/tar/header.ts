import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Bytes } from '#shared/model/units.ts';

/** Tar's unit. Headers are one block; content is padded to whole blocks. */
export const BLOCK: Bytes = 512;

/**
 * One header block, uninterpreted. Names are byte strings.
 *
 * | offset | size | field | offset | size | field |
 * |---|---|---|---|---|---|
 * | 0 | 100 | name | 157 | 100 | linkname |
 * | 100 | 8 | mode | 257 | 6 | magic |
 * | 108 | 8 | uid | 263 | 2 | version |
 * | 116 | 8 | gid | 329 | 8 | devmajor |
 * | 124 | 12 | size | 337 | 8 | devminor |
 * | 136 | 12 | mtime | 345 | 155 | prefix |
 * | 148 | 8 | chksum | 386 | 96 | GNU sparse: 4 × {offset 12, numbytes 12} |
 * | 156 | 1 | typeflag | 482 | 1 + 12 | GNU sparse: isextended, realsize |
 *
 * @see POSIX pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format"
 */
export type TarHeader = Readonly<{
  name: string;
  mode: number;
  uid: number;
  gid: number;
  size: Bytes;
  /** Seconds since 1970. */
  mtime: number;
  typeflag: string;
  linkname: string;
  gnu: boolean;
  devmajor: number;
  devminor: number;
}>;

/**
 * Parses the header block at `at`.
 *
 * @param block at least `at` + 512 bytes
 * @param offset where the block lies in the file, for diagnostics
 * @returns undefined for a block of zeros, two of which end an archive
 * @throws {ParseError} `malformed` for a wrong checksum or a number that is none
 */
export function parseTarHeader(block: Buffer, at: number, offset: Bytes): TarHeader | undefined {
  const stated = checkChecksum(block, at, offset);
  if (stated === undefined) return undefined;
  const magic = block.toString('latin1', at + 257, at + 263);
  const ustar = magic === 'ustar\0';
  const gnu = magic === 'ustar ';
  const prefix = ustar ? text(block, at + 345, 155) : '';
  const name = text(block, at, 100);
  const size = number(block, at + 124, 12, 'tar size', offset);
  if (size < 0) throw malformed('tar size', offset, `${size}`);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(block, at + 100, 8, 'tar mode', offset),
    uid: number(block, at + 108, 8, 'tar uid', offset),
    gid: number(block, at + 116, 8, 'tar gid', offset),
    size,
    mtime: number(block, at + 136, 12, 'tar mtime', offset),
    typeflag: String.fromCharCode(block[at + 156] ?? 0),
    linkname: text(block, at + 157, 100),
    gnu,
    devmajor: ustar || gnu ? number(block, at + 329, 8, 'tar devmajor', offset) : 0,
    devminor: ustar || gnu ? number(block, at + 337, 8, 'tar devminor', offset) : 0,
  };
}

/** NUL-terminated field, or all of it. */
function text(block: Buffer, at: number, width: number): string {
  let end = at;
  while (end < at + width && block[end] !== 0) end += 1;
  return block.toString('latin1', at, end);
}

/**
 * Octal digits with leading blanks, ended by a space or NUL; or GNU base-256 when the top bit of the first byte is set
 * (0x80… positive, 0xff… negative two's complement).
 */
export function number(block: Buffer, at: number, width: number, what: string, offset: Bytes): number {
  const first = block[at] ?? 0;
  if (first >= 0x80) return base256(block, at, width, what, offset);
  let i = at;
  const end = at + width;
  while (i < end && (block[i] === 0x20 || block[i] === 0)) i += 1;
  let value = 0;
  for (; i < end; i++) {
    const digit = (block[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  if (i < end && block[i] !== 0x20 && block[i] !== 0) throw malformed(what, offset, block.toString('latin1', at, end));
  return value;
}

function base256(block: Buffer, at: number, width: number, what: string, offset: Bytes): number {
  const negative = block[at] === 0xff;
  let value = negative ? -1 : (block[at] ?? 0) & 0x7f;
  for (let i = at + 1; i < at + width; i++) value = value * 256 + (block[i] ?? 0);
  if (!Number.isSafeInteger(value)) throw malformed(what, offset, block.toString('hex', at, at + width));
  return value;
}

/** @returns undefined when the block is all zeros */
function checkChecksum(block: Buffer, at: number, offset: Bytes): number | undefined {
  let sum = 0;
  for (let i = at; i < at + BLOCK; i++) sum += block[i] as number;
  if (sum === 0) return undefined;
  const stated = number(block, at + 148, 8, 'tar checksum', offset);
  for (let i = at + 148; i < at + 156; i++) sum += 0x20 - (block[i] as number);
  if (sum !== stated && signedSum(block, at) !== stated) throw malformed('tar checksum', offset, `${stated}`, `${sum}`);
  return stated;
}

/** Some old producers summed signed bytes. */
function signedSum(block: Buffer, at: number): number {
  let sum = 0;
  for (let i = at; i < at + BLOCK; i++)
    sum += i >= at + 148 && i < at + 156 ? 0x20 : ((block[i] as number) << 24) >> 24;
  return sum;
}

export function malformed(what: string, offset: Bytes, found: string, expected?: string): ParseError {
  return new ParseError({
    code: 'malformed',
    what,
    at: { from: offset, to: offset + BLOCK },
    found,
    ...(expected === undefined ? {} : { expected }),
  });
}
