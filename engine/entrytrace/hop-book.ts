import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { Hop, HopKind, HopStatus, TraceDiagnostic, TraceReason } from '#shared/model/entry-trace.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { Place } from '#engine/formats/shell/ast.ts';
import type { Text, Unknowns } from './text.ts';
import type { User } from './users.ts';

/** Where a hop is said: a file of the image, or null for the config. */
export type Said = Readonly<{ file: string | null; at: Place | null }>;

export type NewHop = Readonly<{
  parent: string | null;
  kind: HopKind;
  argv: readonly Text[];
  node: TreeNode | null;
  said: Said;
  user: User | null;
  cwd: Text | null;
  /** What a program is started as, and with. */
  started?: Readonly<{ called: Text; env: ReadonlyMap<string, Text> }>;
  program?: string;
  reason?: TraceReason;
}>;

/** Variables that decide what is loaded, by ld.so(8), Node, Python, Java and Ruby. Ascending. */
export const LOADING: readonly string[] = [
  'CLASSPATH',
  'JAVA_TOOL_OPTIONS',
  'JDK_JAVA_OPTIONS',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'NODE_OPTIONS',
  'NODE_PATH',
  'PERL5LIB',
  'PYTHONHOME',
  'PYTHONPATH',
  'RUBYLIB',
];

type Written = Omit<Hop, 'status'>;
type Noted = Omit<TraceDiagnostic, 'status'>;

/** Hops and diagnostics of one trace. A hop that is met again is the same one: ids say what a hop is, not when it was found. */
export class HopBook {
  readonly #hops = new Map<string, Written>();
  /** Hops of branches that are not entered, until another way enters them. */
  readonly #dead = new Map<string, Written>();
  readonly #diagnostics = new Map<string, Noted>();
  readonly #unknowns: Unknowns;
  readonly #owner: (path: RootPath) => string | undefined;
  full = false;

  constructor(unknowns: Unknowns, owner: (path: RootPath) => string | undefined) {
    this.#unknowns = unknowns;
    this.#owner = owner;
  }

  add(hop: NewHop): string {
    const written = this.#write(hop);
    if (this.#hops.size >= limits.traceHops) this.full = true;
    else if (!this.#hops.has(written.id)) this.#hops.set(written.id, written);
    return written.id;
  }

  /** A command of a branch that is not entered. */
  addDead(hop: NewHop): void {
    const written = this.#write(hop);
    if (this.#dead.size < limits.traceHops) this.#dead.set(written.id, written);
  }

  note(reason: TraceReason, detail: string, hop: string | null, said: Said): void {
    const { file } = said;
    const noted = { reason, detail, hop, file, line: said.at?.line ?? null, column: said.at?.column ?? null };
    const key = JSON.stringify(noted);
    if (this.#diagnostics.size < limits.traceHops) this.#diagnostics.set(key, noted);
  }

  /** What the program of a hop turned out to be. */
  describe(id: string, program: string): void {
    const hop = this.#hops.get(id);
    if (hop && hop.program === null) this.#hops.set(id, { ...hop, program });
  }

  get(id: string): Written | undefined {
    return this.#hops.get(id);
  }

  /** @param taken ids of the hops that every run reaches */
  hops(taken: ReadonlySet<string>): Hop[] {
    const live = [...this.#hops.values()];
    const places = new Set(live.map(placeOf));
    const status = (hop: Written): HopStatus => (taken.has(hop.id) ? 'taken' : 'possible');
    return [
      ...live.map((hop) => ({ ...hop, status: status(hop) })),
      ...[...this.#dead.values()]
        .filter((hop) => !places.has(placeOf(hop)) && (hop.parent === null || this.#hops.has(hop.parent)))
        .map((hop) => ({ ...hop, status: 'notTaken' as const })),
    ];
  }

  diagnostics(taken: ReadonlySet<string>): TraceDiagnostic[] {
    return [...this.#diagnostics.values()].map((one) => ({
      ...one,
      status: one.hop === null || taken.has(one.hop) ? 'taken' : 'possible',
    }));
  }

  #write({ parent, kind, argv, node, said, user, cwd, started, program, reason }: NewHop): Written {
    const body = {
      parent,
      kind,
      argv: argv.map((text) => this.#unknowns.print(text)),
      path: node ? printPath(node.path) : null,
      file: said.file,
      line: said.at?.line ?? null,
      column: said.at?.column ?? null,
      layer: node?.contentSince ?? null,
      owner: node ? (this.#owner(node.path) ?? null) : null,
      user:
        user === null ? null : user.name === null ? (user.uid?.toString() ?? null) : this.#unknowns.print(user.name),
      cwd: cwd === null ? null : this.#unknowns.print(cwd),
      called: started ? this.#unknowns.print(started.called) : null,
      env: started ? this.#loading(started.env) : [],
      program: program ?? null,
      ...(reason === undefined ? {} : { reason }),
    };
    const { parent: above, argv: words, path, file, line, column, env } = body;
    const what = [above, kind, words, path, file, line, column, body.user, body.cwd, ...env];
    return { id: sha256(JSON.stringify(what)).slice(0, 16), ...body };
  }

  #loading(env: ReadonlyMap<string, Text>): string[] {
    return LOADING.flatMap((name) => {
      const value = env.get(name);
      return value === undefined || value === '' ? [] : [`${name}=${this.#unknowns.print(value)}`];
    });
  }
}

function placeOf({ parent, file, line, column }: Written): string {
  return JSON.stringify([parent, file, line, column]);
}
