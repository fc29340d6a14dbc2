import { open } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import type { AcquiredDirectory } from '#engine/acquire/index.ts';
import { LAYER_INDEX_VERSION } from '#engine/layers/layer-index.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import { type DiffId, digestOf, type ImageId, type Sha256 } from '#shared/model/digest.ts';
import type { FactEntry } from '#engine/store/index.ts';
import { fileRow } from './file-row.ts';
import type { ObtainContext } from './obtain-layers.ts';
import type { ScanSubject } from './scan-subject.ts';

/**
 * A root file system in a folder as an image of one layer. Its id is the digest of its `files` listing, which has no times: the
 * same tree anywhere is the same image. It is read anew each time, since nothing says that a folder is unchanged.
 */
export async function obtainDirectory(
  { source }: AcquiredDirectory,
  { pool, force, signal, progress }: ObtainContext,
): Promise<ScanSubject> {
  progress({ kind: 'image', imageId: null, layers: [{ index: 0, diffId: null, size: 0 }] });
  const read = await pool.run<'read-directory'>(
    { kind: 'read-directory', root: source.path, force },
    {
      signal,
      progress: ({ entries }) => progress({ kind: 'layer', index: 0, state: 'reading', bytesIn: 0, total: 0, entries }),
    },
  );
  progress({ kind: 'layer', index: 0, state: 'done', bytesIn: 0, total: 0, entries: read.index.count });
  const facts = JSON.parse(read.facts) as FactEntry[];
  const hash = createHash('sha256');
  for (const node of replayLayers([read.index]).rootfs.files()) hash.update(`${JSON.stringify(fileRow(node))}\n`);
  const digest = digestOf(hash.digest('hex') as Sha256);
  const diffId = digest as DiffId;
  const record = {
    diffId,
    indexSha256: read.indexSha256,
    packSha256: read.packSha256,
    indexVersion: LAYER_INDEX_VERSION,
    entryCount: read.index.count,
    uncompressedSize: 0,
    diagnostics: read.diagnostics,
  };
  const diagnostics = read.diagnostics.map((one) => ({ ...one, where: { ...one.where, layer: 0 } }));
  const layer = { index: 0, diffId, digest: null, mediaType: null, region: null, createdBy: null, foreign: false };
  return {
    imageId: digest as ImageId,
    source: { kind: source.kind, path: source.path },
    digests: [],
    tags: [],
    config: null,
    configBytes: new Uint8Array(),
    platform: null,
    layers: [
      {
        index: 0,
        diffId,
        createdBy: null,
        digest: null,
        size: 0,
        complete: true,
        cached: false,
        obtained: {
          layer,
          diffId,
          digest: null,
          cached: false,
          index: read.index,
          record,
          facts,
          diagnostics,
        },
      },
    ],
    diagnostics,
    sources: [
      {
        index: read.index,
        packSha256: read.packSha256,
        blob: { kind: 'folder', readFile: (path) => readInside(source.path, path) },
      },
    ],
    attestations: [],
    newLayers: [{ layer: record, blob: null, facts }],
  };
}

/** A file of a walked folder. The path was found by walking without following links; its content is checked against its hash by the caller. */
export async function readInside(root: string, path: string): Promise<Uint8Array> {
  const handle = await open(Buffer.concat([Buffer.from(`${root}/`, 'utf8'), Buffer.from(path, 'latin1')]), 'r');
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
