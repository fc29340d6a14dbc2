import { entryPath, entryType, type LayerIndex } from '#engine/layers/layer-index.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { FileType, RootView } from '#shared/model/tree.ts';

type Found = Readonly<{ inode: number; type: FileType }>;

/** What lies where in one layer's archive, folders that only follow from paths included. No link is followed. */
export class LayerNames implements Pick<RootView, 'find'> {
  readonly #index: LayerIndex;
  /** Made when it is asked for: most layers hold nothing that asks. */
  #names: Map<string, Found> | undefined;

  constructor(index: LayerIndex) {
    this.#index = index;
  }

  find(path: RootPath): Found | undefined {
    this.#names ??= namesOf(this.#index);
    return this.#names.get(path);
  }
}

function namesOf(index: LayerIndex): Map<string, Found> {
  const names = new Map<string, Found>();
  for (let row = 0; row < index.count; row++) {
    const type = entryType(index, row);
    if (type === 'whiteout' || type === 'opaque') continue;
    const path = entryPath(index, row);
    names.set(path, { inode: row, type: type === 'hardlink' ? 'file' : type });
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (names.has(folder)) break;
      names.set(folder, { inode: row, type: 'dir' });
    }
  }
  return names;
}
