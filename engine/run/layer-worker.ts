import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { openConnectionLedger } from '#engine/acquire/net/connection-ledger.ts';
import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { analyzers } from '#engine/analyzers/registry.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { PassOptions, PassResult } from '#engine/layers/layer-pass.ts';
import { COLUMNS, type ColumnName, type LayerIndex } from '#engine/layers/layer-index.ts';
import { writeCheckpoints } from '#engine/layers/checkpoints.ts';
import { PackWriter } from '#engine/layers/pack.ts';
import { readDirectory } from '#engine/layers/read-directory.ts';
import { readLayer } from '#engine/layers/read-layer.ts';
import { readRegion, type Region } from '#engine/layers/read-region.ts';
import { encodeLayerIndex } from '#engine/layers/stored-index.ts';
import { type BlobStore, openBlobStore, openFactReader } from '#engine/store/index.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { FromWorker, LayerTask, LayerTaskResult, TaskProgress, ToWorker, WorkerSetup } from './layer-task.ts';

/**
 * A worker thread of the scan: one layer at a time, from blob to stored index. Bytes go from the archive to the store without
 * passing the main thread; what comes back is columns (moved, not copied) and facts.
 */
const port = parentPort;
if (port === null) throw new Error('layer-worker runs in a worker thread');
// What a plug-in or a dependency tries from here is told to the main thread's ledger.
openConnectionLedger();
const { dataDir, progressEveryMs } = workerData as WorkerSetup;
// What is off unless it is asked for is made after the pass, by reading the layer once more.
const dispatch = new Dispatch(analyzers.filter(({ optional }) => optional !== true));
const blobs = openBlobStore(dataDir);
const facts = openFactReader(dataDir);

const stops = new Map<number, AbortController>();

port.on('message', (message: ToWorker) => {
  if ('stop' in message) {
    stops.get(message.stop)?.abort();
    return;
  }
  const { id, task } = message;
  const stop = new AbortController();
  stops.set(id, stop);
  const send = (answer: FromWorker, moved: ArrayBuffer[] = []): void => {
    if (!('progress' in answer)) stops.delete(id);
    port.postMessage(answer, moved);
  };
  run(task, stop.signal, (progress) => send({ id, progress })).then(
    (result) => send({ id, result }, 'index' in result ? buffersOf(result.index) : []),
    (error: unknown) => {
      if (error instanceof ParseError) send({ id, diagnostic: error.diagnostic });
      else send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    },
  );
});

function run(
  task: LayerTask,
  signal: AbortSignal,
  progress: (progress: TaskProgress) => void,
): Promise<LayerTaskResult[keyof LayerTaskResult]> {
  switch (task.kind) {
    case 'read-layer':
      return storePass(blobs, task.force, signal, (options) =>
        readLayer(task.region, {
          ...options,
          hash: task.hash,
          bounds: task.bounds,
          progress: throttled(task.region.size, progress),
        }),
      );
    case 'read-directory': {
      const report = throttled(0, progress);
      return storePass(blobs, task.force, signal, (options) =>
        readDirectory(task.root, { ...options, progress: (entries) => report(0, 0, entries) }),
      );
    }
    case 'hash-region':
      return hashRegion(task.region, signal, progress);
    case 'write-checkpoints':
      return storeCheckpoints(task.region, signal);
    default:
      return task satisfies never;
  }
}

async function storeCheckpoints(region: Region, signal: AbortSignal): Promise<LayerTaskResult['write-checkpoints']> {
  const { bytes, diffId } = await writeCheckpoints(region, { signal });
  return { sha256: (await blobs.put(bytes)).sha256, diffId };
}

/** Runs a pass with a pack beside it, then stores index and pack. */
async function storePass<R extends PassResult>(
  store: BlobStore,
  force: boolean,
  signal: AbortSignal,
  read: (options: PassOptions & { afterChunk: () => Promise<void> }) => Promise<R>,
): Promise<Omit<R, 'facts'> & { facts: string; indexSha256: Sha256; packSha256: Sha256 | null }> {
  await using temp = await store.tempFile('pack');
  const packHash = createHash('sha256');
  let packSize = 0;
  /** Frames wait here until the pass lets go of the thread: the pass itself is synchronous. */
  let unwritten: Uint8Array[] = [];
  const pack = new PackWriter((bytes) => {
    packHash.update(bytes);
    packSize += bytes.byteLength;
    // The writer reuses its frame.
    unwritten.push(new Uint8Array(bytes));
  });
  const writeOut = async (): Promise<void> => {
    const pieces = unwritten;
    unwritten = [];
    for (const piece of pieces) await temp.handle.write(piece);
  };
  const result = await read({
    dispatch,
    isKnown: (sha256, analyzerKey) => !force && facts.get(sha256, analyzerKey) !== undefined,
    pack,
    afterChunk: async () => {
      signal.throwIfAborted();
      if (unwritten.length > 0) await writeOut();
    },
  });
  let packSha256: Sha256 | null = null;
  if (!pack.isEmpty) {
    pack.finish();
    await writeOut();
    packSha256 = (await store.putFile(temp, packHash.digest('hex') as Sha256, packSize)).sha256;
  }
  const stored = await store.putStream(pieces(result.index));
  return {
    ...result,
    facts: JSON.stringify(result.facts),
    indexSha256: stored.sha256,
    packSha256,
  };
}

async function* pieces(index: LayerIndex): AsyncGenerator<Uint8Array> {
  yield* encodeLayerIndex(index);
}

async function hashRegion(
  region: Region,
  signal: AbortSignal,
  progress: (progress: TaskProgress) => void,
): Promise<{ sha256: Sha256 }> {
  const hash = createHash('sha256');
  const report = throttled(region.size, progress);
  let done = 0;
  for await (const chunk of readRegion(region, { signal, reuse: true })) {
    hash.update(chunk);
    done += chunk.length;
    report(done, done, 0);
  }
  return { sha256: hash.digest('hex') as Sha256 };
}

function throttled(
  total: number,
  progress: (progress: TaskProgress) => void,
): (bytesIn: number, bytesOut: number, entries: number) => void {
  let last = 0;
  return (bytesIn, bytesOut, entries) => {
    const now = performance.now();
    if (now - last < progressEveryMs) return;
    last = now;
    progress({ bytesIn, total, bytesOut, entries });
  };
}

function buffersOf(index: LayerIndex): ArrayBuffer[] {
  return (Object.keys(COLUMNS) as ColumnName[]).map((name) => index[name].buffer as ArrayBuffer);
}
