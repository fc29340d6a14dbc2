import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { configType, descriptor, digest, json, manifestType, indexType } from '#engine/testing/image.ts';
import { tar, type TarEntry } from '#engine/testing/tar.ts';

const MiB = 1 << 20;

/** Compressed zeros: `count` members (gzip) or frames (zstd) of 64 MiB, one after the other. */
export function zeros(kind: 'gzip' | 'zstd', count: number): Buffer {
  const block = Buffer.alloc(64 * MiB);
  const piece = kind === 'gzip' ? gzipSync(block, { level: 9 }) : zstdCompressSync(block);
  return Buffer.concat(Array.from({ length: count }, () => piece));
}

/**
 * Writes a layer of so many empty files, 200 to a directory, with names as long as real ones.
 *
 * @returns SHA-256 and size of the tar
 */
export function writeManyEntries(
  path: string,
  entries: number,
  nameOf = (n: number): string => `usr/share/package-${Math.floor(n / 200)}/locale/file-number-${n}.txt`,
): { sha256: string; size: number } {
  const template = Buffer.from(tar([{ name: 'x' }], 0));
  const out = openSync(path, 'w');
  const hash = createHash('sha256');
  let size = 0;
  const chunk = Buffer.alloc(2048 * 512);
  let used = 0;
  const flush = (): void => {
    const piece = chunk.subarray(0, used);
    hash.update(piece);
    size += piece.length;
    for (let at = 0; at < piece.length;) at += writeSync(out, piece, at);
    used = 0;
  };
  for (let n = 0; n < entries; n++) {
    if (used === chunk.length) flush();
    const header = chunk.subarray(used, used + 512);
    template.copy(header);
    header.write(nameOf(n), 0, 100, 'latin1');
    header.fill(' ', 148, 156);
    let sum = 0;
    for (const byte of header) sum += byte;
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    used += 512;
  }
  flush();
  chunk.fill(0, 0, 1024);
  used = 1024;
  flush();
  closeSync(out);
  return { sha256: hash.digest('hex'), size };
}

/** Puts a layer's file into an OCI layout folder by moving it. */
export function layoutAround(folder: string, layer: string, { sha256, size }: { sha256: string; size: number }): void {
  const blobs = join(folder, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  renameSync(layer, join(blobs, sha256));
  const put = (bytes: Uint8Array): Uint8Array => {
    writeFileSync(join(blobs, digest(bytes).slice(7)), bytes);
    return bytes;
  };
  const platform = { os: 'linux', architecture: 'amd64' };
  const config = put(json({ ...platform, config: {}, rootfs: { type: 'layers', diff_ids: [`sha256:${sha256}`] } }));
  const mediaType = 'application/vnd.oci.image.layer.v1.tar';
  const manifest = put(
    json({
      schemaVersion: 2,
      config: descriptor(configType, config),
      layers: [{ mediaType, digest: `sha256:${sha256}`, size }],
    }),
  );
  writeFileSync(
    join(folder, 'index.json'),
    json({ schemaVersion: 2, mediaType: indexType, manifests: [descriptor(manifestType, manifest)] }),
  );
  writeFileSync(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }));
}

/** A tar of many small members around some others. */
export function archiveOfMany(members: number, others: readonly TarEntry[]): Uint8Array {
  return tar([...others, ...Array.from({ length: members }, (_, i) => ({ name: `member-${i}` }))]);
}
