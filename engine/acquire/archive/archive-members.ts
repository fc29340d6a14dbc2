import { open } from 'node:fs/promises';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { encodeText, normalisePath } from '#shared/model/root-path.ts';
import type { Member, Members } from '../members.ts';
import { type ArchiveIndex, indexArchive, stoppedAnomaly } from './index-archive.ts';

export type ArchiveMembers = Members & {
  readonly index: ArchiveIndex;
};

/**
 * The files of a tar archive.
 *
 * @param file host path of the tar, uncompressed
 * @param path host path to show: of the compressed archive, when `file` is its spooled form
 */
export async function openArchive(file: string, path: string, signal?: AbortSignal): Promise<ArchiveMembers> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  return archiveMembers(file, path, await indexArchive(handle, size, signal));
}

function archiveMembers(file: string, path: string, index: ArchiveIndex): ArchiveMembers {
  const diagnostics: Diagnostic[] = [...index.diagnostics];
  if (index.stopped !== null) diagnostics.push(stoppedAnomaly(index.stopped));
  return {
    path,
    kind: 'archive',
    index,
    diagnostics,
    async find(name): Promise<Member | undefined> {
      return findFile(file, index, name);
    },
  };
}

/** Follows links inside the archive: `docker save` writes a repeated layer as a symlink, podman all of them. */
function findFile(file: string, index: ArchiveIndex, name: string): Member | undefined {
  let path: string | undefined = normalisePath(encodeText(name));
  for (let hops = 0; path !== undefined && hops <= limits.archiveLinkHops; hops++) {
    const member = index.members.get(path);
    if (member === undefined) return undefined;
    switch (member.kind) {
      case 'file':
        return { region: { file, offset: member.offset, size: member.available }, declaredSize: member.size };
      case 'symlink':
        path = linkTarget(path, member.link);
        break;
      case 'hardlink':
        path = normalisePath(member.link);
        break;
      case 'sparse':
        throw new ParseError({ code: 'unsupported', what: name, found: 'a sparse member' });
      case 'other':
        return undefined;
      default:
        return member.kind satisfies never;
    }
  }
  return undefined;
}

/** @returns undefined for a target above the archive's root */
function linkTarget(from: string, target: string): string | undefined {
  const parts = target.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
