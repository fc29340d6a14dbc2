import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Electron's program, if it is really there and there is a screen for it. The package itself is never loaded: where the program
 * is missing, that would start a download.
 */
export function findElectron(root: string, env: Environment, platform: NodeJS.Platform): string | undefined {
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return undefined;
  const folder = join(root, 'node_modules/electron');
  const given = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const name = readLine(join(folder, 'path.txt')) ?? (given ? 'electron' : undefined);
  if (name === undefined) return undefined;
  const program = join(given || join(folder, 'dist'), name);
  return existsSync(program) ? program : undefined;
}

function readLine(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
