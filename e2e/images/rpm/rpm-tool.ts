import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A back end as rpm's `_db_backend` names it, and the file that shows that rpm wrote it. */
export const BACK_ENDS = { sqlite: 'rpmdb.sqlite', ndb: 'Packages.db', bdb: 'Packages' } as const;
export type BackEnd = keyof typeof BACK_ENDS;

/** Folder that goes away with its owner. */
export class TempFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'rpm-truth-'));

  /** A new, empty folder inside. */
  folder(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/**
 * Runs a program and gives what it printed, as a byte string.
 *
 * @throws Error with a sentence for people when it is not installed or fails
 */
export function run(program: string, args: readonly string[], options: { input?: Buffer; home?: string } = {}): string {
  const result = spawnSync(program, args, {
    input: options.input,
    maxBuffer: 1 << 30,
    // Macros of whoever runs this must not change what rpm does.
    env: { PATH: process.env['PATH'], HOME: options.home ?? '/nonexistent', LC_ALL: 'C.UTF-8' },
  });
  if (result.error !== undefined)
    throw new Error(
      `Cannot run ${program}: ${result.error.message}. These tests need rpm, rpmdb and rpmbuild (Debian: rpm) and perl.`,
    );
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${result.status}: ${result.stderr.toString()}`);
  return result.stdout.toString('latin1');
}

/** Which back ends this rpm writes: for one that it does not know it only warns, so what counts is the file. */
export function writableBackEnds(temp: TempFolder): BackEnd[] {
  return (Object.keys(BACK_ENDS) as BackEnd[]).filter((backEnd) => {
    const db = temp.folder(`probe-${backEnd}`);
    try {
      run('rpmdb', ['--define', `_db_backend ${backEnd}`, '--dbpath', db, '--initdb']);
    } catch (error) {
      // An rpm that refuses the back end cannot write it; one that is not there must be told.
      if (String(error).includes('Cannot run')) throw error;
    }
    return readdirSync(db).includes(BACK_ENDS[backEnd]);
  });
}
