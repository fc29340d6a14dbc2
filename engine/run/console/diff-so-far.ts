import { diffImages } from '#engine/diff/diff-images.ts';
import { pairLayers } from '#engine/diff/pair-layers.ts';
import type { DiffInput } from '#engine/diff/sides.ts';
import type { MergedImage } from '#engine/ports/merged-image.ts';
import type { Store } from '#engine/store/index.ts';
import type { DiffRow, DiffSide, ImageDiff } from '#shared/model/diff.ts';
import type { DiffId } from '#shared/model/digest.ts';
import type { LayerInfo } from '#shared/model/tree.ts';
import { assertComparable, inputOf } from '../diff.ts';
import type { ImageOrScan } from './image-or-scan.ts';

/** Where no image states a diffID. */
const UNKNOWN = `sha256:${'0'.repeat(64)}` as DiffId;

/**
 * What differs as far as a running scan has come: its image is merged and composed, what its start reaches is not known yet. Never
 * stored.
 *
 * @throws {DiffError} for different analyzer sets
 */
export async function diffSoFar(
  store: Store,
  old: ImageOrScan,
  now: ImageOrScan,
  allowMixed: boolean,
): Promise<ImageDiff> {
  const sides = { old: await sideOf(store, old), new: await sideOf(store, now) };
  assertComparable(sides.old, sides.new, allowMixed);
  const diff = diffImages({ ...sides, view: 'inventory' });
  return { ...diff, rows: diff.rows.map(ownUsage) };
}

/** What the old image's start reaches says nothing of what is in the new one, where that is not known yet. */
function ownUsage(row: DiffRow): DiffRow {
  const [old, now] = row.perSide;
  return { ...row, usage: (now && now.versions.length > 0 ? now.usage : old?.usage) ?? null };
}

async function sideOf(store: Store, { stored, scan }: ImageOrScan): Promise<DiffInput> {
  if (stored) return await inputOf(store, stored);
  if (!scan.merged) throw new Error(`The scan ${scan.jobId} has not merged its image`);
  return runningInput(scan.merged);
}

function runningInput({ graph, tree, analyzerSet }: MergedImage): DiffInput {
  const { imageId, complete, config, distro, layers, components } = graph;
  return {
    imageId,
    analyzerSet,
    complete,
    config,
    distro,
    layers,
    components,
    files: tree.files(),
    removedBy: new Map(tree.removedPaths().map(({ path, removed }) => [path, removed])),
  };
}

/** The layers of both images, joined where they are the same, and nothing else yet. */
export async function railsOf(store: Store, old: ImageOrScan, now: ImageOrScan): Promise<ImageDiff> {
  const [before, after] = [await railOf(store, old, 'old'), await railOf(store, now, 'new')];
  return {
    schema: 'stellaops.diff@1',
    view: 'inventory',
    identical: false,
    sides: [before.side, after.side],
    layers: pairLayers(before.layers, after.layers).layers,
    rows: [],
    files: [],
    config: [],
    summary: {
      rows: { added: 0, removed: 0, version_changed: 0, metadata_changed: 0 },
      same: 0,
      files: { added: 0, removed: 0, modified: 0, metadata_changed: 0, moved: 0 },
      filesOmitted: 0,
    },
  };
}

type Rail = Readonly<{ side: DiffSide; layers: readonly LayerInfo[] }>;

async function railOf(store: Store, { stored, scan }: ImageOrScan, role: 'old' | 'new'): Promise<Rail> {
  if (stored) {
    const { imageId, analyzerSet, complete, config } = stored;
    const platform = config?.platform ?? null;
    const layers = (await store.reader.listLayers(imageId)).map(({ index, diffId, createdBy }) => ({
      index,
      diffId,
      createdBy,
    }));
    return { side: { role, imageId, analyzerSet, complete, platform, layers }, layers };
  }
  const { progress, stated, merged } = scan;
  if (progress.imageId === null) throw new Error(`The scan ${scan.jobId} does not know its image`);
  const layers = progress.layers.map(({ index, diffId, state }) => ({
    info: { index, diffId: diffId ?? UNKNOWN, createdBy: stated?.createdBy[index] ?? null },
    // Two of which nobody knows what they are called are not the same for that.
    paired: { index, diffId: diffId ?? (`${role} ${index}` as DiffId), createdBy: stated?.createdBy[index] ?? null },
    failed: state === 'failed',
  }));
  return {
    side: {
      role,
      imageId: progress.imageId,
      analyzerSet: merged?.analyzerSet ?? '',
      complete: !layers.some(({ failed }) => failed),
      platform: stated?.platform ?? null,
      layers: layers.map(({ info }) => info),
    },
    layers: layers.map(({ paired }) => paired),
  };
}
