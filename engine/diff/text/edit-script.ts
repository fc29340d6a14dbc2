/** A run of elements: `old` and `new` are the places where it begins, `removed` and `added` its lengths. */
export type Edit = Readonly<{ old: number; new: number; removed: number; added: number }>;

/**
 * The fewest insertions and deletions that make one list of another (Myers, An O(ND) Difference Algorithm, 1986, greedy form), as
 * runs in order. Where several scripts are as short, removals come first.
 *
 * @param most changes that are looked for; more are one run from the first difference to the last. Work and memory grow with its
 * square.
 * @returns `coarse` when there are more
 */
export function editScript<T>(
  before: readonly T[],
  after: readonly T[],
  most: number,
): Readonly<{ edits: readonly Edit[]; coarse: boolean }> {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let [oldEnd, newEnd] = [before.length, after.length];
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  const [n, m] = [oldEnd - start, newEnd - start];
  if (n === 0 && m === 0) return { edits: [], coarse: false };
  const whole: Edit = { old: start, new: start, removed: n, added: m };
  if (n === 0 || m === 0) return { edits: [whole], coarse: false };
  const trace = furthest(n, m, most, (x, y) => before[start + x] === after[start + y]);
  if (!trace) return { edits: [whole], coarse: true };
  const edits = runsOf(walkBack(trace, n, m)).map((run) => shifted(run, start));
  return { edits: slideDown(edits, before, after), coarse: false };
}

/** For each number of changes d, the furthest x on the diagonals -d…d. Undefined when `most` changes do not suffice. */
function furthest(
  n: number,
  m: number,
  most: number,
  same: (x: number, y: number) => boolean,
): readonly Int32Array[] | undefined {
  const trace: Int32Array[] = [];
  const reach = Math.min(most, n + m);
  for (let d = 0; d <= reach; d++) {
    const last = trace[d - 1];
    const now = new Int32Array(2 * d + 1);
    for (let k = -d; k <= d; k += 2) {
      let x = last ? startOf(last, d, k) : 0;
      while (x < n && x - k < m && same(x, x - k)) x++;
      now[k + d] = x;
      if (x >= n && x - k >= m) return [...trace, now];
    }
    trace.push(now);
  }
  return undefined;
}

/** Where the d-th change ends on diagonal k: an insertion from above or a removal from the left, whichever is further. */
function startOf(last: Int32Array, d: number, k: number): number {
  const insertion = at(last, d, k + 1);
  const removal = at(last, d, k - 1) + 1;
  return isInsertion(last, d, k) ? insertion : removal;
}

function isInsertion(last: Int32Array, d: number, k: number): boolean {
  return k === -d || (k !== d && at(last, d, k - 1) < at(last, d, k + 1));
}

/** Diagonal k of the row before row d. */
function at(last: Int32Array, d: number, k: number): number {
  return last[k + d - 1] ?? -1;
}

type Step = Readonly<{ x: number; y: number; kind: 'removed' | 'added' }>;

/** Single changes, first to last. */
function walkBack(trace: readonly Int32Array[], n: number, m: number): Step[] {
  const steps: Step[] = [];
  let k = n - m;
  for (let d = trace.length - 1; d > 0; d--) {
    const last = trace[d - 1];
    if (!last) break;
    const added = isInsertion(last, d, k);
    const from = added ? k + 1 : k - 1;
    const x = at(last, d, from);
    steps.push({ x, y: x - from, kind: added ? 'added' : 'removed' });
    k = from;
  }
  return steps.reverse();
}

/** Changes with nothing equal between them are one run. */
function runsOf(steps: readonly Step[]): Edit[] {
  const runs: Edit[] = [];
  for (const { x, y, kind } of steps) {
    const run = runs.at(-1);
    const one = { removed: kind === 'removed' ? 1 : 0, added: kind === 'added' ? 1 : 0 };
    if (run && run.old + run.removed === x && run.new + run.added === y)
      runs[runs.length - 1] = { ...run, removed: run.removed + one.removed, added: run.added + one.added };
    else runs.push({ old: x, new: y, ...one });
  }
  return runs;
}

/**
 * Of the places where a run that only adds or only removes may as well stand, the last: a paragraph that is added below an equal one
 * then begins with its own first line, as git shows it.
 */
function slideDown<T>(edits: readonly Edit[], before: readonly T[], after: readonly T[]): Edit[] {
  return edits.map((edit, position) => {
    const { removed, added } = edit;
    if (removed > 0 && added > 0) return edit;
    const [list, from, length] = added > 0 ? [after, edit.new, added] : [before, edit.old, removed];
    const next = edits[position + 1];
    // A run must not touch the next one.
    const room = next === undefined ? list.length - from - length : next.old - edit.old - removed - 1;
    let by = 0;
    while (by < room && list[from + by] === list[from + by + length]) by++;
    return shifted(edit, by);
  });
}

function shifted({ old, new: now, removed, added }: Edit, by: number): Edit {
  return { old: old + by, new: now + by, removed, added };
}
