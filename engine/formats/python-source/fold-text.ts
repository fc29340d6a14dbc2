import type { SyntaxNode } from './types.ts';

/** Escapes that a module name could be written with; others are left as they are, and name no module. */
const SIMPLE = /^[urbURB]{0,2}(?:'''([^\\]*)'''|"""([^\\]*)"""|'([^\\\n]*)'|"([^\\\n]*)")$/;
/** Names whose value is that of the module or package that a file is. */
const OWN_NAMES: ReadonlySet<string> = new Set(['__name__', '__package__']);

/**
 * Value of a constant expression: strings, concatenations of strings, and `__name__ + '.x'`, which is `.x`.
 *
 * @returns undefined: known only when it runs
 */
export function foldText(node: SyntaxNode | null, text: string): string | undefined {
  if (node === null) return undefined;
  if (node.name === 'String') return literal(text.slice(node.from, node.to));
  if (node.name === 'ParenthesizedExpression') return foldText(node.firstChild?.nextSibling ?? null, text);
  if (node.name === 'ContinuedString') {
    let value = '';
    for (let child = node.firstChild; child; child = child.nextSibling) {
      const piece = child.name === 'String' ? literal(text.slice(child.from, child.to)) : undefined;
      if (piece === undefined) return undefined;
      value += piece;
    }
    return value;
  }
  if (node.name === 'FormatString') return foldFormat(text.slice(node.from, node.to));
  if (node.name !== 'BinaryExpression') return undefined;
  const [left, operator, right] = [node.firstChild, node.firstChild?.nextSibling, node.lastChild];
  if (!left || !operator || text.slice(operator.from, operator.to) !== '+') return undefined;
  const tail = foldText(right, text);
  if (tail === undefined) return undefined;
  if (left.name === 'VariableName' && OWN_NAMES.has(text.slice(left.from, left.to)))
    return /^\.[^.]/.test(tail) ? tail : undefined;
  // Concatenations nest to the left: without a bound, a long one would recurse as deep.
  const head = left.name === 'BinaryExpression' ? undefined : foldText(left, text);
  return head === undefined ? undefined : head + tail;
}

/** The texts of a list or tuple of strings; undefined for anything else in it. */
export function foldTexts(node: SyntaxNode | null, text: string): string[] | undefined {
  if (node?.name !== 'ArrayExpression' && node?.name !== 'TupleExpression') return undefined;
  const texts: string[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (/^[([\])]$|^,$|^Comment$/.test(child.name)) continue;
    const value = foldText(child, text);
    if (value === undefined) return undefined;
    texts.push(value);
  }
  return texts;
}

/** Pairs of a dictionary of strings; those of other values are left out. */
export function foldPairs(node: SyntaxNode | null, text: string): [string, string][] {
  const pairs: [string, string][] = [];
  if (node?.name !== 'DictionaryExpression') return pairs;
  for (let colon = node.firstChild; colon; colon = colon.nextSibling) {
    if (colon.name !== ':') continue;
    const key = foldText(colon.prevSibling, text);
    const value = foldText(colon.nextSibling, text);
    if (key !== undefined && value !== undefined) pairs.push([key, value]);
  }
  return pairs;
}

function literal(source: string): string | undefined {
  const found = SIMPLE.exec(source);
  return found?.slice(1).find((piece) => piece !== undefined);
}

function foldFormat(source: string): string | undefined {
  return /^[fF](['"])\{(?:__name__|__package__)\}(\.[\w.]+)\1$/.exec(source)?.[2];
}
