import { readImageConfig } from '#engine/acquire/image/read-image-config.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { DIFF_VERSION, diffImages } from '#engine/diff/diff-images.ts';
import type { DiffInput } from '#engine/diff/sides.ts';
import { canonicalJson, type Json } from '#engine/emit/canonical-json.ts';
import { wellFormed } from '#engine/emit/well-formed.ts';
import {
  type ArtifactKey,
  type ImageRecord,
  putArtifactBytes,
  readArtifactBytes,
  type Store,
} from '#engine/store/index.ts';
import type { Component } from '#shared/model/component.ts';
import type { DiffUsage, DiffView, ImageDiff } from '#shared/model/diff.ts';
import { hexOf, type ImageId } from '#shared/model/digest.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import { type Failure, failureSentence } from '#shared/text/failures.ts';
import { diffSchema } from '#shared/schema/diff.ts';
import { openStoredImage } from './stored-image.ts';

type Incomparable = Extract<Failure, { kind: 'different-analyzers' | 'no-usage' }>;

/** The two images cannot be compared as asked. */
export class DiffError extends Error {
  override readonly name = 'DiffError';
  readonly failure: Incomparable;

  constructor(failure: Incomparable) {
    super(failureSentence(failure));
    this.failure = failure;
  }

  get code(): Incomparable['kind'] {
    return this.failure.kind;
  }
}

export type DiffOptions = Readonly<{
  view: DiffView;
  /** Compares images of different analyzer sets too. */
  allowMixed: boolean;
}>;

const MEDIA_TYPE = 'application/vnd.stellaops.diff+json; version=1';

/** Where the catalog keeps a diff (the seed's layout). */
function diffPath(old: ImageId, now: ImageId, view: DiffView): string {
  return `diffs/${old}_${now}/diff${view === 'inventory' ? '' : `.${view}`}.json.zst`;
}

/** A diff that was found or made. `keep` stores what was made and says how it reads when printed; null: it was stored already. */
export type FoundDiff = Readonly<{ diff: ImageDiff; keep: (() => Promise<ImageDiff>) | null }>;

type Analyzed = Readonly<{ imageId: ImageId; analyzerSet: string }>;

/** @throws {DiffError} for different analyzer sets, unless that is allowed */
export function assertComparable(old: Analyzed, now: Analyzed, allowMixed: boolean): void {
  if (old.analyzerSet === now.analyzerSet || allowMixed) return;
  throw new DiffError({ kind: 'different-analyzers', old: old.imageId, now: now.imageId });
}

/**
 * What changed from one stored image to another. The document is made once and kept.
 *
 * @throws {DiffError} for different analyzer sets, and for the usage view of an image whose start was not traced
 */
export async function diffStored(
  store: Store,
  old: ImageRecord,
  now: ImageRecord,
  options: DiffOptions,
): Promise<ImageDiff> {
  const { diff, keep } = await findDiff(store, old, now, options);
  return keep ? await keep() : diff;
}

/**
 * The same for somebody who waits: printing, checking and storing the document take longer than making it, and can be done when
 * it has been shown.
 *
 * @throws {DiffError} as {@link diffStored}
 */
export async function findDiff(
  store: Store,
  old: ImageRecord,
  now: ImageRecord,
  { view, allowMixed }: DiffOptions,
): Promise<FoundDiff> {
  assertComparable(old, now, allowMixed);
  await using _lease = await store.lease('diff');
  const key = diffKey(old, now, view);
  const known = await store.reader.findArtifactFor(key);
  if (known?.link.supersededAtMs === null && (await store.blobs.has(known.storedSha256))) {
    const bytes = await readArtifactBytes(store.blobs, known);
    return { diff: JSON.parse(Buffer.from(bytes).toString()) as ImageDiff, keep: null };
  }
  const sides = { old: await inputOf(store, old), new: await inputOf(store, now) };
  if (view === 'usage')
    for (const { imageId, usage } of Object.values(sides))
      if (usage === undefined) throw new DiffError({ kind: 'no-usage', old: old.imageId, now: now.imageId, imageId });
  const diff = diffImages({ ...sides, view });
  return { diff, keep: () => keepDiff(store, diff, [old, now], key) };
}

