import type { PlacedRequest, SyntaxNode } from './types.ts';

type Name = { text: string; at: number };

/** Requests of one `import` or `from` statement; none for one that the grammar could not read to its end. */
export function readImportStatement(node: SyntaxNode, text: string): PlacedRequest[] {
  let dots = '';
  let names: Name[] = [];
  let module: string | undefined;
  let isFrom = false;
  let isStar = false;
  let isAlias = false;
  /** The next name continues the last one. */
  let joins = false;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const { name, from, to } = child;
    if (child.type.isError) return [];
    if (name === 'VariableName') {
      const last = names.at(-1);
      if (isAlias) isAlias = false;
      else if (joins && last) last.text += `.${text.slice(from, to)}`;
      else names.push({ text: text.slice(from, to), at: from });
      joins = false;
    } else if (name === 'from') isFrom = true;
    else if (name === '.' && (names.length === 0 || module !== undefined)) dots += '.';
    else if (name === '.') joins = true;
    else if (name === 'Ellipsis') dots += '...';
    else if (name === 'as') isAlias = true;
    else if (name === '*') isStar = true;
    else if (name === 'import' && isFrom) {
      module = dots + (names[0]?.text ?? '');
      names = [];
    }
  }
  if (!isFrom) return names.map(({ text: specifier, at }) => ({ specifier, how: 'import', at }));
  if (module === undefined || module === '') return [];
  if (isStar) return [{ specifier: module, how: 'from *', at: node.from }];
  const base = module.endsWith('.') ? module : `${module}.`;
  return [
    { specifier: module, how: 'from', at: node.from },
    ...names.map((one) => ({ specifier: base + one.text, how: 'from name', at: one.at })),
  ];
}
