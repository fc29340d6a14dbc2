import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder that is made once per machine and recipe, and read by every later run.
 *
 * It lies in the temp folder under a name with the hash of the recipe files, appears complete or not at all (made beside its
 * place, then renamed), and is never written again. Who needs one that another process is making waits for it.
 *
 * @param recipes files and folders whose content decides what is made
 * @param make fills the folder; may run for minutes
 */
export function cachedFolder(name: string, recipes: readonly string[], make: (folder: string) => void): string {
  const hash = createHash('sha256');
  for (const file of recipes.flatMap(filesOf)) hash.update(readFileSync(file)).update('\0');
  const folder = join(tmpdir(), `stellaops-e2e-${name}-${hash.digest('hex').slice(0, 16)}`);
  using _lock = holdLock(`${folder}.lock`, () => existsSync(folder));
  if (existsSync(folder)) return folder;
  removeOldDrafts(name);
  const draft = `${folder}.${randomUUID()}`;
  const started = performance.now();
  mkdirSync(draft);
  try {
    make(draft);
    renameOnce(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  console.log(`made ${name} in ${Math.round((performance.now() - started) / 1000)} s`);
  return folder;
}

/**
 * Waits until no living process holds the lock, or it is not needed any more, then takes it.
 *
 * @param path a file that holds the number of the process
 */
function holdLock(path: string, isDone: () => boolean): Disposable {
  while (!isDone()) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isLeftBehind(path)) rmSync(path, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
  return { [Symbol.dispose]: () => undefined };
}

function isLeftBehind(lock: string): boolean {
  try {
    // Empty for the moment between being made and being written.
    const owner = Number(readFileSync(lock, 'latin1'));
    if (owner > 0) process.kill(owner, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** What runs that were killed left behind; no draft is worked at for an hour. */
function removeOldDrafts(name: string): void {
  for (const entry of readdirSync(tmpdir())) {
    if (!entry.startsWith(`stellaops-e2e-${name}-`) || !entry.includes('.')) continue;
    const draft = join(tmpdir(), entry);
    if (Date.now() - statSync(draft).mtimeMs > 3_600_000) rmSync(draft, { recursive: true, force: true });
  }
}

function renameOnce(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesOf(join(path, name)));
}
