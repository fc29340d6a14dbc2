import parse from 'spdx-expression-parse';

/** The longest expressions of real distributions are below 2 KiB; the parser's time grows with the square. */
const MAX_LENGTH = 8192;

/**
 * A declared licence as an SPDX expression in canonical form (single spaces, upper-case operators, only needed parentheses).
 *
 * The text must parse as it stands: identifiers are matched exactly against the SPDX lists. Nothing is mapped. The short names
 * of Debian (`GPL-2+`), old Fedora (`GPLv2+`, `ASL 2.0`) and old Alpine (`GPL2 LGPL2`) have no table here, because their authors
 * used one name for several SPDX licences; such a licence stays raw text.
 *
 * @returns null where it is not an expression
 */
export function spdxExpression(text: string): string | null {
  // The parser takes an operator that sticks to the next word (`MIT ORacle`), which the grammar does not.
  if (text.length > MAX_LENGTH || /(^|[\s()])(and|or|with)(?![\s(])/i.test(text)) return null;
  try {
    return write(parse(text), false);
  } catch {
    // The parser's only way to say "no", a stack overflow by ten thousand parentheses included.
    return null;
  }
}

type Expression = ReturnType<typeof parse>;

function write(node: Expression, insideAnd: boolean): string {
  if ('license' in node) {
    const plus = node.plus === true ? '+' : '';
    return `${node.license}${plus}${node.exception === undefined ? '' : ` WITH ${node.exception}`}`;
  }
  const isAnd = node.conjunction === 'and';
  const text = `${write(node.left, isAnd)} ${node.conjunction.toUpperCase()} ${write(node.right, isAnd)}`;
  return insideAnd && !isAnd ? `(${text})` : text;
}
