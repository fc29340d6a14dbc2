import { limits } from '#engine/bytes/limits.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { Said } from '../hop-book.ts';
import type { Process } from '../process.ts';
import { isKnown, type Text } from '../text.ts';
import { cleanPath, type World } from '../world.ts';
import { globFiles } from './glob.ts';
import { fileLoad } from './java.ts';
import type { Launcher, Load } from './launcher.ts';

const CONFIGURATION = '/etc/nginx/nginx.conf';

/**
 * Prefixes that distributions build nginx with: modules are named from there. Each has a link `modules` to where they lie, so the first
 * one that has the file is right.
 */
const PREFIXES = ['/etc/nginx', '/usr/share/nginx', '/usr/lib/nginx', '/var/lib/nginx', '/usr/local/nginx'];

/** One directive outside of all blocks. */
type Directive = Readonly<{ words: readonly string[]; line: number; column: number }>;

/**
 * nginx reads its configuration, what that includes, and the modules that it names: `include` and `load_module` outside of blocks.
 *
 * @see nginx.org, Command-line parameters; Core functionality
 */
export const nginx: Launcher = (process, world) => {
  const { argv } = process;
  let given: Text | undefined;
  let prefix: Text | undefined;
  const globals: Text[] = [];
  for (const [i, word] of argv.entries()) {
    const [, letter, rest = ''] = (i > 0 ? /^-([cpg])(.*)$/s.exec(word) : null) ?? [];
    const value = rest === '' ? argv[i + 1] : rest;
    if (value === undefined) continue;
    if (letter === 'c') given = value;
    if (letter === 'p') prefix = value;
    if (letter === 'g') globals.push(value);
  }
  const from = prefix !== undefined && isKnown(prefix) ? [cleanPath(prefix, '/'), ...PREFIXES] : PREFIXES;
  const path = given ?? (world.find(CONFIGURATION, '/')?.type === 'file' ? CONFIGURATION : undefined);
  const main = path === undefined ? undefined : fileLoad(world, process, 'configuration', path, 'MissingFile');
  const folder = `/${(main?.path ?? CONFIGURATION.slice(1)).replace(/\/[^/]*$/, '')}`;
  const reader = new Reader(world, process, from, folder);
  for (const text of globals) if (isKnown(text)) reader.follow(text, undefined);
  if (main) reader.read(main);
  return { do: 'loads', program: 'nginx', loads: reader.loads };
};

class Reader {
  readonly loads: Load[] = [];
  readonly #seen = new Set<string>();
  readonly #world: World;
  readonly #process: Process;
  readonly #prefixes: readonly string[];
  /** Where the main configuration lies: includes are named from there. */
  readonly #folder: string;

  constructor(world: World, process: Process, prefixes: readonly string[], folder: string) {
    this.#world = world;
    this.#process = process;
    this.#prefixes = prefixes;
    this.#folder = folder;
  }

  read(load: Load): void {
    const { path } = load;
    if (path !== null && (this.#seen.has(path) || this.#seen.size >= limits.traceLoopTurns)) return;
    const text = path === null ? '' : this.#world.textAt(path);
    this.loads.push(
      text === undefined ? { ...load, reason: 'ScriptNotParsed', detail: `cannot read ${load.argv.join(' ')}` } : load,
    );
    if (path === null) return;
    this.#seen.add(path);
    this.follow(text ?? '', path);
  }

  /** @param file where the text is from; undefined: the command line */
  follow(text: string, file: string | undefined): void {
    for (const { words, line, column } of directives(text)) {
      const [name, value] = words;
      if (value === undefined || words.length !== 2) continue;
      const said = file === undefined ? {} : { said: { file: printPath(file), at: { line, column } } };
      if (name === 'include') for (const load of this.#included(value)) this.read({ ...load, ...said });
      if (name === 'load_module') this.loads.push({ ...this.#module(value), ...said });
    }
  }

  #included(value: string): Load[] {
    const absolute = cleanPath(value, this.#folder);
    const files = /[*?[]/.test(value) ? globFiles(this.#world, absolute).map((path) => `/${path}`) : [absolute];
    return files.map((path) => fileLoad(this.#world, this.#process, 'configuration', path, 'MissingFile'));
  }

  #module(value: string): Load {
    const places = this.#prefixes.map((prefix) => cleanPath(value, prefix));
    const found = places.find((path) => this.#world.find(path, '/')?.type === 'file');
    return fileLoad(this.#world, this.#process, 'module', found ?? value, 'ModuleNotFound');
  }
}

/** Directives outside of blocks; what stands in blocks loads nothing. Quotes and backslashes as `ngx_conf_read_token` takes them. */
function directives(text: string): Directive[] {
  const found: Directive[] = [];
  let words: string[] = [];
  let start = 0;
  let depth = 0;
  const token = /#.*|"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|[;{}]|(?:[^\s;{}\\]|\\[\s\S])+/g;
  for (const { 0: all, 1: double, 2: single, index } of text.matchAll(token)) {
    if (all.startsWith('#')) continue;
    if (all === '{') depth += 1;
    if (all === '}') depth -= 1;
    if (all === ';' || all === '{' || all === '}') {
      if (all === ';' && depth === 0 && words.length > 0) found.push({ words, ...placeOf(text, start) });
      words = [];
    } else if (depth === 0) {
      if (words.length === 0) start = index;
      words.push((double ?? single ?? all).replaceAll(/\\(["'\\])/g, '$1'));
    }
  }
  return found;
}

function placeOf(text: string, index: number): NonNullable<Said['at']> {
  const before = text.slice(0, index);
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n') };
}