/** Prints, checks and stores a diff. Two who do it at once store the same bytes. */
async function keepDiff(
  store: Store,
  diff: ImageDiff,
  [old, now]: readonly [old: ImageRecord, now: ImageRecord],
  key: ArtifactKey,
): Promise<ImageDiff> {
  const bytes = Buffer.from(textOf(diff));
  const printed: unknown = JSON.parse(bytes.toString());
  const checked = diffSchema.safeParse(printed);
  if (!checked.success)
    throw new Error(`Cannot store the diff: it is not as its schema says: ${checked.error.message}`);
  await using _lease = await store.lease('diff');
  // An image that was scanned again meanwhile may differ otherwise now.
  for (const { imageId, scannedAtMs } of [old, now])
    if ((await store.reader.findImage(imageId))?.scannedAtMs !== scannedAtMs) return printed as ImageDiff;
  const path = diffPath(old.imageId, now.imageId, diff.view);
  const artifact = {
    ...(await putArtifactBytes(store.blobs, bytes)),
    mediaType: MEDIA_TYPE,
    validation: { schema: diff.schema, valid: true, problems: [] },
  };
  await store.writer.commitArtifacts([{ artifact, path, key, retentionClass: 'default' }]);
  return printed as ImageDiff;
}

/** Hints are what changes the bytes besides both images: the other analyzer set, and what could not be read of either. */
function diffKey(old: ImageRecord, now: ImageRecord, view: DiffView): ArtifactKey {
  const losses = [old, now].map(({ complete, diagnostics }) => (complete ? '' : sha256(JSON.stringify(diagnostics))));
  const hints = { version: DIFF_VERSION, oldSet: old.analyzerSet === now.analyzerSet ? '' : old.analyzerSet, losses };
  return {
    imageId: now.imageId,
    chainId: null,
    otherImageId: old.imageId,
    kind: 'diff',
    format: 'diff-json',
    view,
    profile: '',
    analyzerSet: now.analyzerSet,
    hints: JSON.stringify(hints),
  };
}

/** A stored image, as a diff sees it. */
export async function inputOf(store: Store, image: ImageRecord): Promise<DiffInput> {
  const { layers, tree } = await openStoredImage(store, image.imageId);
  const components = await store.reader.listComponents(image.imageId);
  const usage = usageWords(components);
  return {
    imageId: image.imageId,
    analyzerSet: image.analyzerSet,
    complete: image.complete,
    config: await configOf(store, image),
    distro: image.distro,
    layers,
    components,
    ...(usage && { usage }),
    files: tree.files(),
    removedBy: new Map(tree.removedPaths().map(({ path, removed }) => [path, removed])),
  };
}

/** undefined for an image that was scanned before starts were traced. */
function usageWords(components: readonly Component[]): ReadonlyMap<string, DiffUsage> | undefined {
  const words = components.flatMap(({ key, usage }): [string, DiffUsage][] =>
    usage === undefined ? [] : [[key, usage === 'reached' || usage === 'notReached' ? usage : 'unknown']],
  );
  const present = components.some(({ layers }) => layers.removed === null);
  return words.length === 0 && present ? undefined : new Map(words);
}

/** The config's own bytes say more than an older catalog row. A folder has none. */
async function configOf(store: Store, { imageId, config }: ImageRecord): Promise<ImageConfig | null> {
  const id = hexOf(imageId);
  if (config === null || !(await store.blobs.has(id))) return config;
  try {
    return readImageConfig(await store.blobs.read(id)).config;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return config;
  }
}

/** Canonical JSON. A lone surrogate, which a name or setting in an image may hold, has none: it becomes U+FFFD. */
function textOf(diff: ImageDiff): string {
  const value = diff as unknown as Json;
  try {
    return canonicalJson(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return canonicalJson(wellFormed(value));
  }
}
