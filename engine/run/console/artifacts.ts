import { sha256 } from '#engine/bytes/sha256.ts';
import type { Composition } from '#engine/emit/composition.ts';
import { type ImageRecord, type LinkedArtifact, readArtifactBytes } from '#engine/store/index.ts';
import type { ArtifactView, ReEmission, RemadeDocument } from '#shared/model/artifact.ts';
import { type Digest, digestOf, type ImageId } from '#shared/model/digest.ts';
import { EXPORT_FORMATS, EXPORT_PROFILES, EXPORT_VIEWS, type ExportWish } from '#shared/model/export.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import type { Config } from '../config.ts';
import { checkedDocument } from '../document.ts';
import { type ExportHints, exportName, plainName } from '../export.ts';
import { compositionPath } from '../fragments.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';

/** A stored document with the link of the export that is the same document, if somebody asked for it. */
type Stored = Readonly<{ artifact: LinkedArtifact; asked: LinkedArtifact | undefined; layer: LayerIndex | null }>;

/** Options of a configuration that are in a document's bytes. */
type EmitOptions = Pick<Config['emit'], 'name' | 'componentVersion' | 'sourceDateEpoch'>;

/** Documents first, the newest before older ones; then what they were made from; fragments by layer. */
const ORDER = ['sbom', 'bom-index', 'entrytrace.graph', 'usage', 'composition', 'fragment'];

/**
 * What is stored of an image, each document once: one that was asked for and is what the scan stored, byte for byte, is one of the
 * scan's.
 *
 * @throws EngineError `not-found`
 */
export async function listArtifacts(context: EngineContext, imageId: ImageId): Promise<readonly ArtifactView[]> {
  const image = await imageOf(context, imageId);
  const views = (await storedOf(context, imageId)).map((stored) => viewOf(stored, image));
  return views.sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (a.layer ?? 0) - (b.layer ?? 0) ||
      b.createdAtMs - a.createdAtMs ||
      (a.path < b.path ? -1 : 1),
  );
}

/** Makes a document again from the stored graph, under the options that it was made with. */
export async function remakeArtifact(context: EngineContext, imageId: ImageId, id: Digest): Promise<RemadeDocument> {
  const { store, config } = context;
  await imageOf(context, imageId);
  const stored = (await storedOf(context, imageId)).find(({ artifact }) => digestOf(artifact.artifactId) === id);
  if (!stored) throw new EngineError({ kind: 'no-document', id });
  const [wish, options] = [wishOf(stored.artifact), optionsOf(stored)];
  if (!wish || !options) throw new EngineError({ kind: 'not-remade' });
  const made = await checkedDocument(store, imageId, wish, { ...config, emit: { ...config.emit, ...options } });
  if (!made) throw new EngineError({ kind: 'not-traced-again' });
  const { bytes } = made.document;
  const found = digestOf(sha256(bytes));
  return { id: found, size: bytes.byteLength, identical: found === id };
}

async function imageOf({ store }: EngineContext, imageId: ImageId): Promise<ImageRecord> {
  const image = await store.reader.findImage(imageId);
  if (!image) throw new EngineError({ kind: 'no-image', imageId });
  return image;
}

async function storedOf(context: EngineContext, imageId: ImageId): Promise<Stored[]> {
  // A comparison is a document of two images, and has a screen of its own.
  const all = (await context.store.reader.listArtifacts({ imageId })).filter(({ link }) => link.key.kind !== 'diff');
  const isAsked = ({ link }: LinkedArtifact): boolean => link.path.startsWith('exports/');
  const scanned = all.filter((one) => !isAsked(one));
  const asked = all.filter(isAsked);
  const sameAs = (one: LinkedArtifact, list: readonly LinkedArtifact[]): LinkedArtifact | undefined =>
    list.find(({ artifactId, link: { key } }) => artifactId === one.artifactId && key.view === one.link.key.view);
  return [
    ...scanned.map((artifact) => ({ artifact, asked: sameAs(artifact, asked), layer: null })),
    ...asked.flatMap((artifact) => (sameAs(artifact, scanned) ? [] : [{ artifact, asked: artifact, layer: null }])),
    ...(await fragmentsOf(context, imageId)),
  ];
}

