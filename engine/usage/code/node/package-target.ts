import { limits } from '#engine/bytes/limits.ts';

/** What `exports` or `imports` give for a name: a path from the package's folder, or the name of another module. */
export type Target = Readonly<{ path: string } | { module: string }>;

/** `null`: shut by the package; undefined: nothing in the table fits. `invalid`: the table is wrong, and Node ends with an error. */
type Answer = Target | null | undefined | 'invalid';

/** Where a pattern's `*` stands for text of the request. */
type Match = Readonly<{ text: string }> | undefined;

/**
 * The target of a subpath in `exports`.
 *
 * @param subpath `.` or `./x`
 * @returns undefined where the package does not export it
 * @see nodejs.org/api/esm.html, PACKAGE_EXPORTS_RESOLVE
 */
export function exportsTarget(exports: unknown, subpath: string, conditions: ReadonlySet<string>): Target | undefined {
  const table = subpathTable(exports);
  if (table === undefined) return undefined;
  return valid(tableTarget(table, subpath, conditions, false));
}

/**
 * The target of a name that begins with `#` in `imports`.
 *
 * @see nodejs.org/api/esm.html, PACKAGE_IMPORTS_RESOLVE
 */
export function importsTarget(imports: unknown, name: string, conditions: ReadonlySet<string>): Target | undefined {
  if (name === '#' || name.endsWith('/')) return undefined;
  return isTable(imports) ? valid(tableTarget(imports, name, conditions, true)) : undefined;
}

type Table = Readonly<Record<string, unknown>>;

/** A target, or conditions, for the package itself may stand without `.`; both kinds of keys in one table are an error. */
function subpathTable(exports: unknown): Table | undefined {
  if (!isTable(exports)) return { '.': exports };
  const keys = Object.keys(exports);
  const dotted = keys.filter((key) => key.startsWith('.')).length;
  if (dotted > 0 && dotted < keys.length) return undefined;
  return dotted > 0 ? exports : { '.': exports };
}

/** PACKAGE_IMPORTS_EXPORTS_RESOLVE. */
function tableTarget(table: Table, name: string, conditions: ReadonlySet<string>, internal: boolean): Answer {
  if (Object.hasOwn(table, name) && !name.includes('*') && !name.endsWith('/'))
    return target(table[name], undefined, conditions, internal, 0);
  let best: string | undefined;
  for (const key of patternsOf(table)) {
    const star = key.indexOf('*');
    if (!name.startsWith(key.slice(0, star))) continue;
    const fits = name.length >= key.length && name.endsWith(key.slice(star + 1));
    if (fits && (best === undefined || isMoreSpecific(key, best))) best = key;
  }
  if (best === undefined) return undefined;
  const star = best.indexOf('*');
  const text = name.slice(star, name.length - (best.length - star - 1));
  return target(table[best], { text }, conditions, internal, 0);
}

const patterns = new WeakMap<Table, readonly string[]>();

/** Keys with one `*`: each table has many names and is asked many times. */
function patternsOf(table: Table): readonly string[] {
  let known = patterns.get(table);
  if (known === undefined) {
    known = Object.keys(table).filter((key) => key.includes('*') && key.indexOf('*') === key.lastIndexOf('*'));
    patterns.set(table, (known = known.slice(0, limits.packagePatterns)));
  }
  return known;
}

/** PATTERN_KEY_COMPARE: the longer text before `*` first, then the longer key. */
function isMoreSpecific(a: string, b: string): boolean {
  const [baseA, baseB] = [a.indexOf('*'), b.indexOf('*')];
  return baseA === baseB ? a.length > b.length : baseA > baseB;
}

/** PACKAGE_TARGET_RESOLVE. */
function target(
  given: unknown,
  match: Match,
  conditions: ReadonlySet<string>,
  internal: boolean,
  depth: number,
): Answer {
  if (depth > limits.packageTargetDepth) return 'invalid';
  if (given === null) return null;
  if (typeof given === 'string') return textTarget(given, match, internal);
  if (Array.isArray(given)) {
    let last: Answer = given.length === 0 ? null : undefined;
    for (const item of given as readonly unknown[]) {
      const found = target(item, match, conditions, internal, depth + 1);
      if (found === undefined) continue;
      last = found;
      if (found !== null && found !== 'invalid') return found;
    }
    return last;
  }
  if (!isTable(given)) return 'invalid';
  const keys = Object.keys(given);
  // Numbers would come before what is written above them.
  if (keys.some((key) => /^(0|[1-9]\d{0,9})$/.test(key))) return 'invalid';
  for (const key of keys) {
    if (key !== 'default' && !conditions.has(key)) continue;
    const found = target(given[key], match, conditions, internal, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Parts that would leave the package, or reach into another. */
const INVALID_PART =
  /(^|[\\/])((\.|%2e)(\.|%2e)?|(n|%6e|%4e)(o|%6f|%4f)(d|%64|%44)(e|%65|%45)(_|%5f)(m|%6d|%4d)(o|%6f|%4f)(d|%64|%44)(u|%75|%55)(l|%6c|%4c)(e|%65|%45)(s|%73|%53))?([\\/]|$)/i;

function textTarget(given: string, match: Match, internal: boolean): Answer {
  const filled = match === undefined ? given : given.replaceAll('*', () => match.text);
  if (!given.startsWith('./')) {
    // A URL, such as `node:fs`, is none either.
    if (!internal || /^(\.\.\/|\/|[a-z][a-z0-9+.-]*:)/i.test(given)) return 'invalid';
    return { module: filled };
  }
  if (INVALID_PART.test(given.slice(2)) && !isOnlyDoubledSlash(given)) return 'invalid';
  if (match !== undefined && INVALID_PART.test(match.text) && !isOnlyDoubledSlash(match.text)) return 'invalid';
  return { path: filled };
}

/** An empty part is deprecated, not an error. */
function isOnlyDoubledSlash(path: string): boolean {
  return !INVALID_PART.test(
    path
      .replace(/^\.\//, '')
      .replaceAll(/[\\/]{2,}/g, '/')
      .replace(/^\/|\/$/g, ''),
  );
}

function valid(answer: Answer): Target | undefined {
  return answer === null || answer === 'invalid' ? undefined : answer;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
