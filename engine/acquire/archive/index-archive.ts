import type { FileHandle } from 'node:fs/promises';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { BLOCK, parseTarHeader, type TarHeader } from '#engine/formats/tar/header.ts';
import { paxNumber, readPax } from '#engine/formats/tar/pax.ts';
import { describeDiagnostic, type Diagnostic } from '#shared/model/diagnostic.ts';
import { normalisePath, printPath } from '#shared/model/root-path.ts';
import type { Bytes } from '#shared/model/units.ts';
import { BlockWindow } from './block-window.ts';

/** One member of an outer archive. Names and link targets are byte strings. */
export type ArchiveMember = Readonly<{
  /** `sparse`: a file whose stored bytes are not its content. */
  kind: 'file' | 'sparse' | 'symlink' | 'hardlink' | 'other';
  link: string;
  offset: Bytes;
  size: Bytes;
  /** Bytes that are really there; less than `size` only in the last member of an archive that is cut short. */
  available: Bytes;
}>;

export type ArchiveIndex = Readonly<{
  /** By normalised name; of a repeated name the last. */
  members: ReadonlyMap<string, ArchiveMember>;
  /** Why reading stopped before the end marker; null when it did not. */
  stopped: Diagnostic | null;
  /** Members that were left out. */
  diagnostics: readonly Diagnostic[];
}>;

/** Extended headers that wait for their member. */
type Extended = { pax?: Map<string, string>; longName?: string; longLink?: string };

/**
 * Lists the members of a tar by hopping from header to header: of content it reads only extended headers, so the cost does not
 * depend on the size of the layers. What is broken ends the list and not the whole: earlier members stay usable.
 *
 * @param handle open for reading; not closed
 * @param fileSize size of the file
 */
