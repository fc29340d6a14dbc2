import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AcquireError, AcquiredImage } from '#engine/acquire/index.ts';
import type { DiffId } from '#shared/model/digest.ts';
import { type BuiltImage, type Files, image, ociLayout } from './image.ts';
import { hashedDiffIds, openImage, refusal, type Wish } from './source.ts';
import { dir, file } from './tar.ts';
import { tempFolder } from './temp-folder.ts';

/** Layers and images that tests of opening share. */
export const base = { entries: [dir('etc'), file('etc/os-release', 'ID=test\n')], createdBy: 'ADD rootfs' };
const top = { entries: [file('app', 'x'.repeat(3000))], createdBy: 'COPY app' };
/** One image of three plain layers, two of them the same. */
export const one = image({
  layers: [base, top, base],
  tags: ['alpine:3'],
  created: '2024-01-02T03:04:05Z',
  cmd: ['/app'],
});
/** One layer of each compression. */
export const packed = image({
  layers: [
    { ...base, compression: 'gzip' },
    { ...top, compression: 'zstd' },
  ],
  tags: ['registry.example/team/app:1'],
});
/** The same tag as {@link one}, another platform. */
export const arm = image({
  layers: [top],
  platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
  tags: ['alpine:3'],
});

/** Writes bytes to a file in a folder of its own, for the time of `use`. */
export async function withFile<T>(bytes: Uint8Array, use: (path: string, folder: string) => Promise<T>): Promise<T> {
  await using folder = await tempFolder();
  const path = join(folder.path, 'image.bin');
  writeFileSync(path, bytes);
  return await use(path, folder.path);
}

/** Opens an archive; `hashed` has the diffIDs as the bytes have them. */
export function open(
  bytes: Uint8Array,
  wish: Wish = {},
): Promise<AcquiredImage & { readonly hashed: readonly (DiffId | null)[] }> {
  return withFile(bytes, async (path, folder) => {
    const acquired = await openImage(folder, path, wish);
    return { ...acquired, hashed: hashedDiffIds(acquired) };
  });
}

/** The error that opening an archive gives. */
export function refuse(bytes: Uint8Array, wish: Wish = {}): Promise<AcquireError> {
  return withFile(bytes, (path, folder) => refusal(folder, path, wish));
}

export function codes(acquired: { diagnostics: readonly { code: string }[] }): string[] {
  return acquired.diagnostics.map(({ code }) => code);
}

/** A layout with some files replaced, or (undefined) left out. */
export function layout(
  images: readonly BuiltImage[],
  replace: Record<string, Uint8Array | undefined>,
  nested?: string,
): Files {
  const files = new Map(ociLayout(images, nested));
  for (const [name, bytes] of Object.entries(replace)) {
    if (bytes === undefined) files.delete(name);
    else files.set(name, bytes);
  }
  return files;
}

/** Where a layout keeps a blob. */
export function blob(of: string): string {
  return `blobs/sha256/${of.slice(7)}`;
}
