import type { Component } from '#shared/model/component.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { ComposeInput } from './input.ts';
import type { Ownership } from './ownership.ts';

/** What composers of file-based packages join: the tree, the facts by file, and who owns what. */
export type FilePackageContext = Readonly<{
  input: ComposeInput;
  /** Packages of the operating system have claimed their files already. A composer claims those of its own. */
  ownership: Ownership;
  /** Files of the final tree with facts of this kind, in path order; hard links of one file each come on their own. */
  filesWith: <K extends Fact['kind']>(kind: K) => readonly FileFacts<K>[];
}>;

/** A fact of some kind. */
export type FactOf<K extends Fact['kind']> = Extract<Fact, Readonly<{ kind: K }>>;

/** One file with what analyzers stated about its content. */
export type FileFacts<K extends Fact['kind']> = Readonly<{
  file: TreeNode;
  facts: readonly Readonly<{ fact: FactOf<K>; analyzer: string }>[];
}>;

/** Components, and the files whose bytes state each: a package that owns one of them `installs` the component. */
export type ComposedFilePackage = Readonly<{ component: Component; statedBy: readonly TreeNode[] }>;

/** Joins the facts of one ecosystem. Pure; keys need not be unique, equal ones are merged afterwards. */
export type FilePackageComposer = (context: FilePackageContext) => readonly ComposedFilePackage[];
