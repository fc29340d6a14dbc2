import type { DiffField, DiffRow } from '#shared/model/diff.ts';
import type { Compared } from './groups.ts';
import type { LayerPairs } from './pair-layers.ts';
import type { DiffInput } from './sides.ts';

type Change = DiffRow['changes'][number];

/** What is compared of components besides their version. */
export type MetadataContext = Readonly<{ old: DiffInput; new: DiffInput; pairs: LayerPairs }>;

/**
 * Is there no difference between two components of one identity and version? The same answer as {@link changesOf}, without making
 * anything: nearly all components of two images that belong together are the same.
 */
export function isSame(a: Compared, b: Compared, context: MetadataContext): boolean {
  const [x, y] = [a.component, b.component];
  return (
    context.pairs.samePlace(x.layers.introduced, y.layers.introduced) &&
    x.origin === y.origin &&
    x.state === y.state &&
    a.qualifiers === b.qualifiers &&
    x.licences.length === y.licences.length &&
    x.licences.every(({ spdx, text }, i) => (spdx ?? text) === (y.licences[i]?.spdx ?? y.licences[i]?.text)) &&
    (!context.old.usage || !context.new.usage || context.old.usage.get(x.key) === context.new.usage.get(y.key))
  );
}

/** Differences of two lists of components of one identity, sorted by field; values are sorted and without repetition. */
export function changesOf(before: readonly Compared[], after: readonly Compared[], context: MetadataContext): Change[] {
  const changes: Change[] = [];
  const compare = (field: DiffField, valuesOf: (one: Compared) => readonly string[]): void => {
    const change = changed(field, before, after, valuesOf);
    if (change) changes.push(change);
  };
  if (!samePlaces(before, after, context.pairs)) {
    changes.push({ field: 'layer', old: layersOf(before).map(String), new: layersOf(after).map(String) });
  }
  compare('licence', ({ component }) => component.licences.map(({ spdx, text }) => spdx ?? text));
  compare('origin', ({ component }) => [component.origin]);
  compare('qualifiers', ({ qualifiers }) => (qualifiers === '' ? [] : [qualifiers]));
  compare('state', ({ component }) => [component.state]);
  const { old: oldSide, new: newSide } = context;
  if (oldSide.usage && newSide.usage) {
    const usage = (list: readonly Compared[], side: DiffInput): string[] =>
      sortedTexts(list.map(({ component }) => side.usage?.get(component.key) ?? 'unknown'));
    const [from, to] = [usage(before, oldSide), usage(after, newSide)];
    if (!equal(from, to)) changes.push({ field: 'usage', old: from, new: to });
  }
  return changes;
}

function changed(
  field: DiffField,
  before: readonly Compared[],
  after: readonly Compared[],
  valuesOf: (one: Compared) => readonly string[],
): Change | undefined {
  const [from, to] = [before, after].map((list) => sortedTexts(list.flatMap(valuesOf)));
  return from && to && !equal(from, to) ? { field, old: from, new: to } : undefined;
}

/** Does every component have one of the other side in the place where it is? */
function samePlaces(before: readonly Compared[], after: readonly Compared[], pairs: LayerPairs): boolean {
  const [from, to] = [layersOf(before), layersOf(after)];
  return (
    from.every((a) => to.some((b) => pairs.samePlace(a, b))) && to.every((b) => from.some((a) => pairs.samePlace(a, b)))
  );
}

/** Ascending. */
function layersOf(list: readonly Compared[]): number[] {
  return [...new Set(list.map(({ component }) => component.layers.introduced))].sort((a, b) => a - b);
}

function equal(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}

function sortedTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
