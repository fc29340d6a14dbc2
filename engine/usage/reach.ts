import type { EntryTrace, Hop } from '#shared/model/entry-trace.ts';
import type { FileUsage, UsageStep } from '#shared/model/usage.ts';

/** A step between two files of the image. */
export type FileStep = UsageStep & Readonly<{ from: string }>;

/** Every file that the hops of a trace lead to, with the last step of a shortest proof. By path. */
export function reach(trace: Pick<EntryTrace, 'hops'>, steps: Iterable<FileStep>): FileUsage[] {
  const onward = Map.groupBy(steps, ({ from }) => from);
  const found = new Map<string, FileUsage>();
  for (const state of ['reached', 'possible'] as const) {
    const wanted = state === 'reached' ? 'taken' : 'possible';
    const starts = startsOf(trace.hops, ({ status }) => status === wanted);
    spread(starts, onward, (path, step) => {
      if (found.has(path)) return false;
      found.set(path, { path, state, step });
      return true;
    });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Steps of hops by their depth below the config: what a hop starts is as far away as the hop is deep. */
function startsOf(hops: readonly Hop[], select: (hop: Hop) => boolean): UsageStep[][] {
  const byId = new Map(hops.map((hop) => [hop.id, hop]));
  const depths = new Map<string, number>();
  const starts: UsageStep[][] = [];
  for (const hop of hops) {
    const depth = hop.parent === null ? 0 : (depths.get(hop.parent) ?? 0) + 1;
    depths.set(hop.id, depth);
    if (!select(hop) || hop.path === null) continue;
    (starts[depth] ??= []).push(hopStep(hop, byId));
  }
  return starts;
}

/** Breadth first, hops joining at their depth. @param take remembers a path; false: it was known */
function spread(
  starts: readonly (readonly UsageStep[] | undefined)[],
  onward: ReadonlyMap<string, readonly FileStep[]>,
  take: (path: string, step: UsageStep) => boolean,
): void {
  let level: string[] = [];
  for (let depth = 0; depth < starts.length || level.length > 0; depth++) {
    const next: string[] = [];
    const add = (step: UsageStep): void => {
      if (take(step.to, step)) next.push(step.to);
    };
    for (const step of starts[depth] ?? []) add(step);
    for (const path of level) for (const step of onward.get(path) ?? []) add(step);
    level = next;
  }
}

/** What a proof tells of a hop. */
type ProofHop = Pick<Hop, 'id' | 'parent' | 'kind' | 'path' | 'argv' | 'file' | 'line' | 'column'>;

/** A function of a file: the steps that lead to it, from the config on. Empty for one that nothing leads to. */
export function proofsIn(
  files: ReadonlyMap<string, FileUsage>,
  hops: readonly ProofHop[],
): (path: string) => UsageStep[] {
  const byId = new Map(hops.map((hop) => [hop.id, hop]));
  return (path) => proofOf(files, byId, path);
}

function proofOf(
  files: ReadonlyMap<string, FileUsage>,
  byId: ReadonlyMap<string, ProofHop>,
  path: string,
): UsageStep[] {
  const steps: UsageStep[] = [];
  for (let at: string | null = path; at !== null;) {
    const step: UsageStep | undefined = files.get(at)?.step;
    if (step === undefined || steps.length > files.size) return [];
    steps.unshift(step);
    if (step.hop === null) {
      at = step.from;
      continue;
    }
    for (let hop = byId.get(step.hop)?.parent ?? null; hop !== null; hop = byId.get(hop)?.parent ?? null) {
      const above = byId.get(hop);
      if (above !== undefined) steps.unshift(hopStep(above, byId));
    }
    at = null;
  }
  return steps;
}

/** The step that a hop is. */
export function hopStep(hop: ProofHop, byId: ReadonlyMap<string, ProofHop>): UsageStep {
  return {
    mechanism: 'hop',
    rule: hop.kind,
    from: hop.parent === null ? null : (byId.get(hop.parent)?.path ?? null),
    to: hop.path ?? '',
    as: hop.argv[0] ?? '',
    file: hop.file,
    line: hop.line,
    column: hop.column,
    hop: hop.id,
  };
}
