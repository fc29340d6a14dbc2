import { sha256 } from '#engine/bytes/sha256.ts';
import { type ImageRecord, putArtifactBytes, type Store } from '#engine/store/index.ts';
import { digestOf, type Sha256 } from '#shared/model/digest.ts';
import type { ExportedDocument, ExportWish } from '#shared/model/export.ts';
import type { Config } from './config.ts';
import { checkedDocument, storedDocument } from './document.ts';
import { FORMATS } from './formats.ts';

/**
 * Makes a document of a stored image, checks it, makes it again from the start and compares, and keeps it in the store.
 *
 * @returns undefined when the image is not in the store
 * @throws Error when it is not valid
 */
export async function makeExport(
  store: Store,
  image: ImageRecord,
  { name, ...wish }: ExportWish,
  config: Config,
): Promise<ExportedDocument | undefined> {
  const { imageId, analyzerSet, complete } = image;
  const named: Config = name === null ? config : { ...config, emit: { ...config.emit, name } };
  // By digest: of three documents of hundreds of MiB, one at a time is enough.
  const digest = (bytes: Uint8Array | undefined): Sha256 | undefined => bytes && sha256(bytes);
  const first = digest((await checkedDocument(store, imageId, wish, named))?.document.bytes);
  const scanned = digest(await storedDocument(store, imageId, wish, named));
  const made = await checkedDocument(store, imageId, wish, named);
  if (made === undefined || first === undefined) return undefined;
  const { document, components } = made;
  const { bytes, validation, reEmitted } = document;
  const id = sha256(bytes);
  const identical = id === first && (scanned === undefined || id === scanned);
  const { mediaType, kind, extension } = FORMATS[wish.format];
  await using _lease = await store.lease('export');
  const artifact = await putArtifactBytes(store.blobs, bytes);
  await store.writer.commitArtifacts([
    {
      artifact: {
        ...artifact,
        mediaType,
        validation: {
          schema: `${validation.schema} ${validation.version}`,
          valid: true,
          problems: [],
          components,
          reEmitted: reEmitted ?? identical,
          ...(validation.lossy === undefined ? {} : { lossy: validation.lossy }),
        },
      },
      // Named by its content: no export ever stands where another one, or what a scan stored, is looked for.
      path: `exports/${imageId}/${artifact.artifactId}.${extension}.zst`,
      key: {
        imageId,
        chainId: null,
        otherImageId: null,
        kind,
        format: wish.format,
        view: wish.view,
        profile: wish.profile,
        analyzerSet,
        hints: printExportHints({
          export: artifact.artifactId,
          name: named.emit.name,
          componentVersion: named.emit.componentVersion,
          sourceDateEpoch: named.emit.sourceDateEpoch,
          identical,
        }),
      },
      retentionClass: 'default',
    },
  ]);
  return {
    id: digestOf(id),
    fileName: exportName(image, wish),
    mediaType,
    size: bytes.byteLength,
    components,
    schema: validation.schema,
    schemaVersion: validation.version,
    identical,
    lossy: validation.lossy ?? [],
    complete,
  };
}

/** What was asked for, so that it can be made again, and how it went: the artifact itself may be one that a scan stored before. */
export type ExportHints = Readonly<{
  export: Sha256;
  name: string | null;
  componentVersion: string | null;
  sourceDateEpoch: string | null;
  identical: boolean;
}>;

function printExportHints(hints: ExportHints): string {
  return JSON.stringify(hints);
}

/** `web-1.4.3.inventory.cdx.json`: see {@link plainName}. It says when something of the image could not be read. */
export function exportName(
  image: Pick<ImageRecord, 'imageId' | 'tags' | 'complete'>,
  { format, view, profile }: Omit<ExportWish, 'name'>,
): string {
  const lean = profile === 'lean' ? ['lean'] : [];
  const partial = image.complete ? [] : ['partial'];
  return [plainName(image), view, ...lean, ...partial, FORMATS[format].extension].join('.');
}

/** The last part of an image's first tag, else the first digits of its id: letters, digits, `.`, `_` and `-`. */
export function plainName({ imageId, tags }: Pick<ImageRecord, 'imageId' | 'tags'>): string {
  const [tag] = tags.toSorted();
  const plain = tag
    ?.split('/')
    .at(-1)
    ?.replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  return plain === undefined || /^[.-]*$/.test(plain) ? imageId.slice('sha256:'.length, 19) : plain;
}
