import type { Component } from '#shared/model/component.ts';

/** What of a component's key names it, and what of it only describes it. */
export type Identity = Readonly<{
  /** purl without version and without qualifiers that describe; `bin/<name>` and the like for what has no purl. */
  identity: string;
  /** Qualifiers that describe, as they stand in the purl; of the distribution apart, which is the image's. */
  qualifiers: string;
}>;

/** Qualifiers that are part of the identity, by type; `epoch` is part of the version. */
const NAMING: Readonly<Record<string, readonly string[]>> = { maven: ['arch', 'classifier', 'type'] };
const NAMING_ELSE = ['arch'];
const NOT_COMPARED = ['distro', 'epoch'];

/**
 * Splits a key into identity and description (contracts §3).
 *
 * Keys are canonical purls: an `@` in them starts the version, and nothing else, so they need no parsing. A diff of large images
 * does this a hundred thousand times.
 */
export function identify({ key, type, name, arch }: Component): Identity {
  if (!key.startsWith('pkg:'))
    return { identity: `${type}/${name}${arch === null ? '' : `?arch=${arch}`}`, qualifiers: '' };
  const hash = key.indexOf('#');
  const subpath = hash < 0 ? '' : key.slice(hash);
  const beforeSubpath = hash < 0 ? key : key.slice(0, hash);
  const mark = beforeSubpath.indexOf('?');
  const beforeQualifiers = mark < 0 ? beforeSubpath : beforeSubpath.slice(0, mark);
  const at = beforeQualifiers.indexOf('@');
  const named = at < 0 ? beforeQualifiers : beforeQualifiers.slice(0, at);
  if (mark < 0) return { identity: named + subpath, qualifiers: '' };
  let naming = '';
  let describing = '';
  const known = NAMING[type] ?? NAMING_ELSE;
  for (let from = mark + 1; from < beforeSubpath.length;) {
    const end = beforeSubpath.indexOf('&', from);
    const pair = beforeSubpath.slice(from, end < 0 ? undefined : end);
    const qualifier = pair.slice(0, pair.indexOf('='));
    if (known.includes(qualifier)) naming += `${naming === '' ? '?' : '&'}${pair}`;
    else if (!NOT_COMPARED.includes(qualifier)) describing += `${describing === '' ? '' : '&'}${pair}`;
    from += pair.length + 1;
  }
  return { identity: named + naming + subpath, qualifiers: describing };
}

/** The version that is compared: with the epoch; of a file that nothing names, its digest. */
export function comparedVersion({ type, key, version }: Component): string | null {
  return type === 'bin' ? key.slice('bin:'.length) : version;
}
