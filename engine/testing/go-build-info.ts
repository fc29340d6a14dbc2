import { BASE, elfFile, elfHeader, type MadeElf, type MadeSection, offsetsOf } from './executable-files.ts';

const BEFORE = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const AFTER = Buffer.from('f932433186182072008242104116d8f2', 'hex');

/** The module list as the linker keeps it, between its two sentinels. */
export function moduleText(lines: readonly string[]): Buffer {
  return Buffer.concat([BEFORE, Buffer.from(`${lines.join('\n')}\n`), AFTER]);
}

/** Build information as Go 1.18 and later write it: strings behind the header. */
export function inlineBuildInfo(version: string, modules: Uint8Array): Buffer {
  const header = Buffer.concat([Buffer.from('\xff Go buildinf:\x08\x02', 'latin1'), Buffer.alloc(16)]);
  return Buffer.concat([header, varint(version.length), Buffer.from(version), varint(modules.byteLength), modules]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

/** A program of Go 1.17 or earlier: the header points to two Go strings, each a pointer to its text and a length. */
export function pointerProgram(version: string, modules: Uint8Array, options: MadeElf = {}): Buffer {
  const { wide = true, order = 'le' } = options;
  const width = wide ? 8 : 4;
  const info = Buffer.alloc(32);
  const strings = Buffer.alloc(4 * width);
  const sections: MadeSection[] = [
    { name: '.rodata', data: Buffer.concat([Buffer.from(version), modules]) },
    { name: '.data', data: strings, writable: true },
    { name: '.go.buildinfo', data: info, writable: true },
  ];
  const [text = 0, headers = 0] = offsetsOf(sections, elfHeader(sections, options)).map((at) => BASE + at);
  const put = (buffer: Buffer, at: number, value: number): void => {
    if (order === 'le') buffer.writeUIntLE(value, at, 6 > width ? width : 6);
    else if (wide) buffer.writeBigUInt64BE(BigInt(value), at);
    else buffer.writeUInt32BE(value, at);
  };
  info.set(Buffer.from('\xff Go buildinf:', 'latin1'));
  info[14] = width;
  info[15] = order === 'be' ? 1 : 0;
  put(info, 16, headers);
  put(info, 16 + width, headers + 2 * width);
  put(strings, 0, text);
  put(strings, width, version.length);
  put(strings, 2 * width, text + version.length);
  put(strings, 3 * width, modules.byteLength);
  return elfFile(sections, options);
}
