import { foldText } from './fold-text.ts';
import type { PlacedRequest, SyntaxNode } from './types.ts';

const CHANGES = /^(?:sys\.path\.(insert|append)|site\.(addsitedir))$/;
/** Functions that make the same path of a path. */
const SAME: ReadonlySet<string> = new Set([
  'abspath',
  'realpath',
  'normpath',
  'str',
  'Path',
  'fspath',
  'resolve',
  'absolute',
]);

/** Texts without one of these have no call that {@link readPathChange} would know. */
export const PATH_WORDS = /\bsys\.path\.(?:insert|append)\b|\bsite\.addsitedir\b/;

/**
 * A call that puts a folder on `sys.path`; undefined when it is none.
 *
 * The specifier is a path, which may begin with `__file__`; null: known only when it runs.
 */
export function readPathChange(node: SyntaxNode, text: string): PlacedRequest | undefined {
  const callee = node.firstChild;
  if (callee?.name !== 'MemberExpression') return undefined;
  const change = CHANGES.exec(text.slice(callee.from, callee.to));
  if (!change) return undefined;
  const given = argumentsOf(node.lastChild);
  const path = foldPath(given[change[1] === 'insert' ? 1 : 0], text, 0);
  const isFirst = change[1] === 'insert' && text.slice(given[0]?.from, given[0]?.to) === '0';
  return { specifier: path ?? null, how: isFirst ? 'path first' : 'path last', at: node.from };
}

/** `os.path.join(os.path.dirname(os.path.abspath(__file__)), 'lib')` is `__file__/../lib`, as is `str(Path(__file__).parent / 'lib')`. */
function foldPath(node: SyntaxNode | null | undefined, text: string, depth: number): string | undefined {
  // Real ones nest below 10.
  if (!node || depth > 16) return undefined;
  const written = text.slice(node.from, node.to);
  if (node.name === 'VariableName') return written === '__file__' ? written : undefined;
  if (node.name === 'String') return foldText(node, text);
  if (node.name === 'ParenthesizedExpression') return foldPath(node.firstChild?.nextSibling, text, depth + 1);
  if (node.name === 'MemberExpression') {
    const base = node.lastChild?.name === 'PropertyName' && written.endsWith('.parent') ? node.firstChild : undefined;
    return join(foldPath(base, text, depth + 1), '..');
  }
  if (node.name === 'BinaryExpression') {
    const operator = node.firstChild?.nextSibling;
    if (!operator || text.slice(operator.from, operator.to) !== '/') return undefined;
    return join(foldPath(node.firstChild, text, depth + 1), foldPath(node.lastChild, text, depth + 1));
  }
  if (node.name !== 'CallExpression' || !node.firstChild) return undefined;
  const callee = node.firstChild;
  const word = callee.name === 'MemberExpression' ? callee.lastChild : callee;
  const name = word ? text.slice(word.from, word.to) : '';
  const given = argumentsOf(node.lastChild);
  if (name === 'dirname') return join(foldPath(given[0], text, depth + 1), '..');
  if (name === 'join' && given.length > 0)
    return given.map((one) => foldPath(one, text, depth + 1)).reduce((left, right) => join(left, right));
  if (!SAME.has(name)) return undefined;
  // A method of a path, or a function of one.
  return foldPath(given[0] ?? (callee.name === 'MemberExpression' ? callee.firstChild : null), text, depth + 1);
}

function join(left: string | undefined, right: string | undefined): string | undefined {
  if (left === undefined || right === undefined) return undefined;
  return right.startsWith('/') ? right : `${left}/${right}`;
}

function argumentsOf(list: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = list?.firstChild ?? null; child && found.length < 8; child = child.nextSibling)
    if (!/^[(),]$|^Comment$/.test(child.name)) found.push(child);
  return found;
}
