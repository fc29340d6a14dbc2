import type { Citation } from './evidence.ts';
import type { CargoAuditFact, CargoTraceFact } from './facts/cargo.ts';
import type { DeclaredPackageFact } from './facts/declared-package.ts';
import type { DotnetAssemblyFact, DotnetDepsFact, DotnetRuntimeConfigFact } from './facts/dotnet.ts';
import type { GoBuildFact, GoMarkersFact } from './facts/go.ts';
import type { JavaArchiveFact } from './facts/java.ts';
import type { MachoFact } from './facts/macho.ts';
import type { ElfFact } from './facts/native.ts';
import type { NodePackageFact } from './facts/node.ts';
import type { PeFact } from './facts/pe.ts';
import type { PythonFilesFact, PythonInstallerFact, PythonMetadataFact, PythonOriginFact } from './facts/python.ts';
import type { OsPackageType } from './package-types.ts';
import type { RootPath } from './root-path.ts';

/** A file that a package's metadata lists as its own. Directories are listed by dpkg without saying so. */
export type OwnedFile = Readonly<{
  path: RootPath;
  digest?: Readonly<{ alg: 'md5' | 'sha1' | 'sha256' | 'sha512'; hex: string }>;
  /** The package owns the name but did not install a file (rpm's %ghost, a state of "not installed"). */
  optional?: true;
}>;

/** A declared licence, as it stands in the metadata. */
export type LicenceText = Readonly<{ text: string; cited: Citation }>;

/** One row of an OS package database, uninterpreted but for names. All strings are byte strings decoded as UTF-8. */
export type PackageFact = Readonly<{
  kind: 'package';
  type: OsPackageType;
  name: string;
  /** As the package manager prints it; a non-zero rpm epoch and a deb epoch in front: `1:2.3-4`. */
  version: string;
  /** null where the row states none. */
  arch: string | null;
  source: Readonly<{ name: string; version: string }> | null;
  /** dpkg's third status word; `installed` where the database knows no states. */
  state: string;
  licence: LicenceText | null;
  /** Further stated facts by their property name in `engine/emit/properties.ts`, e.g. `epoch`, `release`, `vendor`. */
  details: Readonly<Record<string, string>>;
  /** Files listed in the row itself (apk, rpm). dpkg lists them in files of their own: see {@link FileListFact}. */
  files: readonly OwnedFile[];
  cited: Citation;
}>;

/** Files of one dpkg package; which package is in the name of the file that lists them. */
export type FileListFact = Readonly<{ kind: 'file-list'; files: readonly OwnedFile[] }>;

/** One dpkg diversion: `contested` is installed at `divertedTo`, unless the owner is `by`. */
export type DiversionFact = Readonly<{
  kind: 'diversion';
  contested: RootPath;
  divertedTo: RootPath;
  by: string | null;
}>;

/** Fields of os-release(5) that name the distribution. */
export type OsReleaseFact = Readonly<{
  kind: 'os-release';
  id: string | null;
  idLike: readonly string[];
  versionId: string | null;
  versionCodename: string | null;
  prettyName: string | null;
  cited: Citation;
}>;

/** Text of a one-line release file such as `/etc/debian_version` or `/etc/alpine-release`. */
export type ReleaseFileFact = Readonly<{ kind: 'release-file'; text: string; cited: Citation }>;

/** A licence stated in a machine-readable Debian copyright file (DEP-5). */
export type LicenceFact = Readonly<{ kind: 'licence'; text: string; cited: Citation }>;

/** Everything that an analyzer may say. */
export type Fact =
  | PackageFact
  | FileListFact
  | DiversionFact
  | OsReleaseFact
  | ReleaseFileFact
  | LicenceFact
  | DeclaredPackageFact
  | CargoAuditFact
  | CargoTraceFact
  | ElfFact
  | DotnetAssemblyFact
  | DotnetDepsFact
  | DotnetRuntimeConfigFact
  | GoBuildFact
  | GoMarkersFact
  | JavaArchiveFact
  | MachoFact
  | NodePackageFact
  | PeFact
  | PythonFilesFact
  | PythonInstallerFact
  | PythonMetadataFact
  | PythonOriginFact;
