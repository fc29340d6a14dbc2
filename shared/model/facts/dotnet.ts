import type { Citation } from '../evidence.ts';

/** A file of a library. `path` as written; `locale` of a satellite assembly. */
export type DotnetAsset = Readonly<{
  path: string;
  kind: 'runtime' | 'native' | 'resources' | 'runtimeTargets';
  locale: string | null;
}>;

/** A library of an application. */
export type DotnetLibrary = Readonly<{
  name: string;
  version: string;
  /** `package`, `project`, `runtimepack`, `reference` and others; what only compilers need has a type of its own. */
  type: string;
  /** `sha512-…` of the package file, empty where none is stated. */
  sha512: string;
  assets: readonly DotnetAsset[];
  dependencies: readonly Readonly<{ name: string; version: string }>[];
  cited: Citation;
}>;

/** What an application consists of: a `deps.json`, on its own or inside a bundle. */
export type DotnetDepsFact = Readonly<{
  kind: 'dotnet-deps';
  /** E.g. `.NETCoreApp,Version=v8.0/linux-x64`. */
  target: string;
  libraries: readonly DotnetLibrary[];
  /** Files of the bundle that it lies in; null for a file of its own. */
  bundled: readonly string[] | null;
}>;

/** Frameworks that an application wants, or has with it: a `runtimeconfig.json`. */
export type DotnetRuntimeConfigFact = Readonly<{
  kind: 'dotnet-runtime-config';
  frameworks: readonly Readonly<{ name: string; version: string }>[];
}>;

/** Who an assembly says it is. Its version is not that of the package which brings it. */
export type DotnetAssemblyFact = Readonly<{
  kind: 'dotnet-assembly';
  name: string;
  version: string;
  culture: string;
  /** 16 hex digits; empty for one without a strong name. */
  publicKeyToken: string;
  /** Of the attributes of the same names; null where there is none. */
  informationalVersion: string | null;
  fileVersion: string | null;
  targetFramework: string | null;
  /** It has no code: compilers read it. */
  isReference: boolean;
  /** `name version`, sorted. */
  references: readonly string[];
  cited: Citation;
}>;
