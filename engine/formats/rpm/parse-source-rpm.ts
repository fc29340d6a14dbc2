/** What a source package is called. */
export type SourceRpm = Readonly<{ name: string; version: string; release: string }>;

/**
 * Splits the file name of a source package, `name-version-release.src.rpm` (or `.nosrc.rpm`), at its last two hyphens:
 * neither a version nor a release can contain one.
 *
 * @returns undefined for anything of another form
 */
export function parseSourceRpm(fileName: string): SourceRpm | undefined {
  const stem = /^(.*)[.](?:no)?src[.]rpm$/s.exec(fileName)?.[1];
  return stem === undefined ? undefined : splitNvr(stem);
}

/**
 * Splits `name-[epoch:]version-release` (tag SOURCENEVR). The epoch stays in front of the version.
 *
 * @returns undefined for anything of another form
 */
export function splitNvr(nvr: string): SourceRpm | undefined {
  const beforeRelease = nvr.lastIndexOf('-');
  const beforeVersion = nvr.lastIndexOf('-', beforeRelease - 1);
  if (beforeVersion <= 0 || beforeRelease - beforeVersion < 2 || beforeRelease + 1 === nvr.length) return undefined;
  return {
    name: nvr.slice(0, beforeVersion),
    version: nvr.slice(beforeVersion + 1, beforeRelease),
    release: nvr.slice(beforeRelease + 1),
  };
}