/** Documents of single layers, which the image's composition names. Other images with the same layers have them too. */
async function fragmentsOf({ store }: EngineContext, imageId: ImageId): Promise<Stored[]> {
  const stored = await store.reader.findArtifactAt(compositionPath(imageId));
  if (!stored) return [];
  const bytes = await readArtifactBytes(store.blobs, stored);
  // Our own writing, checked against its schema before it was stored.
  const { fragments } = JSON.parse(Buffer.from(bytes).toString()) as Composition;
  const found: Stored[] = [];
  for (const { layer, chainId, fragmentSha256, spdxSha256 } of fragments)
    for (const [name, wanted] of [
      ['sbom.cdx.json', fragmentSha256],
      ['sbom.spdx.json', spdxSha256],
    ]) {
      const artifact = await store.reader.findArtifactAt(`layers/${chainId}/${name}.zst`);
      // Another scan may have made another one of the same layers; it is none of this image's.
      if (artifact?.artifactId === wanted && artifact) found.push({ artifact, asked: undefined, layer });
    }
  return found;
}

function viewOf(stored: Stored, image: ImageRecord): ArtifactView {
  const { artifact, asked, layer } = stored;
  const { artifactId, size, mediaType, validation, createdAtMs, link } = artifact;
  const { kind, format, view, profile, analyzerSet } = link.key;
  const options = optionsOf(stored);
  return {
    id: digestOf(artifactId),
    path: link.path,
    kind,
    format,
    view,
    profile,
    layer,
    origin: asked === artifact ? 'request' : 'scan',
    name: options?.name ?? null,
    fileName: fileNameOf(stored, image),
    mediaType,
    size,
    components: validation?.components ?? null,
    valid: validation?.valid ?? null,
    schema: validation?.schema ?? null,
    lossy: validation?.lossy ?? [],
    reEmitted: reEmission(stored),
    remakes: wishOf(artifact) !== undefined && options !== undefined,
    current: analyzerSet === image.analyzerSet,
    createdAtMs,
  };
}

function reEmission({ artifact, asked }: Stored): ReEmission | null {
  const identical = asked && exportHints(asked)?.identical;
  if (identical !== undefined) return { identical, by: 'made-twice' };
  const stored = artifact.validation?.reEmitted;
  if (stored === undefined) return null;
  return { identical: stored, by: artifact.link.key.format === 'cdx-pb' ? 'read-back' : 'made-twice' };
}

function fileNameOf({ artifact, layer }: Stored, image: ImageRecord): string {
  const wish = wishOf(artifact);
  if (wish) return exportName(image, wish);
  const base = (artifact.link.path.split('/').at(-1) ?? '').replace(/[.]zst$/, '').replace(/^_/, '');
  return `${plainName(image)}.${layer === null ? '' : `layer-${layer}.`}${base}`;
}

/** What to ask for to have it again; undefined for what only a scan makes. */
function wishOf({ link: { key } }: LinkedArtifact): Omit<ExportWish, 'name'> | undefined {
  const format = EXPORT_FORMATS.find((one) => one === key.format);
  const view = EXPORT_VIEWS.find((one) => one === key.view);
  const profile = EXPORT_PROFILES.find((one) => one === key.profile);
  const ofImage = key.kind === 'sbom' || key.kind === 'bom-index';
  return ofImage && format && view && profile ? { format, view, profile } : undefined;
}

/** The options that a document was made with; undefined: an older version stored it and did not keep them. */
function optionsOf({ artifact, asked }: Stored): EmitOptions | undefined {
  const { hints } = artifact.link.key;
  if (hints === '') return { name: null, componentVersion: null, sourceDateEpoch: null };
  if (asked === artifact) return exportHints(artifact);
  const { name = null, componentVersion = null, sourceDateEpoch = null } = parsed(hints) as Partial<EmitOptions>;
  return { name, componentVersion, sourceDateEpoch };
}

function exportHints({ link }: LinkedArtifact): ExportHints | undefined {
  const hints = parsed(link.key.hints) as Partial<ExportHints>;
  return hints.identical === undefined ? undefined : (hints as ExportHints);
}

/** Our own writing; what is no object, such as the root of a composition, has no options. */
function parsed(hints: string): object {
  try {
    const value: unknown = JSON.parse(hints);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function rank({ kind }: ArtifactView): number {
  const at = ORDER.indexOf(kind);
  return at === -1 ? ORDER.length : at === 1 ? 0 : at;
}
