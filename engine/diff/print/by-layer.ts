import type { DiffFile, DiffLayerRef, DiffRow, ImageDiff } from '#shared/model/diff.ts';
import { cutCommand } from '#shared/text/short-command.ts';

/** What changed in one layer. `layer` null: what belongs to the image as a whole. */
export type LayerChanges = Readonly<{
  layer: DiffLayerRef | null;
  title: string;
  rows: readonly DiffRow[];
  files: readonly DiffFile[];
}>;

const CLASSES = ['added', 'removed', 'version_changed', 'metadata_changed', 'modified', 'moved'];

/** Changes by the layer in which they show: the order of layers is that of `diff.layers`, inside a layer that of classes. */
export function changesByLayer(diff: ImageDiff): LayerChanges[] {
  const groups = new Map<string, { rows: DiffRow[]; files: DiffFile[] }>();
  const groupOf = (layer: DiffLayerRef | null): { rows: DiffRow[]; files: DiffFile[] } => {
    const key = keyOf(layer);
    const group = groups.get(key) ?? { rows: [], files: [] };
    groups.set(key, group);
    return group;
  };
  for (const row of diff.rows) groupOf(row.layer).rows.push(row);
  for (const file of diff.files) groupOf(file.layer).files.push(file);
  const refs: (DiffLayerRef | null)[] = [
    null,
    ...diff.layers.flatMap(({ old, new: now }): DiffLayerRef[] => [
      ...(old === undefined ? [] : [{ role: 'old' as const, index: old }]),
      ...(now === undefined ? [] : [{ role: 'new' as const, index: now }]),
    ]),
  ];
  return refs.flatMap((layer) => {
    const group = groups.get(keyOf(layer));
    if (!group) return [];
    return [{ layer, title: titleOf(diff, layer), rows: byClass(group.rows), files: byClass(group.files) }];
  });
}

function keyOf(layer: DiffLayerRef | null): string {
  return layer === null ? 'image' : `${layer.role} ${layer.index}`;
}

function byClass<T extends { readonly class: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class));
}

function titleOf({ sides }: ImageDiff, layer: DiffLayerRef | null): string {
  if (layer === null) return 'image';
  const info = sides.find(({ role }) => role === layer.role)?.layers.find(({ index }) => index === layer.index);
  const made = info?.createdBy ? `  ${cutCommand(info.createdBy)}` : '';
  return `${layer.role} layer ${layer.index}  ${info?.diffId.slice(0, 19) ?? ''}…${made}`;
}
