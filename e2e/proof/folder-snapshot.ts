import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** One line per path of a folder: type, mode, size, time and, for small files, content. `except` names what is left out at the top. */
export function snapshot(folder: string, except: readonly string[] = []): string[] {
  const lines: string[] = [];
  const walk = (at: string): void => {
    for (const name of readdirSync(join(folder, at)).sort()) {
      const path = at === '' ? name : `${at}/${name}`;
      if (except.includes(path)) continue;
      const full = join(folder, path);
      const stats = lstatSync(full);
      const content = stats.isSymbolicLink()
        ? readlinkSync(full)
        : stats.isFile() && stats.size < 1 << 20
          ? createHash('sha256').update(readFileSync(full)).digest('hex')
          : '';
      lines.push(`${path} ${stats.mode} ${stats.isDirectory() ? '' : `${stats.size} ${stats.mtimeMs}`} ${content}`);
      if (stats.isDirectory()) walk(path);
    }
  };
  walk('');
  return lines;
}
