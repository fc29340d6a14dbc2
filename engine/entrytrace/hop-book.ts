import { limits } from '#engine/bytes/limits.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { printPath, type RootPath } from '#shared/model/root-path.ts';
import type { Hop, HopKind, HopStatus, TraceDiagnostic, TraceReason } from '#shared/model/entry-trace.ts';
import type { TreeNode } from '#shared/model/tree.ts';
import type { Place } from '#engine/formats/shell/ast.ts';
import type { LayerIndex } from '#shared/model/units.ts';
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

/** What is said of something that the image does not have, or not like this: known only when all of its layers were read. */
const ABSENCES: ReadonlySet<TraceReason> = new Set([
  'CommandNotFound',
  'MissingFile',
  'RunPartsEmpty',
  'JarNotFound',
  'ModuleNotFound',
  'InterpreterNotFound',
  'NotExecutable',
]);

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
  readonly #unread: readonly LayerIndex[];
  full = false;

  constructor(unknowns: Unknowns, owner: (path: RootPath) => string | undefined, unread: readonly LayerIndex[]) {
    this.#unknowns = unknowns;
    this.#owner = owner;
    this.#unread = unread;
    const reason = 'LayerNotRead';
    const detail = `${this.#layers()}, and may change all that is started`;
    const nowhere = { hop: null, file: null, line: null, column: null };
    if (unread.length > 0) this.#diagnostics.set(reason, { reason, detail, ...nowhere });
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
    const known = this.known(reason);
    const about =
      known === 'LayerNotRead'
        ? `${this.#layers()}; without ${this.#unread.length === 1 ? 'it' : 'them'}, ${detail}`
        : detail;
    const noted = {
      reason: known,
      detail: about,
      hop,
      file,
      line: said.at?.line ?? null,
      column: said.at?.column ?? null,
    };
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

  /** @param taken ids of the hops that every run reaches, as far as layers were read */
  hops(taken: ReadonlySet<string>): Hop[] {
    // A layer that was not read may have other files at all places, and other answers to what scripts ask.
    const whole = this.#unread.length === 0;
    const live = [...this.#hops.values()];
    const places = new Set(live.map(placeOf));
    const status = (hop: Written): HopStatus => (whole && taken.has(hop.id) ? 'taken' : 'possible');
    return [
      ...live.map((hop) => ({ ...hop, status: status(hop) })),
      ...[...this.#dead.values()]
        .filter((hop) => !places.has(placeOf(hop)) && (hop.parent === null || this.#hops.has(hop.parent)))
        .map((hop) => ({ ...hop, status: whole ? ('notTaken' as const) : ('possible' as const) })),
    ];
  }

  diagnostics(taken: ReadonlySet<string>): TraceDiagnostic[] {
    return [...this.#diagnostics.values()].map((one) => ({
      ...one,
      status: one.hop === null || (this.#unread.length === 0 && taken.has(one.hop)) ? 'taken' : 'possible',
    }));
  }

  /** The reason for something that the layers which were read do not have. */
  known<T extends TraceReason>(reason: T): T | 'LayerNotRead' {
    return this.#unread.length > 0 && ABSENCES.has(reason) ? 'LayerNotRead' : reason;
  }

  #layers(): string {
    const one = this.#unread.length === 1;
    return `not known: ${one ? 'layer' : 'layers'} ${this.#unread.join(', ')} ${one ? 'was' : 'were'} not read`;
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
      ...(reason === undefined ? {} : { reason: this.known(reason) }),
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
