import { normalisePath, type RootPath } from '#shared/model/root-path.ts';

/** `relative` as seen from the folder `from`; undefined where it leaves the root. */
export function placeFrom(from: string, relative: string): RootPath | undefined {
  const parts = relative.startsWith('/') ? [] : from.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return normalisePath(parts.join('/'));
}
