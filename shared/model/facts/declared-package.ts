import type { Citation } from '../evidence.ts';
import type { FilePackageType } from '../package-types.ts';

/** A licence as it stands in the metadata. */
type Stated = Readonly<{ text: string; cited: Citation }>;

/** A package that one metadata file states whole: gemspec, R DESCRIPTION, Composer, conda, Bitnami. */
export type DeclaredPackageFact = Readonly<{
  kind: 'declared-package';
  type: FilePackageType;
  /** The purl's namespace, e.g. Composer's vendor. */
  namespace: string | null;
  name: string;
  version: string;
  /** Of the purl, e.g. conda's `build`, `channel` and `subdir`. */
  qualifiers: Readonly<Record<string, string>>;
  licences: readonly Stated[];
  details: Readonly<Record<string, string>>;
  /** What it needs to run. `name` is `namespace/name` where the type has namespaces; `stated` the versions it accepts. */
  requires: readonly Readonly<{ name: string; stated: string }>[];
  /** Where the metadata say that it is installed, or its files are, as written; compose knows what that is relative to. */
  places: readonly string[];
  cited: Citation;
}>;
