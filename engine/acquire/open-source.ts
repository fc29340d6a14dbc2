import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type Diagnostic, located } from '#shared/model/diagnostic.ts';
import { dockerManifestSchema } from '#shared/schema/oci.ts';
import { AcquireError } from './acquire-error.ts';
import { offerDocker } from './docker/offer-docker.ts';
import { offerLegacy } from './docker/offer-legacy.ts';
import { readJson } from './json.ts';
import type { Members } from './members.ts';
import { DescriptionReader } from './oci/description-reader.ts';
import { findAttestations } from './oci/find-attestations.ts';
import { offerOci } from './oci/offer-oci.ts';
import { noDescription, notAnImage, openMembers } from './open-members.ts';
import { parseReference, pathReadings, type WantedKind } from './parse-reference.ts';
import type { Offers } from './select/offer.ts';
import { selectImage } from './select/select-image.ts';
import type { AcquiredSource, OpenOptions } from './types.ts';

/**
 * Opens the image that a reference means, from a `docker save` archive, an OCI archive, an OCI layout folder or a root file
 * system in a folder. Reads and checks descriptions only; layers stay where they are.
 *
 * @param ref a path, or a path behind `docker-archive:`, `oci-archive:`, `oci:`, `oci-dir:` or `dir:`
 * @throws {AcquireError} when it gives no image
 */
export async function openSource(ref: string, options: OpenOptions): Promise<AcquiredSource> {
  const reference = parseReference(ref);
  if (reference.kind === 'network') {
    const diagnostic: Diagnostic = {
      code: 'unsupported',
      what: ref,
      found: `scheme ${reference.scheme} without a network`,
    };
    throw new AcquireError('would-need-network', diagnostic);
  }
  let path = reference.rest;
  try {
    const located = await locate(reference.kind, reference.rest);
    path = resolve(located.path);
    const selectors = [located.selector, options.image].filter((selector) => selector !== undefined);
    return await openPath(path, reference.kind, selectors, options);
  } catch (error) {
    throw asAcquireError(error, path);
  }
}

async function openPath(
  path: string,
  kind: WantedKind,
  selectors: readonly string[],
  options: OpenOptions,
): Promise<AcquiredSource> {
  const members = kind === 'directory' ? await rootFolder(path) : await openMembers(path, options);
  if (members === undefined) {
    if (kind !== 'any' && kind !== 'directory') throw notAnImage(path, 'a folder that is no OCI layout');
    const [selector] = selectors;
    if (selector !== undefined) {
      const diagnostic: Diagnostic = { code: 'missing', what: `image ${selector}`, found: 'a root file system' };
      throw new AcquireError('no-such-image', located(diagnostic, { file: path }));
    }
    return { source: { kind: 'directory', path } };
  }
  const reader = new DescriptionReader(members);
  const offers = await offersOf(reader, kind);
  const { offer, tags, diagnostics } = selectImage(offers, { selectors, platform: options.platform });
  const image = await offer.load();
  if (image.config === null && image.layers.every(({ region }) => region === null)) {
    // Names without any bytes behind them: an image id made from a file's name would be a claim without a proof.
    const found = `its config and its ${image.layers.length} layers are named, but none is there`;
    throw new AcquireError('damaged', { code: 'missing', what: 'the image', found });
  }
  const beside = await findAttestations(reader, image);
  const more = [...offers.diagnostics, ...diagnostics, ...beside.diagnostics].map((d) => located(d, { file: path }));
  return { ...image, tags, attestations: beside.attestations, diagnostics: [...image.diagnostics, ...more] };
}

/** `dir:` means the folder itself, even if it looks like a layout. */
async function rootFolder(path: string): Promise<undefined> {
  if (!(await lstat(path)).isDirectory()) throw notAnImage(path, 'a file, not a folder');
  return undefined;
}

/** Which description counts: manifest.json before index.json before `repositories`, unless the reference says otherwise. */
async function offersOf(reader: DescriptionReader, kind: WantedKind): Promise<Offers> {
  const { members } = reader;
  checkKind(members, kind);
  const notes: Diagnostic[] = [];
  const inArchive = members.kind === 'archive';
  if (inArchive && kind !== 'oci-archive') {
    const manifest = await reader.member('manifest.json');
    const items = manifest && readJson(manifest, dockerManifestSchema, 'manifest.json');
    if (items && items.length > 0) return offerDocker(reader, items);
    if (manifest !== undefined) {
      notes.push({ code: 'anomaly', what: 'a manifest.json that lists no image', found: clip(manifest) });
    }
  }
  if (kind !== 'docker-archive' && (!inArchive || (await members.find('index.json')) !== undefined)) {
    const offers = await offerOci(reader);
    return { ...offers, diagnostics: [...notes, ...offers.diagnostics] };
  }
  const repositories = inArchive && kind !== 'oci-archive' ? await reader.member('repositories') : undefined;
  if (repositories !== undefined) return offerLegacy(reader, repositories);
  const [note] = notes;
  throw note?.code === 'anomaly' ? notAnImage(members.path, `${note.what}: ${note.found}`) : noDescription(members);
}

function checkKind(members: Members, kind: WantedKind): void {
  if (kind === 'oci-layout' && members.kind === 'archive')
    throw notAnImage(members.path, 'a file, not a layout folder');
  if ((kind === 'docker-archive' || kind === 'oci-archive') && members.kind === 'folder') {
    throw notAnImage(members.path, 'a folder, not an archive');
  }
}

/** The reading of `path[:selector]` whose path exists; without a scheme prefix the whole text is a path. */
async function locate(kind: WantedKind, rest: string): Promise<{ path: string; selector: string | undefined }> {
  const readings = kind === 'any' || kind === 'directory' ? pathReadings(rest).slice(0, 1) : pathReadings(rest);
  // No file name has a NUL, and the file system's functions take one for a bug of ours.
  for (const reading of rest.includes('\0') ? [] : readings) {
    const exists = await lstat(reading.path).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ENAMETOOLONG') return false;
        throw error;
      },
    );
    if (exists) return reading;
  }
  throw new AcquireError('not-found', { code: 'missing', what: rest === '' ? 'a path' : rest });
}

function asAcquireError(error: unknown, path: string): unknown {
  if (error instanceof AcquireError) {
    const { code, diagnostic, choices, cause } = error;
    return new AcquireError(code, located(diagnostic, { file: path }), { choices, cause });
  }
  if (error instanceof ParseError) {
    return new AcquireError('damaged', located(error.diagnostic, { file: path }), { cause: error });
  }
  // Not the image's fault but the host's; anything without a system call is our bug or a cancel and passes as it is.
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    const diagnostic: Diagnostic = {
      code: 'failed',
      what: 'reading',
      found: String(error.code),
      where: { file: path },
    };
    return new AcquireError(error.code === 'ENOENT' ? 'not-found' : 'unreadable', diagnostic, { cause: error });
  }
  return error;
}

function clip(bytes: Buffer): string {
  return bytes.toString('utf8', 0, Math.min(80, bytes.byteLength));
}
