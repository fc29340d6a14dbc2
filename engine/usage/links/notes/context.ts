import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import type { ConfigLine } from '#engine/bytes/config-lines.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import type { LinkClosure, LinkMechanism, LinkNote, LinkStatement } from '#shared/model/links.ts';
import { parsePrintedPath, printPath, type RootPath, splitPath } from '#shared/model/root-path.ts';
import { findWithGlibc } from '../glibc.ts';
import { findWithMusl } from '../musl.ts';
import { inRoot, isAlike } from '../search.ts';
import type { LinkInput, Loaded } from '../types.ts';

/** A program with all that is mapped for it, and how its files are found. */
export type NoteContext = Readonly<{
  input: LinkInput;
  loader: 'glibc' | 'musl';
  main: Loaded;
  /** In load order, the program first. */
  mapped: readonly Loaded[];
}>;

/** Where a file is: as it would be found, and really. */
export type Place = Pick<LinkNote, 'to' | 'real'>;

/** One kind of what opens files by name. */
export type NoteSource = (context: NoteContext) => LinkNote[];

const NOWHERE: Place = { to: null, real: null };

/** @returns undefined for a file that no loader maps anything for */
export function noteContext(input: LinkInput, closure: LinkClosure): NoteContext | undefined {
  if (closure.loader === 'none') return undefined;
  const main = loadedAt(input, closure.path, null);
  if (main === undefined) return undefined;
  const mapped = [main];
  const known = new Set([main.node.inode]);
  for (const { to } of closure.edges) {
    const loaded = to === null ? undefined : loadedAt(input, to, main);
    if (loaded === undefined || known.has(loaded.node.inode)) continue;
    known.add(loaded.node.inode);
    mapped.push(loaded);
  }
  return { input, loader: closure.loader, main, mapped };
}

function loadedAt({ tree, elfOf }: LinkInput, printed: string, loadedBy: Loaded | null): Loaded | undefined {
  const path = parsePrintedPath(printed.slice(1));
  const node = tree.resolve(path);
  const fact = node && elfOf(node);
  return node && fact && { path, node, fact, loadedBy };
}

/** The first mapped file of such a name, which is how it was found or how its file is called. */
export function mappedAs({ mapped }: NoteContext, name: RegExp): Loaded | undefined {
  return mapped.find(({ path, node }) => name.test(splitPath(path)[1]) || name.test(splitPath(node.path)[1]));
}

/** What dlopen finds for a name that a mapped file asks for. */
export function opened({ input, loader, main }: NoteContext, by: Loaded, name: string): Place {
  const { path } =
    loader === 'glibc'
      ? findWithGlibc(input, main, by, name)
      : findWithMusl(input, main, by, name, { kind: 'musl', path: undefined, name: undefined });
  return path === null ? NOWHERE : placeOf(input, path);
}

/** The first of these paths that has a library for this program. */
export function firstOf({ input, main }: NoteContext, paths: readonly string[]): Place {
  for (const wanted of paths) {
    const path = inRoot(input, wanted);
    const node = path === undefined ? undefined : input.tree.resolve(path);
    const fact = node && input.elfOf(node);
    if (path !== undefined && fact && isAlike(main.fact, fact)) return placeOf(input, path);
  }
  return NOWHERE;
}

function placeOf({ tree }: LinkInput, path: RootPath): Place {
  const node = tree.resolve(path);
  return node === undefined ? NOWHERE : { to: `/${printPath(path)}`, real: `/${printPath(node.path)}` };
}

/** Folders that a library has beside itself: distributions build `/lib64/libc.so.6` to look in `/usr/lib64/gconv`. */
export function besides({ path, node }: Loaded, name: string): string[] {
  const folders = [splitPath(node.path)[0], splitPath(path)[0]].flatMap((folder): string[] => [
    `/${folder}/${name}`,
    ...(folder.startsWith('usr/') ? [] : [`/usr/${folder}/${name}`]),
  ]);
  return [...new Set(folders)];
}

/** Records of a configuration file, with its bytes. */
export type Config<T> = Readonly<{ file: string; bytes: Uint8Array; records: T }>;

/** @returns undefined where there is none, it was not kept, or it cannot be read */
export function readConfig<T>(
  { input }: NoteContext,
  path: string,
  read: (bytes: Uint8Array) => T,
): Config<T> | undefined {
  const at = inRoot(input, path);
  const node = at === undefined ? undefined : input.tree.resolve(at);
  const bytes = node?.type === 'file' ? input.read(node) : undefined;
  if (node === undefined || bytes === undefined) return undefined;
  try {
    return { file: `/${printPath(node.path)}`, bytes, records: read(bytes) };
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Names in a folder, as they are in the image. */
export function namesIn({ input }: NoteContext, folder: string): readonly string[] {
  const path = inRoot(input, folder);
  return path === undefined ? [] : input.tree.list(path);
}

/** A line that says what may be opened. */
export function byLine({ file, bytes }: Config<unknown>, { line, range }: Omit<ConfigLine, 'text'>): LinkStatement {
  const cited = cite(bytes, 'lines', [lineRange(range.from, range.to)]);
  return { file, line, cited, variable: null };
}

/** A variable of the image's environment that says so. */
export function byVariable(variable: string): LinkStatement {
  return { file: null, line: null, cited: null, variable };
}

/** A note; texts are byte strings. */
export function note(
  mechanism: LinkMechanism,
  by: Loaded,
  name: string,
  place: Place,
  reason: string,
  stated: LinkStatement,
): LinkNote {
  return {
    kind: 'possible',
    mechanism,
    by: `/${printPath(by.path)}`,
    name: printPath(name),
    ...place,
    reason,
    stated,
  };
}
