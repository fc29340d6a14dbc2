import type { DiffRow, DiffRowClass, DiffSide, ImageDiff } from '#shared/model/diff.ts';
import type { Distro } from '#shared/model/image.ts';
import { componentRows } from './component-rows.ts';
import { configRows } from './config-rows.ts';
import { fileRows } from './file-rows.ts';
import { pairLayers } from './pair-layers.ts';
import { rowId } from './row-id.ts';
import type { DiffInput, DiffRequest } from './sides.ts';

/** Raise when the same sides would give another diff: diffs made before are then made again. */
export const DIFF_VERSION = 2;

/** Everything in which two images differ (contracts §7): a pure function of the two sides. */
export function diffImages(request: DiffRequest): ImageDiff {
  const { old, new: now, view } = request;
  const pairs = pairLayers(old.layers, now.layers);
  const components = componentRows(request, pairs);
  const image = distroRow(old, now);
  // Keys of components sort after `image`: they begin with `pkg:`, or with a type and a slash.
  const rows = [...(image ? [image] : []), ...components.rows].sort((a, b) => (a.identity < b.identity ? -1 : 1));
  const { files, counts, omitted } = fileRows(old, now, pairs);
  const config = configRows(old.config, now.config);
  const perClass: Record<DiffRowClass, number> = { added: 0, removed: 0, version_changed: 0, metadata_changed: 0 };
  for (const row of rows) perClass[row.class] += 1;
  return {
    schema: 'stellaops.diff@1',
    view,
    identical: rows.length + files.length + config.length === 0,
    sides: [sideOf('old', old), sideOf('new', now)],
    layers: pairs.layers,
    rows,
    files,
    config,
    summary: { rows: perClass, same: components.same, files: counts, filesOmitted: omitted },
  };
}

function sideOf(role: 'old' | 'new', side: DiffInput): DiffSide {
  const { imageId, analyzerSet, complete, config, layers } = side;
  return {
    role,
    imageId,
    analyzerSet,
    complete,
    platform: config?.platform ?? null,
    layers: layers.map(({ index, diffId, createdBy }) => ({ index, diffId, createdBy })),
  };
}

/** One row for the image: every package's purl names the distribution, and none of them changed because it did. */
function distroRow(old: DiffInput, now: DiffInput): DiffRow | undefined {
  const [from, to] = [distroText(old.distro), distroText(now.distro)];
  if (from === to) return undefined;
  const empty = { versions: [], introduced: [], keys: [], removed: null, usage: null };
  const layer = now.distro?.evidence[0]?.locator.layerIndex;
  return {
    id: rowId('component', 'image'),
    identity: 'image',
    type: 'image',
    name: 'distribution',
    class: 'metadata_changed',
    also: ['distro'],
    direction: null,
    changes: [{ field: 'distro', old: from === '' ? [] : [from], new: to === '' ? [] : [to] }],
    perSide: [
      { ...empty, role: 'old', evidence: old.distro?.evidence ?? [] },
      { ...empty, role: 'new', evidence: now.distro?.evidence ?? [] },
    ],
    layer: layer === undefined ? null : { role: 'new', index: layer },
    usage: null,
  };
}

function distroText(distro: Distro | null): string {
  return distro === null ? '' : [distro.id, distro.versionId].filter(Boolean).join(' ');
}
