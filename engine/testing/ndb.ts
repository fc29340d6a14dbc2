import { adler32 } from '#engine/bytes/adler32.ts';

/** A hand-made NDB file (`Packages.db`) with one page of slots; blobs follow in the order of the rows. */
export function ndb(rows: readonly (readonly [number: number, value: Uint8Array])[]): Buffer<ArrayBuffer> {
  const slots = Buffer.alloc(4096);
  slots.write('RpmP', 0, 'latin1');
  slots.writeUInt32LE(7, 8);
  slots.writeUInt32LE(1, 12);
  slots.writeUInt32LE(rows.length + 1, 16);
  for (let at = 32; at < slots.length; at += 16) slots.write('Slot', at, 'latin1');
  const blobs: Buffer[] = [];
  let block = 4096 / 16;
  rows.forEach(([index, value], i) => {
    const blocks = Math.ceil((16 + value.byteLength + 12) / 16);
    const blob = Buffer.alloc(blocks * 16);
    blob.write('BlbS', 0, 'latin1');
    blob.writeUInt32LE(index, 4);
    blob.writeUInt32LE(7, 8);
    blob.writeUInt32LE(value.byteLength, 12);
    blob.set(value, 16);
    const tail = blob.length - 12;
    blob.writeUInt32LE(adler32(blob.subarray(0, tail)), tail);
    blob.writeUInt32LE(value.byteLength, tail + 4);
    blob.write('BlbE', tail + 8, 'latin1');
    blobs.push(blob);
    const slot = 32 + 16 * i;
    slots.writeUInt32LE(index, slot + 4);
    slots.writeUInt32LE(block, slot + 8);
    slots.writeUInt32LE(blocks, slot + 12);
    block += blocks;
  });
  return Buffer.concat([slots, ...blobs]);
}
