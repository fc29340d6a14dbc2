/** What a scheme prefix says that the path holds. `any`: there was none, the content decides. */
export type WantedKind = 'any' | 'docker-archive' | 'oci-archive' | 'oci-layout' | 'directory';

export type Reference =
  | Readonly<{ kind: WantedKind; rest: string }>
  /** A registry or an engine: nothing that lies on this machine's disk. */
  | Readonly<{ kind: 'network'; scheme: string }>;

const LOCAL: Readonly<Record<string, WantedKind>> = {
  'docker-archive': 'docker-archive',
  'oci-archive': 'oci-archive',
  oci: 'oci-layout',
  'oci-dir': 'oci-layout',
  dir: 'directory',
};

const NETWORK = new Set([
  'containerd',
  'containers-storage',
  'docker',
  'docker-daemon',
  'http',
  'https',
  'podman',
  'registry',
]);

/** Splits off a known scheme prefix; what has none is a path (contracts §2, REF). */
export function parseReference(ref: string): Reference {
  const scheme = /^([a-z][a-z-]*):/.exec(ref)?.[1] ?? '';
  const kind = Object.hasOwn(LOCAL, scheme) ? LOCAL[scheme] : undefined;
  if (kind !== undefined) return { kind, rest: ref.slice(scheme.length + 1) };
  return NETWORK.has(scheme) ? { kind: 'network', scheme } : { kind: 'any', rest: ref };
}

/**
 * Ways to read `path[:tag]`, `path[:@N]` and `path[@digest]` behind a scheme prefix, as other tools write them: the whole text
 * is a path, or what follows one of its separators selects an image. File names may have colons, so the file system decides.
 */
export function pathReadings(rest: string): { path: string; selector: string | undefined }[] {
  const readings: { path: string; selector: string | undefined }[] = [{ path: rest, selector: undefined }];
  for (let i = 1; i < rest.length - 1; i++) {
    const c = rest[i];
    if (c === ':' || (c === '@' && rest[i - 1] !== ':'))
      readings.push({ path: rest.slice(0, i), selector: rest.slice(i + 1) });
  }
  return readings;
}
