import type { ByteCursor } from '#engine/bytes/cursor.ts';
import type { Bytes } from '#shared/model/units.ts';

/** Where a program begins to run: at an offset in its __TEXT segment (LC_MAIN), or at an address (LC_UNIXTHREAD). */
export type MachoEntry = Readonly<{ offset: Bytes }> | Readonly<{ address: string }>;

/** Where the program counter is in the first registers of a thread: CPU, flavour, size of registers, index. @see mach/thread_status.h */
const COUNTERS: readonly (readonly [cpu: number, flavour: number, size: 4 | 8, index: number])[] = [
  [7, 1, 4, 10], // i386: eip
  [12, 1, 4, 15], // arm: pc
  [18, 1, 4, 0], // ppc: srr0
  [0x0100_0007, 4, 8, 16], // x86_64: rip
  [0x0100_000c, 6, 8, 32], // arm64: pc
  [0x0100_0012, 5, 8, 0], // ppc64: srr0
];

const WHAT = 'Mach-O entry point';

/** `struct entry_point_command`. @throws {ParseError} when it is cut, or the offset is no number of bytes */
export function readMain(cursor: ByteCursor): MachoEntry {
  return { offset: cursor.size64(WHAT) };
}

/**
 * `struct thread_command`: the registers that a program of the older kind starts with; undefined for a CPU whose registers are
 * not known. The address is hexadecimal: kernels' do not fit into a number.
 *
 * @throws {ParseError} when it is cut
 */
export function readThread(cursor: ByteCursor, cpu: number): MachoEntry | undefined {
  while (cursor.remaining >= 8) {
    const [flavour, count] = [cursor.u32(WHAT), cursor.u32(WHAT)];
    const registers = cursor.window(count * 4, WHAT);
    const counter = COUNTERS.find((one) => one[0] === cpu && one[1] === flavour);
    if (counter === undefined) continue;
    const [, , size, index] = counter;
    registers.take(size * index, WHAT);
    const word = Buffer.from(registers.take(size, WHAT));
    return { address: `0x${(cursor.order === 'le' ? word.reverse() : word).toString('hex').replace(/^0+(?=.)/, '')}` };
  }
  return undefined;
}
