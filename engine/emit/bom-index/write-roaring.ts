import { RoaringBitmap32 } from 'roaring-wasm';

/**
 * A roaring bitmap in the portable 32-bit format. Runs are not optimised, so that all writers give the same bytes for the same
 * values.
 */
export function writeRoaring(values: Iterable<number>): Uint8Array<ArrayBuffer> {
  const bitmap = new RoaringBitmap32(values);
  try {
    return new Uint8Array(bitmap.serialize('portable'));
  } finally {
    // Its memory is WebAssembly's, which no collector sees.
    bitmap.dispose();
  }
}
