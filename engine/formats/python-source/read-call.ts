import { foldText } from './fold-text.ts';
import type { PlacedRequest, SyntaxNode } from './types.ts';

/** Functions that load what they are given by name. Two in one file under one name are taken for the well-known one. */
const LOADERS: ReadonlySet<string> = new Set(['import_module', '__import__', 'run_module']);
/** Functions that load what is registered or found elsewhere: only a run tells. */
const OPAQUE: ReadonlySet<string> = new Set([
  'load_entry_point',
  'iter_entry_points',
  'entry_points',
  'run_path',
  'spec_from_file_location',
  'exec_module',
  'load_module',
]);
const EXTENDERS: ReadonlySet<string> = new Set(['extend_path', 'declare_namespace']);

/** Texts without one of these words have no call that {@link readCall} would know. */
export const CALL_WORDS = new RegExp(`\\b(${[...LOADERS, ...OPAQUE, ...EXTENDERS].join('|')})\\b`);

/**
 * The request of one call; undefined when it is none.
 *
 * @param aliases other names of `import_module` in this file
 */
export function readCall(node: SyntaxNode, text: string, aliases: ReadonlySet<string>): PlacedRequest | undefined {
  const callee = node.firstChild;
  const word = callee?.name === 'MemberExpression' ? callee.lastChild : callee;
  if (word?.name !== 'VariableName' && word?.name !== 'PropertyName') return undefined;
  const written = text.slice(word.from, word.to);
  const how = aliases.has(written) ? 'import_module' : written;
  const request = (specifier: string | null): PlacedRequest => ({ specifier, how, at: node.from });
  if (EXTENDERS.has(how)) return { specifier: '', how: 'extend_path', at: node.from };
  if (OPAQUE.has(how)) return request(null);
  if (!LOADERS.has(how)) return undefined;
  const given = readArguments(node.lastChild, text);
  const name = foldText(
    given.get('name') ?? given.get(how === 'run_module' ? 'mod_name' : '0') ?? given.get('0') ?? null,
    text,
  );
  if (name === undefined || !/^\.*[^\s./]+(\.[^\s./]+)*$/.test(name)) return request(null);
  if (how === '__import__') return request(dots(given.get('level') ?? given.get('4'), text, name));
  if (!name.startsWith('.')) return request(name);
  const anchor = given.get('package') ?? given.get('1');
  // `__name__ + '.x'` folds to `.x` without an anchor.
  if (!anchor || anchor.name === 'VariableName') return request(name);
  const base = foldText(anchor, text);
  return request(base !== undefined && /^\.[^.]/.test(name) ? base + name : null);
}

function dots(level: SyntaxNode | undefined, text: string, name: string): string | null {
  if (!level) return name;
  const count = /^\d$/.exec(text.slice(level.from, level.to));
  return count ? '.'.repeat(Number(count[0])) + name : null;
}

/** Arguments by position and by name. */
function readArguments(list: SyntaxNode | null, text: string): Map<string, SyntaxNode> {
  const given = new Map<string, SyntaxNode>();
  let position = 0;
  let name: string | undefined;
  for (let child = list?.firstChild ?? null; child && given.size < 8; child = child.nextSibling) {
    if (/^[(),]$|^Comment$/.test(child.name)) continue;
    if (child.nextSibling?.name === 'AssignOp') name = text.slice(child.from, child.to);
    else if (child.name !== 'AssignOp') {
      given.set(name ?? String(position++), child);
      name = undefined;
    }
  }
  return given;
}
