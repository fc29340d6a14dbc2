import type { AnyNode, Expression, Function as FunctionNode, Pattern } from 'acorn';
import type { Scope, Write } from './scopes.ts';

/** The part of a node that is a name without being used as a value: it is declared, assigned, called or a property's. */
export function declaredOrCalled(node: AnyNode): AnyNode | undefined {
  switch (node.type) {
    case 'VariableDeclarator':
      return node.id.type === 'Identifier' ? node.id : undefined;
    case 'AssignmentExpression':
      return node.left.type === 'Identifier' ? node.left : undefined;
    case 'CallExpression':
      return node.callee.type === 'Identifier' ? node.callee : undefined;
    case 'MemberExpression':
      return node.computed ? undefined : node.property;
    case 'Property':
    case 'MethodDefinition':
      return node.computed || node.key === node.value ? undefined : node.key;
    default:
      return undefined;
  }
}

type Bind = (name: string, write: Write) => void;

/** Names that a pattern binds, each with what it takes of the value. */
export function forEachName(pattern: Pattern, write: Write, scope: Scope, bind: Bind): void {
  switch (pattern.type) {
    case 'Identifier':
      bind(pattern.name, write);
      return;
    case 'AssignmentPattern':
      forEachName(pattern.left, write, scope, bind);
      // The default is one more value; which one it is shows only when it runs.
      forEachName(pattern.left, { kind: 'value', node: pattern.right, scope }, scope, bind);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') forEachName(property.argument, { kind: 'unknown' }, scope, bind);
        else {
          const key = property.computed ? undefined : nameOf(property.key);
          const simple = write.kind === 'value' && write.member === undefined && key !== undefined;
          forEachName(property.value, simple ? { ...write, member: key } : { kind: 'unknown' }, scope, bind);
        }
      }
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) forEachName(element, { kind: 'unknown' }, scope, bind);
      return;
    case 'RestElement':
      forEachName(pattern.argument, { kind: 'unknown' }, scope, bind);
      return;
    case 'MemberExpression':
      return;
    default:
      pattern satisfies never;
  }
}

/** Name of a key or of an imported or exported name. */
export function nameOf(key: AnyNode): string {
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
}

/** Property of `a.b` and `a['b']`. */
export function memberName(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : undefined;
}

export function isFunction(node: AnyNode): node is Extract<Expression, FunctionNode> {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

export function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
