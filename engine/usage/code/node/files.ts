import { encodeText, type RootPath } from '#shared/model/root-path.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import { limits } from '#engine/bytes/limits.ts';
import type { CodeInput } from '../types.ts';

/** A package.json, as far as resolution reads it. Wrong types count as absent, as they do for Node. */
export type Package = Readonly<{
  /** Where it really is, links followed. */
  path: RootPath;
  /** Folder as it was asked for: targets are told from here. */
  folder: RootPath;
  name?: string;
  type?: 'module' | 'commonjs';
  main?: string;
  exports?: unknown;
  imports?: unknown;
}>;

/** A package.json whose content is not there, or that is not JSON: Node ends with an error there. */
export type Unreadable = Readonly<{ path: RootPath; unreadable: true }>;

const decoder = new TextDecoder('utf-8');

/** The tree as Node sees it, each answer kept for the run. */
export class NodeFiles {
  readonly #input: CodeInput;
  readonly #nodes = new Map<string, TreeNode | undefined>();
  readonly #packages = new Map<string, Package | Unreadable | undefined>();
  readonly #scopes = new Map<string, Package | Unreadable | undefined>();

  constructor(input: CodeInput) {
    this.#input = input;
  }

  /** Places that were looked at. */
  lookups = 0;

  /** Links followed: the path of the answer is the real one. */
  at(path: RootPath): TreeNode | undefined {
    let node = this.#nodes.get(path);
    if (node !== undefined || this.#nodes.has(path)) return node;
    this.lookups += 1;
    node = this.#input.tree.resolve(path);
    // Paths may be long and many: what is kept is bounded.
    if (this.#nodes.size >= limits.codeLookupsKept) this.#nodes.clear();
    if (path.length <= 4 * limits.nameBytes) this.#nodes.set(path, node);
    return node;
  }

  fileAt(path: RootPath): TreeNode | undefined {
    const node = this.at(path);
    return node?.type === 'file' ? node : undefined;
  }

  isFolder(path: RootPath): boolean {
    return this.at(path)?.type === 'dir';
  }

  /** Names in a folder, ascending. */
  list(path: RootPath): readonly string[] {
    return this.#input.tree.list(path);
  }

  bytesOf(node: TreeNode): Uint8Array | undefined {
    return node.size === 0 ? new Uint8Array() : this.#input.bytesOf(node);
  }

  /** The package.json of a folder. */
  packageIn(folder: RootPath): Package | Unreadable | undefined {
    let found = this.#packages.get(folder);
    if (found === undefined && !this.#packages.has(folder)) this.#packages.set(folder, (found = this.#read(folder)));
    return found;
  }

  /** The package.json that holds for files of a folder (nodejs.org/api/esm.html, LOOKUP_PACKAGE_SCOPE). */
  scopeOf(folder: RootPath): Package | Unreadable | undefined {
    if (this.#scopes.has(folder)) return this.#scopes.get(folder);
    const own = /(^|\/)node_modules$/.test(folder)
      ? null
      : (this.packageIn(folder) ?? (folder === '' ? null : undefined));
    const found = own === undefined ? this.scopeOf(parentOf(folder)) : (own ?? undefined);
    this.#scopes.set(folder, found);
    return found;
  }

  #read(folder: RootPath): Package | Unreadable | undefined {
    const node = this.fileAt(within(folder, 'package.json'));
    if (node === undefined) return undefined;
    const bytes = (node.size ?? 0) > limits.packageMetadataBytes ? undefined : this.bytesOf(node);
    const value = bytes && parsed(bytes);
    if (value === undefined) return { path: node.path, unreadable: true };
    const { name, type, main, exports, imports } = value;
    return {
      path: node.path,
      folder,
      ...(typeof name === 'string' ? { name } : {}),
      ...(type === 'module' || type === 'commonjs' ? { type } : {}),
      ...(typeof main === 'string' ? { main } : {}),
      ...(typeof exports === 'string' || (typeof exports === 'object' && exports !== null) ? { exports } : {}),
      ...(typeof imports === 'object' && imports !== null ? { imports } : {}),
    };
  }
}

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch (error) {
    // V8 says RangeError to a nesting too deep for its stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

export function parentOf(path: RootPath): RootPath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) as RootPath;
}

/** A path told from a folder, dots resolved by name as Node does before it looks; an absolute one is itself. */
export function within(folder: RootPath, path: string): RootPath {
  const simple = /^[^./][^/]*$/.test(path);
  if (simple) return (folder === '' ? path : `${folder}/${path}`) as RootPath;
  const parts = path.startsWith('/') || folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') as RootPath;
}

/** As {@link within}, for text of a source or of package.json. */
export function withinText(folder: RootPath, text: string): RootPath {
  return within(folder, encodeText(text));
}
