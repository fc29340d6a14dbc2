import { entryPath, entrySha256, entryType } from '#engine/layers/layer-index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { PathCopy } from '#shared/model/evidence-bytes.ts';
import type { DirectoryRow, DirectoryWindow, PathDetail } from '#shared/model/file-list.ts';
import { normalisePath, parsePrintedPath, printPath, type RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { fileRow } from '../file-row.ts';
import type { StoredImage } from '../stored-image.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';

/** A part of a directory of the final tree. */
export async function readDirectory(
  { trees }: EngineContext,
  imageId: ImageId,
  printed: string,
  offset: number,
  limit: number,
): Promise<DirectoryWindow> {
  const { tree } = await trees.get(imageId);
  const wanted = rootPath(printed);
  const at = wanted === '' ? wanted : tree.resolve(wanted)?.path;
  if (at === undefined || (at !== '' && tree.lookup(at)?.type !== 'dir'))
    throw new EngineError({ kind: 'no-folder', path: printed });
  const names = tree.list(at);
  const isDirectory = (name: string): boolean => tree.find(joined(at, name))?.type === 'dir';
  const sorted = [...names.filter(isDirectory), ...names.filter((name) => !isDirectory(name))];
  const rows = sorted.slice(offset, offset + limit).flatMap((name): DirectoryRow[] => {
    const node = tree.lookup(joined(at, name));
    if (!node) return [];
    const children = node.type === 'dir' ? tree.list(node.path).length : null;
    return [{ ...fileRow(node), name: printPath(name), children }];
  });
  return { directory: printPath(at), total: sorted.length, offset: Math.min(offset, sorted.length), rows };
}

/** One path with its copies in all layers and the components that it belongs to. */
export async function readPath(context: EngineContext, imageId: ImageId, printed: string): Promise<PathDetail> {
  const image = await context.trees.get(imageId);
  const wanted = rootPath(printed);
  const node = image.tree.lookup(wanted);
  // Entries lie under real names: `lib/x` may be `usr/lib/x`.
  const real = node?.path ?? wanted;
  const removed = node ? undefined : image.tree.removedPaths().find(({ path }) => path === wanted);
  const history = copiesOf(image, real);
  if (!node && !removed && history.length === 0) throw new EngineError({ kind: 'no-path', imageId, path: printed });
  return {
    path: printPath(real),
    file: node ? fileRow(node) : null,
    removed: removed?.removed ?? null,
    history,
    components: await componentsOf(context, imageId, printPath(real)),
  };
}

/** @throws EngineError `not-found` for a path that could leave the root */
export function rootPath(printed: string): RootPath {
  const path = normalisePath(parsePrintedPath(printed));
  if (path === undefined) throw new EngineError({ kind: 'path-above', path: printed });
  return path;
}

function joined(directory: RootPath, name: string): TreeNode['path'] {
  return (directory === '' ? name : `${directory}/${name}`) as RootPath;
}

function copiesOf({ layers, indexes }: StoredImage, path: RootPath): PathCopy[] {
  const copies: PathCopy[] = [];
  for (const [layer, index] of indexes.entries()) {
    const info = layers[layer];
    if (!index || !info) continue;
    for (let row = 0; row < index.count; row++) {
      if (index.nameLength[row] !== path.length || entryPath(index, row) !== path) continue;
      const what = entryType(index, row);
      const isFile = what === 'file';
      copies.push({
        layer,
        diffId: info.diffId,
        createdBy: info.createdBy,
        what,
        size: isFile ? (index.size[row] ?? null) : null,
        sha256: isFile ? entrySha256(index, row) : null,
      });
    }
  }
  return copies;
}

async function componentsOf(
  { store }: EngineContext,
  imageId: ImageId,
  path: string,
): Promise<PathDetail['components']> {
  const components = await store.reader.listComponents(imageId);
  return components.flatMap(({ key, name, type, occurrences, files, evidence }) => {
    const relation =
      type === 'bin'
        ? occurrences.some((one) => one.path === path) && 'is'
        : files.includes(path)
          ? 'owns'
          : evidence.some(({ locator }) => locator.path === path) && 'cites';
    return relation ? [{ key, name, relation }] : [];
  });
}
