import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './project-files.ts';

type LockFile = { readonly packages: Record<string, { gypfile?: boolean }> };

/**
 * Packages that bring binaries say `"gypfile": false`, but npm leaves that out of the lock file. npm 10 goes by the lock file alone,
 * would compile them, and fail where there is no compiler. Run this file to write it in.
 *
 * @param manifestOf the package.json of an installed package, by its place in the lock file; undefined where it is not installed
 */
export function lockFile(lock: LockFile, manifestOf: (place: string) => { gypfile?: boolean } | undefined): Finding[] {
  return Object.entries(lock.packages).flatMap(([place, entry]): Finding[] => {
    if (place === '' || entry.gypfile === false || manifestOf(place)?.gypfile !== false) return [];
    return [
      { level: 'error', path: 'package-lock.json', text: `${place}: run node engine/testing/rules/lock-file.ts` },
    ];
  });
}

/** {@link lockFile} for the project in a folder. */
export function checkLockFile(root: string): Finding[] {
  return lockFile(readJson(join(root, 'package-lock.json')) as LockFile, manifests(root));
}

function manifests(root: string): (place: string) => { gypfile?: boolean } | undefined {
  return (place) => {
    try {
      return readJson(join(root, place, 'package.json')) as { gypfile?: boolean };
    } catch {
      // A package for another platform, or nothing is installed: then there is nothing to compare with.
      return undefined;
    }
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '../../..');
  const file = join(root, 'package-lock.json');
  const lock = readJson(file) as LockFile;
  const manifestOf = manifests(root);
  for (const [place, entry] of Object.entries(lock.packages))
    if (place !== '' && manifestOf(place)?.gypfile === false) entry.gypfile = false;
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
