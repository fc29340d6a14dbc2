import { type Composition, linksOf } from '#engine/emit/composition.ts';
import { documentTime } from '#engine/emit/document-time.ts';
import type { DocumentOptions, DocumentUsage } from '#engine/emit/options.ts';
import { selectComponents } from '#engine/emit/select-components.ts';
import {
  type ArtifactCommit,
  type ArtifactKey,
  putArtifactBytes,
  readArtifactBytes,
  type Store,
} from '#engine/store/index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { documentUsage, readUsage } from './usage-artifacts.ts';
import { TOOL_VERSION } from './analyzer-set.ts';
import type { Config } from './config.ts';
import { compositionPath } from './fragments.ts';
import { type CheckedDocument, type DocumentFormat, DocumentMaker, type DocumentWish, FORMATS } from './formats.ts';

/** What every scan stores; other documents are made from the stored graph when they are asked for. */
const STORED_FORMATS: readonly DocumentFormat[] = ['cdx-json', 'cdx-pb', 'bom-index'];

/** Where the catalog keeps a document of an image (the seed's layout). The path of a lean document says so. */
function documentPath(imageId: ImageId, { format, view, profile }: DocumentWish): string {
  const lean = profile === 'lean' ? '.lean' : '';
  if (format === 'bom-index') return `indexes/${imageId}/${view === 'inventory' ? '' : `${view}.`}bom-index.bin.zst`;
  return `images/${imageId}/${view}${lean}.${FORMATS[format].extension}.zst`;
}

/** The document that an image is known by. */
export function inventoryPath(imageId: ImageId): string {
  return documentPath(imageId, inventory('cdx-json'));
}

function inventory(format: DocumentFormat): DocumentWish {
  return { format, view: 'inventory', profile: 'full' };
}

/**
 * Keys of the documents that a scan stores. Hints are what changes their bytes besides the image: options, and what could not be
 * read, so that a partial result never stands in for a whole one.
 */
export function inventoryKeys(
  imageId: ImageId,
  analyzerSet: string,
  config: Config,
  losses: readonly string[],
): readonly ArtifactKey[] {
  const { name, componentVersion, sourceDateEpoch, fragments } = config.emit;
  const hints = { name, componentVersion, sourceDateEpoch, losses, ...(fragments && { fragments }) };
  const isDefault = Object.values(hints).every(
    (value) => value === null || (Array.isArray(value) && value.length === 0),
  );
  return STORED_FORMATS.map((format) => ({
    imageId,
    chainId: null,
    otherImageId: null,
    kind: FORMATS[format].kind,
    format,
    view: 'inventory',
    profile: 'full',
    analyzerSet,
    hints: isDefault ? '' : JSON.stringify(hints),
  }));
}

/**
 * Writes, validates and puts the documents that a scan stores.
 *
 * @throws Error when one is not valid: nothing invalid is ever stored
 */
export async function makeInventory(
  store: Store,
  graph: ImageGraph,
  keys: readonly ArtifactKey[],
  config: Config,
  usage: DocumentUsage,
  composition?: Composition,
): Promise<ArtifactCommit[]> {
  const selected = selectComponents(graph);
  const maker = new DocumentMaker(selected, optionsOf(graph, config, usage, composition));
  const commits: ArtifactCommit[] = [];
  // All are checked before the first is put.
  const made: [key: ArtifactKey, wish: DocumentWish, document: CheckedDocument][] = [];
  for (const key of keys) {
    const wish = inventory(key.format as DocumentFormat);
    made.push([key, wish, await checked(maker, wish)]);
  }
  for (const [key, wish, { bytes, validation, reEmitted }] of made) {
    const artifact = await putArtifactBytes(store.blobs, bytes);
    commits.push({
      artifact: {
        ...artifact,
        mediaType: FORMATS[wish.format].mediaType,
        validation: {
          schema: `${validation.schema} ${validation.version}`,
          valid: true,
          problems: [],
          components: selected.components.length,
          ...(reEmitted === undefined ? {} : { reEmitted }),
          ...(validation.lossy === undefined ? {} : { lossy: validation.lossy }),
        },
      },
      path: documentPath(graph.imageId, wish),
      key,
      retentionClass: 'default',
    });
  }
  return commits;
}

