import type { Citation, Evidence, Locator } from '#shared/model/evidence.ts';
import { printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { LayerInfo } from '#shared/model/tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';

/** The place of a file in the image: its path in the layer that wrote its bytes. `members`: layers of the files of a set. */
export type FilePlace = Readonly<{
  path: RootPath;
  lastModified: LayerIndex;
  members?: ReadonlyMap<string, LayerIndex>;
}>;

/** The topmost layer that wrote bytes of a citation. */
export function citedLayer(citation: Citation, file: FilePlace): LayerIndex {
  const own = layerOf(citation, file);
  return citation.continued ? Math.max(own, citedLayer(citation.continued, file)) : own;
}

function layerOf({ member }: Citation, file: FilePlace): LayerIndex {
  return (member === undefined ? undefined : file.members?.get(member)) ?? file.lastModified;
}

/** Adds to a citation where its file lies. A citation that goes on in another file of the set becomes several locators. */
function locate(citation: Citation, file: FilePlace, layers: readonly LayerInfo[]): Locator[] {
  const layer = layers[layerOf(citation, file)];
  if (layer === undefined) throw new RangeError(`no layer ${layerOf(citation, file)}`);
  const path = citation.member === undefined ? file.path : `${splitPath(file.path)[0]}/${citation.member}`;
  const locator: Locator = {
    layerIndex: layer.index,
    diffId: layer.diffId,
    path: printPath(path),
    container: citation.container,
    kind: citation.kind,
    segments: citation.segments,
    sha256: citation.sha256,
  };
  return citation.continued ? [locator, ...locate(citation.continued, file, layers)] : [locator];
}

/** Evidence from citations of one file, all with the same meaning. */
export function prove(
  claim: Pick<Evidence, 'source' | 'method' | 'proves' | 'analyzer'>,
  citation: Citation,
  file: FilePlace,
  layers: readonly LayerInfo[],
): Evidence[] {
  return locate(citation, file, layers).map((locator) => ({ ...claim, locator }));
}
