import type { Citation } from '../evidence.ts';

/** What a `package.json` states of its package. Whether it is an installed one is in the path, which compose knows. */
export type NodePackageFact = Readonly<{
  kind: 'node-package';
  /** With its scope: `@scope/name`. */
  name: string;
  version: string;
  licences: readonly Readonly<{ text: string; cited: Citation }>[];
  details: Readonly<Record<string, string>>;
  /** What it needs to run: dependencies, optional and peer ones, as written. */
  requires: readonly Readonly<{ name: string; stated: string }>[];
  cited: Citation;
}>;
