import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test file: fresh data folders and copies of images; removed by its owner. */
export class WorkFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'stellaops-truth-'));
  #count = 0;

  /** A new, empty folder. */
  fresh(name = 'data'): string {
    const folder = join(this.path, `${name}-${++this.#count}`);
    mkdirSync(folder);
    return folder;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
