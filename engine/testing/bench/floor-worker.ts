import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { COMPRESSION_MAGIC_BYTES, detectCompression } from '#engine/formats/magic/compression.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import { inflate } from '#engine/layers/inflate.ts';
import { readHead, readRegion } from '#engine/layers/read-region.ts';
import { statSync } from 'node:fs';

/** The floors of contracts §10: the same reader, pool and chunk sizes, and nothing else but a hash of the stream (`diffId`), or that and one of each file (`files`). */
const { kind } = workerData as { kind: 'diffId' | 'files' };

parentPort?.on('message', (file: string) => {
  floor(file).then(
    () => parentPort?.postMessage('done'),
    (error: unknown) => {
      throw error;
    },
  );
});

async function floor(file: string): Promise<void> {
  const region = { file, offset: 0, size: statSync(file).size };
  const stream = createHash('sha256');
  let one = createHash('sha256');
  const reader = new TarReader({
    entry: () => undefined,
    content: (bytes) => one.update(bytes),
    contentEnd: () => {
      one.digest();
      one = createHash('sha256');
    },
    anomaly: () => undefined,
  });
  const compression = detectCompression(await readHead(region, COMPRESSION_MAGIC_BYTES));
  for await (const chunk of inflate(readRegion(region), compression)) {
    stream.update(chunk);
    if (kind === 'files') reader.push(chunk);
  }
  stream.digest();
}
