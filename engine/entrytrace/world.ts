import { limits } from '#engine/bytes/limits.ts';
import { parseShell } from '#engine/formats/shell/parse-shell.ts';
import type { ShellScript } from '#engine/formats/shell/ast.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import type { RootView, TreeNode } from '#shared/model/tree.ts';
import type { LayerIndex } from '#shared/model/units.ts';
import { HopBook } from './hop-book.ts';
import { Unknowns } from './text.ts';
import { type Accounts, parseAccounts, type User } from './users.ts';

/** What a trace is made from. */
export type TraceInput = Readonly<{
  config: ImageConfig;
  tree: RootView;
  /** Bytes of a file; undefined: not to be had (now): the trace then goes on without and says so. */
  readText: (node: TreeNode) => Uint8Array | undefined;
  /** Component that owns a file. */
  owner?: (path: RootPath) => string | undefined;
  /** Layers that could not be read and are left out of the tree. Ascending. */
  unread?: readonly LayerIndex[];
}>;

/** The image as a trace sees it, and what the trace has written down so far. */
export class World {
  readonly tree: RootView;
  /** False: a layer could not be read, and what is not in the tree may be in the image. */
  readonly isWhole: boolean;
  readonly unknowns = new Unknowns();
  readonly book: HopBook;
  /** Variables that were read and are not set. */
  readonly unset = new Set<string>();
  readonly #read: TraceInput['readText'];
  readonly #texts = new Map<number, string | undefined>();
  readonly #scripts = new Map<string, ShellScript>();
  #accounts: Accounts | undefined;
  #steps = 0;

  constructor({ tree, readText, owner, unread = [] }: TraceInput) {
    this.tree = tree;
    this.isWhole = unread.length === 0;
    this.#read = readText;
    this.book = new HopBook(this.unknowns, owner ?? (() => undefined), unread);
  }

  /** Counts one step. @returns false when the trace is at its limit */
  step(): boolean {
    this.#steps += 1;
    return this.#steps <= limits.traceSteps && !this.book.full;
  }

  /** Content of a file as a byte string. */
  text(node: TreeNode): string | undefined {
    if (node.type !== 'file') return undefined;
    if (node.size === 0) return '';
    if (!this.#texts.has(node.inode)) {
      const bytes = (node.size ?? 0) > limits.sourceBytes ? undefined : this.#read(node);
      this.#texts.set(node.inode, bytes && latin1(bytes));
    }
    return this.#texts.get(node.inode);
  }

  textAt(path: string): string | undefined {
    const node = this.tree.resolve(path as RootPath);
    return node && this.text(node);
  }

  parse(source: string): ShellScript {
    let script = this.#scripts.get(source);
    if (!script) {
      script = parseShell(source);
      this.#scripts.set(source, script);
    }
    return script;
  }

  get accounts(): Accounts {
    this.#accounts ??= parseAccounts(this.textAt('etc/passwd') ?? '', this.textAt('etc/group') ?? '');
    return this.#accounts;
  }

  /**
   * The file that a path means for a process: `..` goes up from where links lead, as the kernel does.
   *
   * @param cwd absolute
   */
  find(path: string, cwd: string): TreeNode | undefined {
    const real = this.#walk(path, cwd);
    return real === undefined ? undefined : this.tree.resolve(real);
  }

  /** As {@link find}, but a link in the last part is returned itself. */
  findLink(path: string, cwd: string): TreeNode | undefined {
    const real = this.#walk(path, cwd);
    return real === undefined ? undefined : this.tree.lookup(real);
  }

  /** Root path of a path that need not exist; undefined where a parent of `..` is not there. */
  #walk(path: string, cwd: string): RootPath | undefined {
    if (path === '' || path.length > limits.pathBytes) return undefined;
    let real = '';
    for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
      if (part === '' || part === '.') continue;
      if (part !== '..') real = real === '' ? part : `${real}/${part}`;
      else {
        const node = real === '' ? undefined : this.tree.resolve(real as RootPath);
        if (real !== '' && !node) return undefined;
        real = node?.path.replace(/(^|\/)[^/]*$/, '') ?? '';
      }
    }
    return real as RootPath;
  }

  /** May this user do it with this file? `undefined`: who it is, is not known. */
  may(node: TreeNode, user: User, right: 'r' | 'w' | 'x'): boolean | undefined {
    const bit = { r: 4, w: 2, x: 1 }[right];
    if (user.uid === 0) return right !== 'x' || node.type === 'dir' || (node.mode & 0o111) !== 0;
    const mode = node.mode;
    if (user.uid === null) {
      const all = [mode >> 6, mode >> 3, mode].map((bits) => (bits & bit) !== 0);
      return all.every(Boolean) ? true : all.some(Boolean) ? undefined : false;
    }
    if (node.uid === user.uid) return ((mode >> 6) & bit) !== 0;
    const inGroup =
      node.gid === user.gid ||
      this.accounts.groups.some(({ gid, members }) => gid === node.gid && members.some((one) => one === user.name));
    return ((inGroup ? mode >> 3 : mode) & bit) !== 0;
  }
}

/** Byte string of bytes. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.byteLength; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + 8192, bytes.byteLength)));
  return text;
}

/** The same path without `.`, empty parts and `..`, by its text alone. Absolute. */
export function cleanPath(path: string, cwd: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
