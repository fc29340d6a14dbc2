import type { Component } from '#shared/model/component.ts';
import type { DiffView } from '#shared/model/diff.ts';
import { comparedVersion, identify } from './identity.ts';
import type { DiffInput } from './sides.ts';

/** A component with what is compared of it. */
export type Compared = Readonly<{ component: Component; version: string | null; qualifiers: string }>;

/** Everything of one identity in one image. */
export type Group = { readonly present: Compared[]; readonly removed: Component[] };

/** Both images' groups of one identity. */
export type GroupPair = Readonly<{ old: Group; new: Group }>;

/** Groups the components of both images by identity, sorted by it. */
export function groupByIdentity(before: DiffInput, after: DiffInput, view: DiffView): [string, GroupPair][] {
  const pairs = new Map<string, GroupPair>();
  for (const [role, side] of [['old', before] as const, ['new', after] as const]) {
    for (const component of side.components) {
      const isPresent = component.layers.removed === null;
      if (isPresent && view === 'usage' && side.usage?.get(component.key) !== 'reached') continue;
      const { identity, qualifiers } = identify(component);
      let pair = pairs.get(identity);
      if (pair === undefined) {
        pair = { old: { present: [], removed: [] }, new: { present: [], removed: [] } };
        pairs.set(identity, pair);
      }
      if (isPresent) pair[role].present.push({ component, version: comparedVersion(component), qualifiers });
      else pair[role].removed.push(component);
    }
  }
  return [...pairs]
    .filter(([, pair]) => pair.old.present.length + pair.new.present.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
