import { createHash } from 'node:crypto';
import { AcquireError, openSource, type AcquiredImage } from '#engine/acquire/index.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { sha256 as sha256Of } from '#engine/bytes/sha256.ts';
import { entryPath, entrySha256, type LayerIndex } from '#engine/layers/layer-index.ts';
import type { ImageRecord, Store, TempFile } from '#engine/store/index.ts';
import { type ImageId, isSha256, type Sha256 } from '#shared/model/digest.ts';
import { normalisePath, parsePrintedPath, type RootPath } from '#shared/model/root-path.ts';
import { type ByteRange, type Bytes, MiB } from '#shared/model/units.ts';
import type { Citation } from '#shared/schema/citation.ts';
import { EngineError } from '../console/engine-error.ts';
import { Contents, keptLayers } from '../contents.ts';
import { readInside } from '../obtain-directory.ts';
import { openStoredImage } from '../stored-image.ts';
import { CitedLayers } from './cited-layers.ts';
import { contentInMemory, type FileContent } from './file-content.ts';
import { findContent } from './find-content.ts';
import { Evicted } from './layer-sources.ts';
import { openContainer } from './open-container.ts';
import { readEntryAgain, readTarAgain } from './read-layer-again.ts';

/** One thing that must be as the citation says. */
export type CitationCheck = Readonly<{
  check: 'image' | 'layer' | 'file' | 'cited bytes';
  ok: boolean;
  expected: string;
  found: string;
}>;

/**
 * What a citation was compared with. `checks` in the order in which they were made; the first that fails is the last. `against`:
 * `kept sources` are what this data folder kept of a layer whose archive is gone, which says nothing of the archive.
 */
export type CitationVerdict = Readonly<{
  verified: boolean;
  against: 'archive' | 'folder' | 'kept sources';
  source: string;
  checks: readonly CitationCheck[];
}>;

/** A check that failed ends all. */
class Differs extends Error {
  readonly check: CitationCheck;

  constructor(check: CitationCheck['check'], expected: string, found: string) {
    super(found);
    this.check = { check, ok: false, expected, found };
  }
}

/**
 * Checks a citation from the bytes up: the archive has that image, the layer in that place inflates to that diffID, the path in
 * it is that file, and the cited bytes have that hash.
 *
 * @param source the archive, layout or folder; without one, where the image was scanned from, else what was kept of it
 * @throws AcquireError, EngineError `not-found` when there is nothing to compare with
 */
export async function verifyCitation(store: Store, citation: Citation, source?: string): Promise<CitationVerdict> {
  const imageId = citation.image.id as ImageId;
  if (source !== undefined) return await againstSource(store, citation, source);
  const image = await store.reader.findImage(imageId);
  if (!image) throw new EngineError({ kind: 'no-image-here', imageId, dataDir: store.dataDir });
  const { kind, path } = image.source;
  if (path === null) return await againstKept(store, citation, image);
  try {
    return await againstSource(store, citation, kind === 'directory' ? `dir:${path}` : path);
  } catch (error) {
    if (error instanceof AcquireError && error.code === 'not-found') return await againstKept(store, citation, image);
    throw error;
  }
}

async function againstSource(store: Store, citation: Citation, reference: string): Promise<CitationVerdict> {
  await using cleanUp = new AsyncDisposableStack();
  const tempFile = async (purpose: string): Promise<TempFile> => cleanUp.use(await store.blobs.tempFile(purpose));
  const against = reference.startsWith('dir:') ? 'folder' : 'archive';
  return await judge(
    against,
    reference,
    async (passed) => {
      const { image, locator } = citation;
      const spool = { tempFile: async () => (await tempFile('spool')).path };
      const found = await openSource(reference, { spool, ...(against === 'folder' ? {} : { image: image.id }) }).catch(
        (error: unknown) => {
          if (error instanceof AcquireError && NOT_THAT_IMAGE.has(error.code))
            throw new Differs('image', image.id, error.message);
          throw error;
        },
      );
      if (!('layers' in found)) {
        const bytes = await readInside(found.source.path, real(locator.path)).catch((error: unknown) => {
          throw new Differs('file', locator.path, error instanceof Error ? error.message : String(error));
        });
        return contentInMemory(bytes, sha256Of(bytes), 'folder');
      }
      if (found.imageId !== image.id) throw new Differs('image', image.id, found.imageId);
      passed('image', image.id);
      return await contentOf(found, citation, passed, () => tempFile('evidence'));
    },
    citation,
  );
}

/** Codes of a source that was read and has not the image; others say that it could not be looked at. */
const NOT_THAT_IMAGE: ReadonlySet<string> = new Set(['not-an-image', 'no-such-image', 'no-such-platform', 'damaged']);

type Passed = (check: CitationCheck['check'], found: string) => void;

