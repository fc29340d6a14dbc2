/** Types of packages that the operating system's package manager keeps in a database. */
export const OS_PACKAGE_TYPES = ['deb', 'rpm', 'apk', 'alpm', 'opkg'] as const;

/** Types of packages that lie in the tree as files with metadata of their own, or are built into a file. */
export const FILE_PACKAGE_TYPES = [
  'maven',
  'npm',
  'pypi',
  'golang',
  'nuget',
  'cargo',
  'composer',
  'gem',
  'conda',
  'cran',
  'bitnami',
  'generic',
] as const;

/** Also the purl type, `opkg` apart, which is not registered. */
export type OsPackageType = (typeof OS_PACKAGE_TYPES)[number];

/** Also the purl type. */
export type FilePackageType = (typeof FILE_PACKAGE_TYPES)[number];

export function isOsPackageType(type: string): type is OsPackageType {
  return OS_PACKAGE_TYPES.some((known) => known === type);
}
