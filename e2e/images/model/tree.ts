import type { TreeRow } from '../gather/tree-row.ts';

/** An unpacked tree by path, and how names resolve in it. */
export class Tree {
  readonly rows: ReadonlyMap<string, TreeRow>;

  constructor(rows: readonly TreeRow[]) {
    this.rows = new Map(rows.map((row) => [row.path, row]));
  }

  /** Where a name leads when symlinks in its *parent* are followed inside the root; the last part is kept. */
  locate(name: string): string {
    const parts = name.split('/').filter((part) => part !== '');
    const last = parts.pop();
    const parent = this.#follow(parts);
    return last === undefined ? '' : parent === '' ? last : `${parent}/${last}`;
  }

  /** Where a name leads when all symlinks are followed. */
  follow(name: string): string {
    return this.#follow(name.split('/').filter((part) => part !== ''));
  }

  #follow(parts: readonly string[]): string {
    let at: string[] = [];
    const left = [...parts];
    for (let hops = 0; left.length > 0 && hops < 400; hops++) {
      const part = left.shift() as string;
      if (part === '' || part === '.') continue;
      if (part === '..') {
        at.pop();
        continue;
      }
      const here = [...at, part];
      const target = this.rows.get(here.join('/'))?.linkTarget;
      if (target === undefined) at = here;
      else {
        left.unshift(...target.split('/'));
        if (target.startsWith('/')) at = [];
      }
    }
    return at.join('/');
  }
}
