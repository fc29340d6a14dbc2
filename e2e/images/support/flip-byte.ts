import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Changes one bit of one byte of a file, in place; a second time puts it back. */
export function flipByte(file: string, at: number): void {
  const opened = openSync(file, 'r+');
  try {
    const byte = Buffer.alloc(1);
    if (readSync(opened, byte, 0, 1, at) !== 1) throw new Error(`no byte ${at} in ${file}`);
    writeSync(opened, Buffer.from([(byte[0] ?? 0) ^ 0x10]), 0, 1, at);
  } finally {
    closeSync(opened);
  }
}
