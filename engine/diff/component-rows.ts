import type { Component } from '#shared/model/component.ts';
import type { DiffDirection, DiffRole, DiffRow, DiffRowSide, DiffUsage } from '#shared/model/diff.ts';
import { parsePrintedPath } from '#shared/model/root-path.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import { type Compared, type Group, groupByIdentity, type GroupPair } from './groups.ts';
import { comparedVersion } from './identity.ts';
import { changesOf, isSame, type MetadataContext } from './metadata.ts';
import type { LayerPairs } from './pair-layers.ts';
import { rowId } from './row-id.ts';
import type { DiffInput, DiffRequest } from './sides.ts';
import { compareVersions, directionOf } from './versions/compare-versions.ts';

/** Components that differ, one row for each identity, sorted by it; and how many do not differ. */
export function componentRows(request: DiffRequest, pairs: LayerPairs): { rows: DiffRow[]; same: number } {
  const context: MetadataContext = { old: request.old, new: request.new, pairs };
  const rows: DiffRow[] = [];
  let same = 0;
  for (const [identity, pair] of groupByIdentity(request.old, request.new, request.view)) {
    const row = rowOf(identity, pair, context);
    if (row) rows.push(row);
    else same += pair.new.present.length;
  }
  return { rows, same };
}

function rowOf(identity: string, pair: GroupPair, context: MetadataContext): DiffRow | undefined {
  const { present: before } = pair.old;
  const { present: after } = pair.new;
  const [first, second] = [before[0], after[0]];
  const isOneEach = before.length === 1 && after.length === 1 && first?.version === second?.version;
  if (isOneEach && first && second && isSame(first, second, context)) return undefined;
  const component = (second ?? first)?.component;
  if (!component) return undefined;
  const gone = withoutVersionsOf(before, after);
  const came = withoutVersionsOf(after, before);
  const stays = { old: withoutVersionsOf(before, gone), new: withoutVersionsOf(after, came) };
  const isOnBoth = before.length > 0 && after.length > 0;
  const isOneForOne = isOnBoth && versionsOf(gone).length === 1 && versionsOf(came).length === 1;
  const changes = !isOnBoth
    ? []
    : isOneForOne
      ? changesOf([...gone, ...stays.old], [...came, ...stays.new], context)
      : changesOf(stays.old, stays.new, context);
  if (isOnBoth && gone.length === 0 && came.length === 0 && changes.length === 0) return undefined;
  const { type, name } = component;
  const versions = { gone: sorted(type, gone), came: sorted(type, came), stays: sorted(type, stays.new) };
  const perSide = [
    sideOf('old', context.old, type, pair.old, gone.length > 0 ? gone : stays.old, came),
    sideOf('new', context.new, type, pair.new, came.length > 0 ? came : stays.new, gone),
  ];
  return {
    id: rowId('component', identity),
    identity,
    type,
    name,
    class:
      before.length === 0
        ? 'added'
        : after.length === 0
          ? 'removed'
          : gone.length + came.length > 0
            ? 'version_changed'
            : 'metadata_changed',
    also: changes.map(({ field }) => field),
    direction: isOnBoth ? direction(type, versions.gone, versions.came) : null,
    ...(isOneForOne || versions.gone.length + versions.came.length < (isOnBoth ? 1 : 2) ? {} : { group: versions }),
    changes,
    perSide,
    layer: layerOf(gone, came, stays, perSide, context.new),
    usage: perSide[1]?.usage ?? perSide[0]?.usage ?? null,
  };
}

/** What of `list` has a version that `others` lack. */
function withoutVersionsOf(list: readonly Compared[], others: readonly Compared[]): readonly Compared[] {
  const versions = new Set(others.map(({ version }) => version));
  return list.filter(({ version }) => !versions.has(version));
}

function versionsOf(list: readonly Compared[]): (string | null)[] {
  return [...new Set(list.map(({ version }) => version))];
}

/** Versions from old to new; where the order is not known, by their text. */
function sorted(type: string, list: readonly Compared[]): (string | null)[] {
  return versionsOf(list).sort((a, b) => orderOf(type, a, b));
}