/**
 * A document of a stored image: the one that the scan stored, else made from the stored graph. The bytes are the same either way.
 *
 * @returns undefined when the image is not in the store
 * @throws Error when it is not valid
 */
export async function exportDocument(
  store: Store,
  imageId: ImageId,
  wish: DocumentWish,
  config: Config,
): Promise<Uint8Array | undefined> {
  return (await storedDocument(store, imageId, wish, config)) ?? (await remakeDocument(store, imageId, wish, config));
}

/** The document as the scan stored it; undefined when it stored none, or not with these options. */
export async function storedDocument(
  store: Store,
  imageId: ImageId,
  wish: DocumentWish,
  config: Config,
): Promise<Uint8Array | undefined> {
  const stored = await store.reader.findArtifactAt(documentPath(imageId, wish));
  const { name, componentVersion } = config.emit;
  return stored && name === null && componentVersion === null ? readArtifactBytes(store.blobs, stored) : undefined;
}

/** As {@link exportDocument}, always from the stored graph. */
export async function remakeDocument(
  store: Store,
  imageId: ImageId,
  wish: DocumentWish,
  config: Config,
): Promise<Uint8Array | undefined> {
  return (await checkedDocument(store, imageId, wish, config))?.document.bytes;
}

/** As {@link remakeDocument}, with the verdict on it, and how many components it has. */
export async function checkedDocument(
  store: Store,
  imageId: ImageId,
  wish: DocumentWish,
  config: Config,
): Promise<Readonly<{ document: CheckedDocument; components: number }> | undefined> {
  const graph = await store.reader.readGraph(imageId);
  if (graph === undefined) return undefined;
  const composition = await storedComposition(store, imageId);
  const usage = await readUsage(store, { imageId });
  if (wish.view === 'usage' && usage === undefined) return undefined;
  const selected = selectComponents(graph, wish.view === 'usage' ? reachedIn(graph) : undefined);
  const maker = new DocumentMaker(selected, optionsOf(graph, config, usage && documentUsage(usage), composition));
  return { document: await checked(maker, wish), components: selected.components.length };
}

function reachedIn({ components }: ImageGraph): (key: string) => boolean {
  const reached = new Set(components.filter(({ usage }) => usage === 'reached').map(({ key }) => key));
  return (key) => reached.has(key);
}

async function checked(maker: DocumentMaker, wish: DocumentWish): Promise<CheckedDocument> {
  const document = await maker.make(wish);
  const { valid, schema, errors } = document.validation;
  if (valid) return document;
  const problems = errors.map((error) => JSON.stringify(error)).join('; ');
  throw new Error(`Cannot store the ${wish.view} as ${wish.format}: it is not valid ${schema}: ${problems}`);
}

/** The fragments that the last scan made, if the image's document points to them. */
async function storedComposition(store: Store, imageId: ImageId): Promise<Composition | undefined> {
  const [composition, inventory] = await Promise.all(
    [compositionPath(imageId), inventoryPath(imageId)].map((path) => store.reader.findArtifactAt(path)),
  );
  if (!composition || !inventory?.link.key.hints.includes('"fragments":true')) return undefined;
  return JSON.parse(Buffer.from(await readArtifactBytes(store.blobs, composition)).toString()) as Composition;
}

function optionsOf(
  graph: ImageGraph,
  config: Config,
  usage: DocumentUsage | undefined,
  composition?: Composition,
): Omit<DocumentOptions, 'profile' | 'view'> {
  const { name, componentVersion, sourceDateEpoch } = config.emit;
  return {
    toolVersion: TOOL_VERSION,
    ...(name === null ? {} : { name }),
    ...(componentVersion === null ? {} : { version: componentVersion }),
    ...(usage && { usage }),
    ...(composition && { fragments: linksOf(composition), merkleRoot: composition.merkleRoot }),
    timestamp: documentTime({ sourceDateEpoch, created: graph.config?.created ?? null }),
  };
}
