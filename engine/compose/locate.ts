import type { Citation, Evidence, Locator } from '#shared/model/evidence.ts';
import { printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import type { LayerInfo } from '#shared/model/tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';

/** The place of a file in the image: its path in the layer that wrote its bytes. */
export type FilePlace = Readonly<{ path: RootPath; lastModified: LayerIndex }>;

/** Adds to a citation where its file lies. A citation that goes on in another file of the set becomes several locators. */
function locate(citation: Citation, file: FilePlace, layers: readonly LayerInfo[]): Locator[] {
  const layer = layers[file.lastModified];
  if (layer === undefined) throw new RangeError(`no layer ${file.lastModified}`);
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
