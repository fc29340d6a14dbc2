import type { SyntaxNode } from './types.ts';

/** Is a branch's body run: always, never, or only when the program runs does it show? */
export type BranchMode = 'always' | 'never' | 'perhaps';

/** Modes of the bodies of an `if` statement, by the offset at which each begins. */
export function branchesOf(node: SyntaxNode, text: string): Map<number, BranchMode> {
  const modes = new Map<number, BranchMode>();
  let condition: boolean | undefined;
  let isDecided = false;
  let isOpen = false;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === 'Body') {
      modes.set(child.from, isDecided || condition === false ? 'never' : condition && !isOpen ? 'always' : 'perhaps');
      if (condition === true) isDecided = true;
      if (condition === undefined) isOpen = true;
    } else if (child.name === 'else') condition = true;
    else if (child.name === 'if' || child.name === 'elif') condition = undefined;
    else if (child.name !== 'Comment') condition = constant(text.slice(child.from, child.to));
  }
  return modes;
}

/** Conditions that no run decides otherwise: a type checker's alone, and literals. */
function constant(condition: string): boolean | undefined {
  if (/^(\w+\.)?TYPE_CHECKING$|^(False|0|None)$/.test(condition)) return false;
  return /^not\s+(\w+\.)?TYPE_CHECKING$|^(True|1)$/.test(condition) ? true : undefined;
}
