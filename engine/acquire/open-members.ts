import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Compression, detectCompression } from '#engine/formats/magic/compression.ts';
import { detectContentKind } from '#engine/formats/magic/content-kind.ts';
import { BLOCK } from '#engine/formats/tar/header.ts';
import { describeDiagnostic, type Diagnostic } from '#shared/model/diagnostic.ts';
import { printPath } from '#shared/model/root-path.ts';
import { AcquireError } from './acquire-error.ts';
import { type ArchiveMembers, openArchive } from './archive/archive-members.ts';
import { inflateArchive } from './archive/inflate-archive.ts';
import { folderMembers } from './folder-members.ts';
import type { Members } from './members.ts';
import { readAt } from './read-at.ts';
import type { OpenOptions } from './types.ts';

/**
 * Opens what lies at a path as a set of files, by its content and never by its name.
 *
 * @returns undefined for a folder that is no OCI layout
 * @throws {AcquireError} `not-an-image` for a file that is no archive
 */
export async function openMembers(path: string, options: OpenOptions): Promise<Members | undefined> {
  const found = await stat(path);
  if (found.isDirectory()) return (await isLayoutFolder(path)) ? folderMembers(path) : undefined;
  if (!found.isFile()) throw notAnImage(path, 'a special file');
  const head = await readHead(path);
  const compression = detectCompression(head);
  if (compression === 'none') return plainArchive(path, path, head, options.signal);
  if (compression !== 'gzip' && compression !== 'zstd') throw notAnImage(path, `a file compressed with ${compression}`);
  const inflated = await inflateArchive(path, compression, options.spool, options.signal);
  const inner = await readHead(inflated.file);
  const archive = await plainArchive(inflated.file, path, inner, options.signal, compression);
  return { ...archive, diagnostics: [...inflated.diagnostics, ...archive.diagnostics] };
}

/** Why an archive that holds no image description gives no image: it is something else, or the description is cut off. */
export function noDescription(members: Members): AcquireError {
  const { index } = members as ArchiveMembers;
  const names = [...index.members.keys()].slice(0, 3).map(printPath);
  const first = names.length > 0 ? `, which begins with ${names.join(', ')}` : ', which is empty';
  const found = `a tar archive without manifest.json, index.json or repositories${first}`;
  if (index.stopped === null) return notAnImage(members.path, found);
  // `docker save` writes manifest.json last.
  const diagnostic: Diagnostic = {
    code: 'missing',
    what: 'the description of an image',
    found: `${found}; ${describeDiagnostic(index.stopped)}`,
    where: { file: members.path },
  };
  return new AcquireError('damaged', diagnostic);
}

export function notAnImage(path: string, found: string): AcquireError {
  const diagnostic: Diagnostic = { code: 'missing', what: 'a container image', found, where: { file: path } };
  return new AcquireError('not-an-image', diagnostic);
}

async function plainArchive(
  file: string,
  path: string,
  head: Buffer,
  signal: AbortSignal | undefined,
  inside?: Compression,
): Promise<ArchiveMembers> {
  const archive = await openArchive(file, path, signal);
  const { members, stopped } = archive.index;
  // A tar whose first header cannot be read is no tar: say what the bytes look like instead of what a header lacks.
  if (members.size === 0 && (stopped !== null || head.byteLength === 0)) {
    const found = describeFile(head);
    throw notAnImage(path, inside === undefined ? found : `${inside} data around ${found}`);
  }
  return archive;
}

function describeFile(head: Buffer): string {
  if (head.byteLength === 0) return 'an empty file';
  const compression = detectCompression(head);
  if (compression !== 'none') return `a file compressed with ${compression}`;
  const kind = detectContentKind(head);
  if (kind !== 'none') return `a file of kind ${kind}`;
  return head.byteLength < BLOCK ? `a file of ${head.byteLength} bytes` : 'a file that is no tar archive';
}

/**
 * Is a folder an OCI layout, and not a root file system? `oci-layout` or `blobs` beside index.json say so; a folder that has
 * index.json and no folder in it is a layout without blobs, for a root file system always has folders.
 */
async function isLayoutFolder(path: string): Promise<boolean> {
  if (await isFile(join(path, 'oci-layout'))) return true;
  if (!(await isFile(join(path, 'index.json')))) return false;
  const entries = await readdir(path, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return folders.length === 0 || folders.includes('blobs');
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function readHead(path: string): Promise<Buffer> {
  await using handle = await open(path, 'r');
  return await readAt(handle, 0, BLOCK);
}
