/**
 * The full form of an image name, as engines compare them: `alpine` → `docker.io/library/alpine:latest`.
 * The first part is a host if it has a dot, a colon or an upper-case letter, or is `localhost`.
 *
 * @returns undefined for a name with a digest, or with an empty part
 */
export function fullImageName(name: string): string | undefined {
  if (name.includes('@') || /(^|[/:])([/:]|$)/.test(name)) return undefined;
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasHost = /[.:A-Z]/.test(first) || first === 'localhost';
  const host = !hasHost || first === 'index.docker.io' ? 'docker.io' : first;
  let path = hasHost ? name.slice(slash + 1) : name;
  const colon = path.lastIndexOf(':');
  const tagged = colon > path.lastIndexOf('/');
  const tag = tagged ? path.slice(colon + 1) : 'latest';
  if (tagged) path = path.slice(0, colon);
  if (host === 'docker.io' && !path.includes('/')) path = `library/${path}`;
  return `${host}/${path}:${tag}`;
}

/** Layouts may name an image by a tag alone; that is no repository, so it has no full form. */
export function isBareTag(name: string): boolean {
  return !/[/:]/.test(name);
}