function orderOf(type: string, a: string | null, b: string | null): number {
  const [x, y] = [a ?? '', b ?? ''];
  return compareVersions(type, x, y) || (x < y ? -1 : x > y ? 1 : 0);
}

/** Up when the newest that is gone is older than the oldest that came, down the other way round; both lists are sorted. */
function direction(type: string, gone: readonly (string | null)[], came: readonly (string | null)[]): DiffDirection {
  if (gone.length === 0 || came.length === 0) return null;
  const between = (from: string | null | undefined, to: string | null | undefined): DiffDirection =>
    directionOf(type, from ?? '', to ?? '');
  if (between(gone.at(-1), came[0]) === 'up') return 'up';
  return between(gone[0], came.at(-1)) === 'down' ? 'down' : 'unknown';
}

function sideOf(
  role: DiffRole,
  side: DiffInput,
  type: string,
  group: Group,
  proven: readonly Compared[],
  missing: readonly Compared[],
): DiffRowSide {
  const present = group.present.toSorted(
    (a, b) => orderOf(type, a.version, b.version) || (a.component.key < b.component.key ? -1 : 1),
  );
  const wanted = new Set(missing.map(({ version }) => version));
  const removed = group.removed.filter((component) => wanted.has(comparedVersion(component)));
  return {
    role,
    versions: present.map(({ version }) => version),
    introduced: present.map(({ component }) => component.layers.introduced),
    keys: present.map(({ component }) => component.key),
    removed: highest([
      ...removed.map(({ layers }) => layers.removed),
      ...missing.map(({ component }) => removedFile(component, side)),
    ]),
    usage: usageOf(side, present),
    evidence: [...proven.flatMap(({ component }) => component.evidence), ...removed.flatMap(removalOf)],
  };
}

function highest(layers: readonly (LayerIndex | null)[]): LayerIndex | null {
  return layers.reduce((top, layer) => (top === null || (layer !== null && layer > top) ? layer : top), null);
}

/** The layer that removed the file which a component of the other image is, or lies in; a database's rows have their own history. */
function removedFile({ origin, occurrences }: Component, side: DiffInput): LayerIndex | null {
  if (origin === 'package-db') return null;
  const [file = ''] = occurrences[0]?.path.split('!/') ?? [];
  return side.removedBy.get(parsePrintedPath(file)) ?? null;
}

function removalOf({ evidence }: Component): Component['evidence'] {
  return evidence.filter(({ proves }) => proves === 'removal');
}

/** Reached when one of them is. */
function usageOf(side: DiffInput, present: readonly Compared[]): DiffUsage | null {
  const { usage } = side;
  if (!usage || present.length === 0) return null;
  const found = present.map(({ component }) => usage.get(component.key) ?? 'unknown');
  return found.includes('reached') ? 'reached' : found.includes('unknown') ? 'unknown' : 'notReached';
}

function layerOf(
  gone: readonly Compared[],
  came: readonly Compared[],
  stays: Readonly<Record<'old' | 'new', readonly Compared[]>>,
  perSide: readonly DiffRowSide[],
  now: DiffInput,
): DiffRow['layer'] {
  const top = (list: readonly Compared[]): number =>
    Math.max(...list.map(({ component }) => component.layers.introduced));
  if (came.length > 0) return { role: 'new', index: top(came) };
  const removed = perSide[1]?.removed ?? null;
  if (removed !== null) return { role: 'new', index: removed };
  if (gone.length > 0) return { role: 'old', index: top(gone) };
  return { role: 'new', index: highest(stays.old.map((one) => removedProof(one, now))) ?? top(stays.new) };
}

/** The layer that removed a file which stated something of a component: its licence, say. */
function removedProof({ component: { evidence } }: Compared, side: DiffInput): LayerIndex | null {
  if (side.removedBy.size === 0) return null;
  return highest(evidence.map(({ locator }) => side.removedBy.get(parsePrintedPath(locator.path)) ?? null));
}