async function contentOf(
  found: AcquiredImage,
  { locator }: Citation,
  passed: Passed,
  tempFile: () => Promise<TempFile>,
): Promise<FileContent> {
  const stated = found.layers[locator.layerIndex]?.diffId ?? `no layer ${locator.layerIndex}`;
  if (stated !== locator.diffId) throw new Differs('layer', locator.diffId, stated);
  const layers = new CitedLayers(found.layers);
  const differs = (error: unknown): never => {
    if (error instanceof ParseError) throw new Differs('layer', locator.diffId, error.message);
    throw error;
  };
  const { index, region, uncompressedSize } = await layers.read(locator.layerIndex).catch(differs);
  passed('layer', locator.diffId);
  const again = { region, onBytes: () => undefined };
  if (locator.container[0] === 'layer tar') {
    const window = { from: locator.segments[0]?.from ?? 0, to: locator.segments.at(-1)?.to ?? 0 };
    if (window.to > uncompressedSize || window.to - window.from > limits.evidenceWindowBytes)
      throw new Differs('cited bytes', locator.sha256, `no header at bytes ${window.from}-${window.to} of the layer`);
    const bytes = await readTarAgain(again, window);
    return markerContent(bytes, window, uncompressedSize);
  }
  const own = placeOf(locator.layerIndex, index, real(locator.path));
  const indexes = own ? [] : await layers.upTo(locator.layerIndex).catch(differs);
  const place = own ?? findContent({ indexes }, locator.layerIndex, real(locator.path));
  if (!place) throw new Differs('file', locator.path, 'no such file in the image up to that layer');
  const lower = await layers.read(place.layer).catch(differs);
  const sha256 = entrySha256(lower.index, place.row);
  const entry = { dataOffset: lower.index.dataOffset[place.row] ?? 0, size: lower.index.size[place.row] ?? 0, sha256 };
  const content = await readEntryAgain({ ...again, region: lower.region }, entry, tempFile);
  if (!content) throw new Differs('file', sha256, 'other bytes at the second reading');
  return content;
}

/** Only these bytes of the layer's tar are at hand: no more are cited. */
function markerContent(bytes: Buffer, window: ByteRange, size: Bytes): FileContent {
  return {
    size,
    sha256: '' as Sha256,
    from: 'layer',
    read: async (from, to) => bytes.subarray(from - window.from, Math.max(0, to - window.from)),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function placeOf(layer: number, index: LayerIndex, path: RootPath): { layer: number; row: number } | undefined {
  for (let row = index.count - 1; row >= 0; row--) {
    if (index.nameLength[row] !== path.length || entryPath(index, row) !== path) continue;
    return index.type[row] === 0 ? { layer, row } : undefined;
  }
  return undefined;
}

/** What the data folder kept: every file in it is stored under its hash, in an index that is stored under its own. */
async function againstKept(store: Store, citation: Citation, image: ImageRecord): Promise<CitationVerdict> {
  const { locator } = citation;
  const stored = await openStoredImage(store, image.imageId);
  return await judge(
    'kept sources',
    store.dataDir,
    async (passed) => {
      passed('image', image.imageId);
      const layer = stored.layers[locator.layerIndex];
      if (layer?.diffId !== locator.diffId)
        throw new Differs('layer', locator.diffId, layer?.diffId ?? `no layer ${locator.layerIndex}`);
      passed('layer', locator.diffId);
      const place = findContent(stored, locator.layerIndex, real(locator.path));
      const index = place && stored.indexes[place.layer];
      await using contents = new Contents(keptLayers(stored), store.blobs);
      const [bytes] = place && locator.container[0] !== 'layer tar' ? await contents.read([place]) : [];
      if (!bytes || !place || !index)
        throw new EngineError({ kind: 'no-archive', archive: image.source.path ?? '', path: locator.path });
      return contentInMemory(bytes, entrySha256(index, place.row), 'pack');
    },
    citation,
  );
}

async function judge(
  against: CitationVerdict['against'],
  source: string,
  open: (passed: Passed) => Promise<FileContent>,
  citation: Citation,
): Promise<CitationVerdict> {
  const checks: CitationCheck[] = [];
  const passed: Passed = (check, found) => void checks.push({ check, ok: true, expected: found, found });
  try {
    await using outer = await open(passed);
    await checkContent(outer, citation, passed);
    return { verified: true, against, source, checks };
  } catch (error) {
    if (!(error instanceof Differs)) throw error;
    return { verified: false, against, source, checks: [...checks, error.check] };
  }
}

async function checkContent(outer: FileContent, { locator, fileSha256 }: Citation, passed: Passed): Promise<void> {
  const isMarker = locator.container[0] === 'layer tar';
  const inner =
    locator.container.length === 0 || isMarker
      ? outer
      : await openContainer(outer, locator.container).catch((error: unknown) => {
          if (error instanceof Evicted) throw new Differs('file', locator.container.join('!'), error.message);
          throw error;
        });
  if (fileSha256 !== null && !isMarker) {
    if (inner.sha256 !== fileSha256) throw new Differs('file', fileSha256, inner.sha256);
    passed('file', fileSha256);
  }
  const found = await hashCited(inner, locator.segments);
  if (!isSha256(found) || found !== locator.sha256) throw new Differs('cited bytes', locator.sha256, found);
  passed('cited bytes', found);
}

/** Of the segments joined; a claim without any is about the whole file. A segment that leaves the file is said to. */
async function hashCited(content: FileContent, segments: readonly ByteRange[]): Promise<string> {
  if (segments.length === 0) return content.sha256;
  const hash = createHash('sha256');
  for (const { from, to } of segments) {
    if (to > content.size) return `bytes ${from}-${to} are not in a file of ${content.size}`;
    for (let at = from; at < to; at += MiB) hash.update(await content.read(at, Math.min(at + MiB, to)));
  }
  return hash.digest('hex');
}

function real(printed: string): RootPath {
  const path = normalisePath(parsePrintedPath(printed));
  if (path === undefined) throw new Differs('file', printed, 'a path with ".."');
  return path;
}
