import { writeFile } from 'node:fs/promises';
import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { artifactCommitOf, imageIdOf } from '#engine/testing/scan-commit.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { openBlobStore, putArtifactBytes, readArtifactBytes } from './index.ts';

const text = 'a document '.repeat(1000);

describe('artifact bytes', () => {
  it.for([text, ''])('come back as they were', async (content) => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    const { artifact } = await artifactCommitOf(blobs, imageIdOf('one'), content);
    expect(artifact).toMatchObject({ artifactId: sha256(content), size: content.length, encoding: 'zstd' });
    const read = await readArtifactBytes(blobs, { ...artifact, createdAtMs: 0 });
    expect(Buffer.from(read).toString()).toBe(content);
  });

  it('are compressed the same way each time', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    const first = await putArtifactBytes(blobs, Buffer.from(text));
    expect(await putArtifactBytes(blobs, Buffer.from(text))).toEqual(first);
    expect(first.storedSize).toBeLessThan(200);
  });

  it.for([
    { name: 'a frame of other bytes', stored: zstdCompressSync(text.replace('a', 'b')) },
    { name: 'a frame of more bytes', stored: zstdCompressSync(`${text}${text}`) },
    { name: 'no frame', stored: Buffer.from(text) },
    { name: 'nothing', stored: Buffer.alloc(0) },
  ])('are refused when the stored bytes are $name', async ({ stored }) => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    const { artifact } = await artifactCommitOf(blobs, imageIdOf('one'), text);
    const put = await blobs.put(stored);
    const lie = { ...artifact, storedSha256: put.sha256, storedSize: put.size, createdAtMs: 0 };
    await expect(readArtifactBytes(blobs, lie)).rejects.toMatchObject({ code: 'corrupt-blob' });
  });

  it('are not read beyond a limit, nor when their blob was changed', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    const { artifact } = await artifactCommitOf(blobs, imageIdOf('one'), text);
    const record = { ...artifact, createdAtMs: 0 };
    await expect(readArtifactBytes(blobs, record, { maxBytes: 10 })).rejects.toMatchObject({ code: 'too-large' });
    await writeFile(blobs.pathOf(artifact.storedSha256), 'changed');
    await expect(readArtifactBytes(blobs, record)).rejects.toMatchObject({ code: 'corrupt-blob' });
  });
});
