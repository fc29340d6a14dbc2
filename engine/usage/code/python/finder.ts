import { encodeText, type RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import { joined, namesIn, nodeAt } from './folders.ts';

/** A module where it was found. */
export type Found = Readonly<{
  /** undefined: a namespace package, which has folders and no file. */
  node: TreeNode | undefined;
  kind: 'source' | 'extension' | 'bytecode' | 'namespace';
  /** A package's `__path__`. */
  folders: readonly RootPath[] | undefined;
}>;

/**
 * Finds modules in folders: in each a package, then an extension module, a source, bytecode without source; folders without
 * `__init__` count together when there is nothing else.
 *
 * @see Lib/importlib/_bootstrap_external.py FileFinder, PathFinder
 */
export class Finder {
  readonly #tree: RootView;
  /** Suffix of this interpreter's extension modules, up to the platform. */
  readonly #tag: string;

  /** @param version such as `3.11` */
  constructor(tree: RootView, version: string) {
    this.#tree = tree;
    this.#tag = `.cpython-${version.replace('.', '')}`;
  }

  /** @param name last part of the module's name */
  find(folders: readonly RootPath[], name: string): Found | undefined {
    // Identifiers are compared in one normal form (PEP 3131).
    const file = encodeText(name.normalize('NFKC'));
    const portions: RootPath[] = [];
    for (const folder of folders) {
      const names = namesIn(this.#tree, folder);
      if (names.has(file)) {
        const inner = joined(folder, file);
        if (nodeAt(this.#tree, inner, 'dir')) {
          const found = this.#moduleIn(inner, '__init__');
          if (found !== undefined) return { ...found, folders: [inner] };
          portions.push(inner);
        }
      }
      const found = this.#moduleIn(folder, file);
      if (found !== undefined) return found;
    }
    return portions.length > 0 ? { node: undefined, kind: 'namespace', folders: portions } : undefined;
  }

  /** All folders of this name: what `pkgutil.extend_path` makes of a package. */
  portions(folders: readonly RootPath[], name: string): RootPath[] {
    const file = encodeText(name.normalize('NFKC'));
    return folders
      .filter((folder) => namesIn(this.#tree, folder).has(file))
      .map((folder) => joined(folder, file))
      .filter((folder) => nodeAt(this.#tree, folder, 'dir') !== undefined);
  }

  #moduleIn(folder: RootPath, file: string): Found | undefined {
    const names = namesIn(this.#tree, folder);
    const at = (name: string, kind: Found['kind']): Found | undefined => {
      const node = nodeAt(this.#tree, joined(folder, name), 'file');
      return node && { node, kind, folders: undefined };
    };
    const extension = this.#extensionIn(names, file);
    return (
      (extension === undefined ? undefined : at(extension, 'extension')) ??
      (names.has(`${file}.py`) ? at(`${file}.py`, 'source') : undefined) ??
      (names.has(`${file}.pyc`) ? at(`${file}.pyc`, 'bytecode') : undefined)
    );
  }

  /** `.cpython-311-x86_64-linux-gnu.so`, `.abi3.so`, `.so`. */
  #extensionIn(names: ReadonlySet<string>, file: string): string | undefined {
    const extensions = extensionsOf(names).get(file);
    return (
      extensions?.find((name) =>
        [`${file}${this.#tag}-`, `${file}${this.#tag}m-`].some((start) => name.startsWith(start)),
      ) ?? extensions?.find((name) => name === `${file}.abi3.so` || name === `${file}.so`)
    );
  }
}

const extensions = new WeakMap<ReadonlySet<string>, Map<string, string[]>>();

/** Shared objects of a folder by the module that each is. */
function extensionsOf(names: ReadonlySet<string>): Map<string, string[]> {
  let known = extensions.get(names);
  if (known === undefined) {
    extensions.set(names, (known = new Map()));
    for (const name of [...names].filter((one) => one.endsWith('.so')).sort()) {
      const module = name.slice(0, name.indexOf('.'));
      known.set(module, [...(known.get(module) ?? []), name]);
    }
  }
  return known;
}
