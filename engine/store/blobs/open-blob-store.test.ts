import { readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { ManualClock } from '#engine/testing/manual-clock.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { openBlobStore } from './open-blob-store.ts';

const bytes = Buffer.from('hello');
const digest = sha256(bytes);

async function* chunks(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

describe('the blob store', () => {
  it('keeps bytes under their digest', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    expect(await blobs.put(bytes)).toEqual({ sha256: digest, size: 5, existed: false });
    expect(Buffer.from(await blobs.read(digest))).toEqual(bytes);
    expect(blobs.pathOf(digest)).toBe(join(folder.path, 'cas/blobs/sha256', digest.slice(0, 2), digest));
    expect(await readdir(join(folder.path, 'tmp'))).toEqual([]);
  });

  it('writes nothing when the bytes are there, but makes them young', async () => {
    await using folder = await tempFolder();
    const clock = new ManualClock(1_700_000_000_000);
    const blobs = openBlobStore(folder.path, clock);
    await blobs.put(bytes);
    const before = await stat(blobs.pathOf(digest));
    clock.advance(60_000);
    expect(await blobs.put(bytes)).toEqual({ sha256: digest, size: 5, existed: true });
    const after = await stat(blobs.pathOf(digest));
    expect({ ino: after.ino, aged: after.mtimeMs - before.mtimeMs }).toEqual({ ino: before.ino, aged: 60_000 });
  });

  it('puts the empty blob', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    const { sha256: empty } = await blobs.put(new Uint8Array());
    expect((await blobs.read(empty)).byteLength).toBe(0);
  });

  it('hashes a stream while it passes', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    expect(await blobs.putStream(chunks('he', '', 'llo'))).toEqual({ sha256: digest, size: 5, existed: false });
    expect(await blobs.putStream(chunks('hell', 'o'))).toEqual({ sha256: digest, size: 5, existed: true });
    expect(await readdir(join(folder.path, 'tmp'))).toEqual([]);
  });

  it('stops a stream that is longer than allowed, and leaves nothing', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    await expect(blobs.putStream(chunks('he', 'llo'), { maxBytes: 4 })).rejects.toMatchObject({ code: 'too-large' });
    expect(await readdir(join(folder.path, 'tmp'))).toEqual([]);
    expect(await blobs.has(digest)).toBe(false);
  });

  it('takes over a temporary file', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    await using temp = await blobs.tempFile('layer');
    await temp.handle.writeFile(bytes);
    expect(await blobs.putFile(temp, digest, 5)).toEqual({ sha256: digest, size: 5, existed: false });
    expect(await readdir(join(folder.path, 'tmp'))).toEqual([]);
    expect(await blobs.size(digest)).toBe(5);
  });

  it('refuses a temporary file of another length than was hashed', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    const temp = await blobs.tempFile('layer');
    await temp.handle.writeFile('hell');
    await expect(blobs.putFile(temp, digest, 5)).rejects.toThrow('it has 4 bytes, expected 5');
    expect(await blobs.has(digest)).toBe(false);
  });

  it('removes a temporary file that was not put', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    {
      await using temp = await blobs.tempFile('layer');
      await temp.handle.writeFile('half');
      expect((await readdir(join(folder.path, 'tmp'))).length).toBe(1);
    }
    expect(await readdir(join(folder.path, 'tmp'))).toEqual([]);
  });

  it('notices changed bytes', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    await blobs.put(bytes);
    await writeFile(blobs.pathOf(digest), 'hellO');
    await expect(blobs.read(digest)).rejects.toMatchObject({ code: 'corrupt-blob' });
  });

  it('replaces a blob that was cut', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    await blobs.put(bytes);
    await writeFile(blobs.pathOf(digest), 'hel');
    expect(await blobs.put(bytes)).toEqual({ sha256: digest, size: 5, existed: false });
    expect(Buffer.from(await blobs.read(digest))).toEqual(bytes);
  });

  it('says what is missing and what is too large', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    await expect(blobs.read(digest)).rejects.toMatchObject({ code: 'missing-blob', retry: true });
    await blobs.put(bytes);
    await expect(blobs.read(digest, { maxBytes: 4 })).rejects.toMatchObject({ code: 'too-large', retry: false });
  });

  it('opens a blob for ranged reads', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    await blobs.put(bytes);
    await using blob = await blobs.open(digest);
    const { buffer } = await blob.handle.read(Buffer.alloc(3), 0, 3, 1);
    expect({ size: blob.size, part: buffer.toString() }).toEqual({ size: 5, part: 'ell' });
  });

  it('writes again what gc took between two looks', async () => {
    await using folder = await tempFolder();
    const blobs = openBlobStore(folder.path);
    await blobs.put(bytes);
    // What gc does first: the name is gone, and the bytes wait in tmp/.
    await rename(blobs.pathOf(digest), join(folder.path, 'tmp', 'aside'));
    expect(await blobs.put(bytes)).toMatchObject({ existed: false });
  });
});
