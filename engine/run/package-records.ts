import type { FactEntry } from '#engine/store/index.ts';
import type { SoFarRow } from '#shared/model/library.ts';
import { factsOf } from '#shared/model/outcome.ts';
import type { LayerIndex } from '#shared/model/units.ts';

/** Installed packages that the databases of one layer state: what can be shown of it before the layers are merged. */
export function packageRecords(facts: readonly FactEntry[], layer: LayerIndex): SoFarRow[] {
  return facts.flatMap(({ outcome }) =>
    factsOf(outcome).flatMap((fact) =>
      fact.kind === 'package' && fact.state === 'installed'
        ? [{ key: null, type: fact.type, name: fact.name, version: fact.version, layer }]
        : [],
    ),
  );
}
