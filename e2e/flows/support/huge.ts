import { createHash } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { file, tar, type TarEntry } from '#engine/testing/tar.ts';

type Mark = Readonly<{ at: number; text: string }>;

/** Zeros that are hashed at once. */
const CHUNK = Buffer.alloc(4 << 20);

/**
 * Writes a `docker save` archive of one layer with one file of `size` bytes: zeros, but for the marks. The zeros are holes of the
 * archive, so it takes no room, and this memory holds none of it.
 */
export function writeHuge(path: string, size: number, marks: readonly Mark[]): void {
  const head = tar([file('disk.img', '', { size })], 0);
  const layerSize = head.length + padded(size) + 1024;
  const diffId = hashOf(head, layerSize, marks);
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: ['/bin/run'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${diffId}`] },
    history: [{ created_by: 'COPY disk.img /' }],
  });
  const manifest = JSON.stringify([{ Config: 'config.json', RepoTags: ['acme/disk:1'], Layers: ['layer.tar'] }]);
  const archive = openSync(path, 'w');
  let end = 0;
  const add = (entry: TarEntry, length: number, pieces: readonly Mark[]): void => {
    writeSync(archive, tar([{ ...entry, size: length }], 0), 0, 512, end);
    for (const { at, text } of pieces) writeSync(archive, text, end + 512 + at);
    end += 512 + padded(length);
  };
  add(file('config.json'), config.length, [{ at: 0, text: config }]);
  add(file('layer.tar'), layerSize, [
    { at: 0, text: Buffer.from(head).toString('latin1') },
    ...marks.map(({ at, text }) => ({ at: head.length + at, text })),
  ]);
  add(file('manifest.json'), manifest.length, [{ at: 0, text: manifest }]);
  ftruncateSync(archive, end + 1024);
  closeSync(archive);
}

/** Goes from the library to the bytes of that file. */
export async function openHuge(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'acme/disk:1', exact: true }).click();
  await page.keyboard.press('Control+3');
  await page.getByRole('row', { name: /disk\.img/ }).click();
  await page
    .getByRole('list', { name: 'Every layer that touched it' })
    .getByRole('button', { name: 'Open the copy of layer 0' })
    .click();
}

function hashOf(head: Uint8Array, size: number, marks: readonly Mark[]): string {
  const hash = createHash('sha256').update(head);
  let done = head.length;
  const zeros = (until: number): void => {
    for (; done < until; done += Math.min(CHUNK.length, until - done))
      hash.update(CHUNK.subarray(0, Math.min(CHUNK.length, until - done)));
  };
  for (const { at, text } of marks) {
    zeros(head.length + at);
    hash.update(text);
    done += text.length;
  }
  zeros(size);
  return hash.digest('hex');
}

function padded(size: number): number {
  return Math.ceil(size / 512) * 512;
}
