import type { ImageId } from '#shared/model/digest.ts';
import type { NamedFile } from '#shared/model/file-list.ts';
import { normalisePath, parsePrintedPath, printPath } from '#shared/model/root-path.ts';
import type { EngineContext } from './context.ts';

/** A file name as the dynamic linker asks for it. */
const SONAME = /^[^/]+\.so(?:\.[^/]+)?$/;

/**
 * Files of the final tree that are called so: a path from the root, or the name of a library in any folder. Other words name no
 * file here, as every keystroke would walk the whole tree. In the order of their paths.
 */
export async function namedFiles(
  { trees }: EngineContext,
  imageId: ImageId,
  name: string,
  limit: number,
): Promise<readonly NamedFile[]> {
  const { tree } = await trees.get(imageId);
  if (name.startsWith('/')) {
    const path = normalisePath(parsePrintedPath(name));
    const node = path === undefined ? undefined : tree.lookup(path);
    return node && node.type !== 'dir' && node.path !== ''
      ? [{ path: printPath(node.path), introduced: node.introduced }]
      : [];
  }
  if (!SONAME.test(name)) return [];
  const wanted = parsePrintedPath(name);
  const found: NamedFile[] = [];
  // Paths are made only of what can be a library, or a link to one.
  const nodes = tree.files(
    (type, kind, path) => (type === 'symlink' || kind === 'elf') && `/${path()}`.endsWith(`/${wanted}`),
  );
  for (const node of nodes) {
    if (found.length >= limit) break;
    found.push({ path: printPath(node.path), introduced: node.introduced });
  }
  return found;
}
