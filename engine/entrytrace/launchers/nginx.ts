import { limits } from '#engine/bytes/limits.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { Process } from '../process.ts';
import { isKnown, type Text } from '../text.ts';
import { cleanPath, type World } from '../world.ts';
import { globFiles } from './glob.ts';
import { fileLoad } from './java.ts';
import type { Launcher, Load } from './launcher.ts';
import { directives } from './nginx-directives.ts';

const CONFIGURATION = '/etc/nginx/nginx.conf';

/**
 * Prefixes that distributions build nginx with: modules are named from there. Each has a link `modules` to where they lie, so the first
 * one that has the file is right.
 */
const PREFIXES = ['/etc/nginx', '/usr/share/nginx', '/usr/lib/nginx', '/var/lib/nginx', '/usr/local/nginx'];

/** Directives whose code is given, in a file, as a word or a block. */
const LUA = /_by_lua(_file|_block)?$/;

/**
 * nginx reads its configuration, what that includes in any of its blocks, and the modules that it names outside of them.
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
  // By its name, wherever a link of that name leads.
  const named =
    isKnown(path ?? '') && isKnown(process.cwd) ? cleanPath(path ?? CONFIGURATION, process.cwd) : CONFIGURATION;
  const folder = named.slice(0, named.lastIndexOf('/'));
  const reader = new Reader(world, process, from, folder);
  for (const text of globals) reader.follow(text, undefined, true);
  if (main) reader.read(main, true);
  return { do: 'loads', program: 'nginx', loads: reader.loads };
};

class Reader {
  readonly loads: Load[] = [];
  readonly #seen = new Set<string>();
  #full = false;
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

  /** @param outside of all blocks? */
  read(load: Load, outside: boolean): void {
    const { path } = load;
    // A file of modules is one where it is included outside of blocks, and an error elsewhere.
    const key = `${outside ? '' : '{'}${path}`;
    if (this.#full || (path !== null && this.#seen.has(key))) return;
    if (this.#seen.size >= limits.traceLoopTurns) {
      this.#full = true;
      const detail = `more than ${limits.traceLoopTurns} files of a configuration`;
      this.loads.push({ ...load, path: null, reason: 'RecursionLimitReached', detail });
      return;
    }
    const text = path === null ? '' : this.#world.textAt(path);
    this.loads.push(
      text === undefined ? { ...load, reason: 'ScriptNotParsed', detail: `cannot read ${load.argv.join(' ')}` } : load,
    );
    if (path === null) return;
    this.#seen.add(key);
    this.follow(text ?? '', path, outside);
  }

  /** @param file where the text is from; undefined: the command line */
  follow(text: Text, file: string | undefined, outside: boolean): void {
    if (!isKnown(text)) {
      this.loads.push(fileLoad(this.#world, this.#process, 'configuration', text, 'MissingFile'));
      return;
    }
    for (const { words, depth, at } of directives(text)) {
      const [name = '', value] = words;
      const said = file === undefined ? {} : { said: { file: printPath(file), at } };
      if (LUA.test(name)) this.loads.push({ ...unknown(name, 'Lua code is not followed'), ...said });
      if (value === undefined || words.length !== 2) continue;
      const isOutside = outside && depth === 0;
      if (name === 'include') for (const load of this.#included(value)) this.read({ ...load, ...said }, isOutside);
      if (name === 'load_module' && isOutside) this.loads.push({ ...this.#module(value), ...said });
    }
  }

  #included(value: string): Load[] {
    const absolute = value.startsWith('/') ? value : `${this.#folder}/${value}`;
    const isPattern = /[*?[]/.test(absolute);
    const { paths, whole } = isPattern
      ? globFiles(this.#world, this.#process, absolute)
      : { paths: [absolute], whole: true };
    const loads = paths.map((path) => fileLoad(this.#world, this.#process, 'configuration', path, 'MissingFile'));
    return whole ? loads : [...loads, unknown(absolute, 'it may mean more files than are known')];
  }

  #module(value: string): Load {
    const places = this.#prefixes.map((prefix) => cleanPath(value, prefix));
    const found = places.find((path) => this.#world.find(path, '/')?.type === 'file');
    return fileLoad(this.#world, this.#process, 'module', found ?? value, 'ModuleNotFound');
  }
}

/** Something that nginx reads and that is not known. */
function unknown(what: string, why: string): Load {
  return { what: 'configuration', argv: [what], path: null, reason: 'UnsupportedConstruct', detail: `${what}: ${why}` };
}
