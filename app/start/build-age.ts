import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a build is made from; tests are no part of it. */
const SOURCES = ['app', 'engine', 'renderer', 'shared', 'package-lock.json', 'vite.config.ts'];
const NO_SOURCE = /(^|\/)(testing|testdata|fixtures)$|[.](test|md)[.a-z]*$/;
/** One file of each part of a build. */
const OUTPUTS = ['engine/cli.js', 'engine/desktop.js', 'renderer/index.html', 'app/main.cjs', 'app/preload.cjs'];

/** Is there a whole build in `dist` that no source is newer than? */
export function isBuilt(root: string): boolean {
  const built = Math.min(...OUTPUTS.map((path) => changedAtMs(join(root, 'dist', path)) ?? 0));
  return SOURCES.every((path) => newest(join(root, path)) <= built);
}

/** When the newest file in a folder was changed, in ms; 0 if there is none. */
function newest(path: string): number {
  let entries: Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch {
    return changedAtMs(path) ?? 0;
  }
  const times = entries.filter(({ name }) => !NO_SOURCE.test(name)).map((entry) => newest(join(path, entry.name)));
  return Math.max(0, ...times);
}

function changedAtMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