export async function indexArchive(handle: FileHandle, fileSize: Bytes, signal?: AbortSignal): Promise<ArchiveIndex> {
  const window = new BlockWindow(handle);
  const members = new Map<string, ArchiveMember>();
  const diagnostics: Diagnostic[] = [];
  let extended: Extended = {};
  let at: Bytes = 0;
  let zeroBlocks = 0;
  let headers = 0;
  try {
    while (zeroBlocks < 2 && at < fileSize) {
      signal?.throwIfAborted();
      const block = await window.read(at);
      if (block.byteLength < BLOCK) throw truncated('tar header', at, BLOCK, block.byteLength);
      const header = parseTarHeader(block, 0, at);
      if (header === undefined) {
        zeroBlocks += 1;
        at += BLOCK;
        continue;
      }
      zeroBlocks = 0;
      if (++headers > limits.archiveMembers) {
        throw new ParseError({ code: 'limit-exceeded', what: 'archive', limit: limits.archiveMembers, seen: headers });
      }
      const data = at + BLOCK;
      if (isExtension(header)) {
        await readExtension(window, header, data, extended);
        at = data + padded(header.size);
        continue;
      }
      const map = header.typeflag === 'S' ? await sparseExtensionBytes(window, block, data) : 0;
      const size = (extended.pax && paxNumber(extended.pax, 'size', at)) ?? header.size;
      const member = memberOf(header, extended, data + map, size, fileSize);
      addMember(members, diagnostics, nameOf(header, extended), member);
      extended = {};
      at = data + map + (hasContent(header, member) ? padded(size) : 0);
      if (at > fileSize && member.available < size) {
        throw truncated('tar member', data, size, member.available);
      }
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { members, stopped: error.diagnostic, diagnostics };
  }
  return { members, stopped: null, diagnostics };
}

/** Says an early end as an anomaly: whether something of the image is missing is seen where it is looked for. */
export function stoppedAnomaly(stopped: Diagnostic): Diagnostic {
  return { code: 'anomaly', what: 'an archive that cannot be read to its end', found: describeDiagnostic(stopped) };
}

function isExtension({ typeflag }: TarHeader): boolean {
  return typeflag === 'x' || typeflag === 'g' || typeflag === 'L' || typeflag === 'K';
}

async function readExtension(window: BlockWindow, header: TarHeader, at: Bytes, into: Extended): Promise<void> {
  if (header.size > limits.paxBytes) {
    throw new ParseError({
      code: 'limit-exceeded',
      what: 'tar extended header',
      limit: limits.paxBytes,
      seen: header.size,
    });
  }
  const bytes = await window.read(at, header.size);
  if (bytes.byteLength < header.size) throw truncated('tar extended header', at, header.size, bytes.byteLength);
  switch (header.typeflag) {
    case 'x':
      into.pax = readPax(bytes, at);
      break;
    case 'L':
      into.longName = untilNul(bytes);
      break;
    case 'K':
      into.longLink = untilNul(bytes);
      break;
    default:
    // Global headers (git archive writes a comment) are not applied by the engines that load these archives.
  }
}

/** GNU sparse: further blocks of the map stand between header and data. */
async function sparseExtensionBytes(window: BlockWindow, header: Buffer, data: Bytes): Promise<Bytes> {
  let length = 0;
  let more = header[482] === 1;
  while (more) {
    if (length / BLOCK > limits.sparsePieces / 21) {
      throw new ParseError({
        code: 'limit-exceeded',
        what: 'sparse map',
        limit: limits.sparsePieces,
        seen: (length / BLOCK) * 21,
      });
    }
    const block = await window.read(data + length);
    if (block.byteLength < BLOCK) throw truncated('sparse map', data + length, BLOCK, block.byteLength);
    more = block[504] === 1;
    length += BLOCK;
  }
  return length;
}

function memberOf(
  header: TarHeader,
  { pax, longLink }: Extended,
  offset: Bytes,
  size: Bytes,
  fileSize: Bytes,
): ArchiveMember {
  const kind = kindOf(header, pax);
  const link = nonEmpty(pax?.get('linkpath')) ?? longLink ?? header.linkname;
  return { kind, link, offset, size, available: Math.max(0, Math.min(size, fileSize - offset)) };
}

function kindOf({ typeflag }: TarHeader, pax: ReadonlyMap<string, string> | undefined): ArchiveMember['kind'] {
  if (typeflag === 'S' || pax?.has('GNU.sparse.major') || pax?.has('GNU.sparse.map')) return 'sparse';
  if (typeflag === '0' || typeflag === '\0' || typeflag === '7') return 'file';
  if (typeflag === '1') return 'hardlink';
  return typeflag === '2' ? 'symlink' : 'other';
}

/** Links, devices and directories have no content, whatever their size field says; unknown types have what it says. */
function hasContent({ typeflag }: TarHeader, { kind }: ArchiveMember): boolean {
  return kind === 'file' || kind === 'sparse' || (kind === 'other' && !'3456'.includes(typeflag));
}

function nameOf(header: TarHeader, { pax, longName }: Extended): string {
  return nonEmpty(pax?.get('GNU.sparse.name')) ?? nonEmpty(pax?.get('path')) ?? longName ?? header.name;
}

function addMember(
  members: Map<string, ArchiveMember>,
  diagnostics: Diagnostic[],
  name: string,
  member: ArchiveMember,
): void {
  const path = name.length > limits.pathBytes ? undefined : normalisePath(name);
  if (path === undefined) {
    // One is enough to tell: a hostile archive has a hundred thousand of them.
    if (diagnostics.length === 0) {
      diagnostics.push({
        code: 'anomaly',
        what: 'an archive member with a name that is not used',
        found: printPath(name.slice(0, 80)),
      });
    }
  } else if (path !== '') members.set(path, member);
}

function untilNul(bytes: Buffer): string {
  const nul = bytes.indexOf(0);
  return bytes.toString('latin1', 0, nul < 0 ? bytes.byteLength : nul);
}

/** An empty PAX value takes the key back. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function padded(size: Bytes): Bytes {
  return Math.ceil(size / BLOCK) * BLOCK;
}

function truncated(what: string, from: Bytes, length: Bytes, available: Bytes): ParseError {
  return new ParseError({ code: 'truncated', what, at: { from, to: from + length }, available });
}
