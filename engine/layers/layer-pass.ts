import { createHash, type Hash } from 'node:crypto';
import { analyzerKey, type FileAnalyzer } from '#engine/analyzers/analyzer.ts';
import type { Dispatch } from '#engine/analyzers/dispatch.ts';
import { runFileAnalyzer, tooLarge } from '#engine/analyzers/host.ts';
import { limits } from '#engine/bytes/limits.ts';
import { sha256 as sha256Of } from '#engine/bytes/sha256.ts';
import { detectContentKind } from '#engine/formats/magic/content-kind.ts';
import type { TarEntry } from '#engine/formats/tar/entry.ts';
import type { TarHandler } from '#engine/formats/tar/reader.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { Sha256 } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { Bytes } from '#shared/model/units.ts';
import { interpretEntry } from './interpret-entry.ts';
import { keepsByKind, keepsByPath } from './kept-sources.ts';
import { LayerIndexBuilder } from './layer-index-builder.ts';
import type { LayerIndex } from './layer-index.ts';
import type { PackWriter } from './pack.ts';

/** Facts of one file's content by one plug-in. */
export type LayerFact = Readonly<{ sha256: Sha256; analyzerKey: string; outcome: Outcome<Fact> }>;

export type PassOptions = Readonly<{
  dispatch: Dispatch;
  /** Are these facts cached already? Then the plug-in does not run. */
  isKnown: (sha256: Sha256, analyzerKey: string) => boolean;
  /** Takes the sources that later stages read by path. */
  pack: PackWriter;
  /** false: names that begin with `.wh.` are names like any other. Default true. */
  whiteouts?: boolean;
}>;

export type PassResult = Readonly<{
  index: LayerIndex;
  facts: readonly LayerFact[];
  diagnostics: readonly Diagnostic[];
}>;

/** Diagnostics of one layer are bounded: a hostile layer could have one per entry. */
const MAX_DIAGNOSTICS = 1000;

/** Handles the entries of one layer as they pass. */
export class LayerPass implements TarHandler {
  readonly #options: PassOptions;
  readonly #builder = new LayerIndexBuilder();
  readonly #facts = new Map<string, LayerFact>();
  readonly #diagnostics: Diagnostic[] = [];
  #dropped = 0;

  /** The current entry's row; -1 while its content is nobody's. */
  #row = -1;
  #path = '';
  #size: Bytes = 0;
  #wanted: readonly FileAnalyzer[] = [];
  #keep = false;
  /** Set when the content does not come in one piece. */
  #hash: Hash | undefined;
  #pieces: Buffer[] = [];
  /** Of a file that is wanted and came in pieces: its bytes so far. */
  #content: Buffer | undefined;
  #seen: Bytes = 0;
  #done = false;

  constructor(options: PassOptions) {
    this.#options = options;
  }

  get entries(): number {
    return this.#builder.count;
  }

  entry(entry: TarEntry): void {
    const { row, diagnostic } = interpretEntry(entry, this.#options.whiteouts);
    if (diagnostic) this.anomaly(diagnostic);
    this.#row = row ? this.#builder.add(row) : -1;
    this.#done = false;
    if (!row) return;
    if (entry.xattrs) for (const [name, value] of entry.xattrs) this.#builder.addXattr(this.#row, name, value);
    if (entry.headerBlock && (row.type === 'whiteout' || row.type === 'opaque'))
      this.#builder.setHash(this.#row, sha256Of(entry.headerBlock));
    if (row.type !== 'file') {
      // A marker may have content (it is a file to tar); the hash of its row is the header's.
      this.#row = -1;
      return;
    }
    const { dispatch } = this.#options;
    this.#path = row.path;
    this.#size = row.size;
    this.#wanted = dispatch.byPath(row.path);
    this.#keep =
      dispatch.isSetMember(row.path) ||
      this.#wanted.some((analyzer) => analyzer.role === 'database') ||
      keepsByPath(row.path, row.size);
    this.#hash = undefined;
    this.#pieces = [];
    this.#content = undefined;
    this.#seen = 0;
  }

  content(bytes: Buffer): void {
    if (this.#row < 0) return;
    // The usual case, 98 of 100 files: all of it in one piece, hashed in one call.
    if (this.#seen === 0 && bytes.length === this.#size) this.#whole(bytes);
    else this.#piece(bytes);
  }

  contentEnd(): void {
    if (this.#row < 0 || this.#done) return;
    // No piece came: an empty file, or one whose content is still to be joined.
    if (this.#seen === 0) this.#whole(Buffer.alloc(0));
    else this.#joined();
  }

  anomaly(diagnostic: Diagnostic): void {
    if (this.#diagnostics.length < MAX_DIAGNOSTICS) this.#diagnostics.push(diagnostic);
    else this.#dropped += 1;
  }

  finish(): PassResult {
    if (this.#dropped > 0) {
      this.#diagnostics.push({
        code: 'limit-exceeded',
        what: 'diagnostics of one layer',
        limit: MAX_DIAGNOSTICS,
        seen: MAX_DIAGNOSTICS + this.#dropped,
      });
    }
    return { index: this.#builder.finish(), facts: [...this.#facts.values()], diagnostics: this.#diagnostics };
  }

  #whole(bytes: Buffer): void {
    this.#done = true;
    const sha256 = sha256Of(bytes);
    const kind = detectContentKind(bytes);
    this.#builder.setContent(this.#row, sha256, kind);
    if ((this.#keep || keepsByKind(kind, this.#size)) && !this.#options.pack.has(sha256)) {
      this.#options.pack.add(bytes);
      this.#options.pack.end(sha256);
    }
    const wanted = this.#wantedFor(bytes);
    if (wanted.length > 0) this.#analyze(wanted, sha256, bytes);
  }

  /** A piece of a content that chunk borders cut. It is kept in memory only if somebody wants it and may have it. */
  #piece(bytes: Buffer): void {
    this.#hash ??= createHash('sha256');
    this.#hash.update(bytes);
    const first = this.#seen === 0;
    this.#seen += bytes.length;
    // A first piece too short for the magic waits for the next one in `#pieces`.
    if (first || this.#seen - bytes.length < limits.magicBytes) {
      this.#pieces.push(Buffer.from(bytes));
      if (this.#seen < Math.min(limits.magicBytes, this.#size)) return;
      const head = Buffer.concat(this.#pieces);
      this.#pieces = [head];
      const kind = detectContentKind(head);
      this.#wanted = this.#wantedFor(head);
      this.#keep ||= keepsByKind(kind, this.#size);
      for (const analyzer of this.#wanted) if (this.#size > analyzer.maxBytes) this.#refuse(analyzer);
      this.#wanted = this.#wanted.filter((analyzer) => this.#size <= analyzer.maxBytes);
      this.#builder.setContent(this.#row, EMPTY, kind);
      if (this.#keep) this.#options.pack.add(head);
      this.#pieces = [];
      if (this.#wanted.length > 0) this.#gather(head, 0);
      return;
    }
    if (this.#keep) this.#options.pack.add(bytes);
    if (this.#wanted.length > 0) this.#gather(bytes, this.#seen - bytes.length);
  }

  /** Chunks are borrowed: what has to wait for the rest is copied to where it will be looked at, so that a large file is there once. */
  #gather(bytes: Buffer, at: Bytes): void {
    this.#content ??= Buffer.allocUnsafeSlow(this.#size);
    bytes.copy(this.#content, at);
  }

  #joined(): void {
    const sha256 = (this.#hash?.digest('hex') ?? EMPTY) as Sha256;
    this.#builder.setHash(this.#row, sha256);
    if (this.#keep) this.#options.pack.end(sha256);
    // A content that is over before its kind was known is a few bytes in pieces.
    if (this.#wanted.length > 0)
      this.#analyze(this.#wanted, sha256, this.#content?.subarray(0, this.#seen) ?? Buffer.concat(this.#pieces));
    this.#pieces = [];
    this.#content = undefined;
  }

  #wantedFor(head: Buffer): readonly FileAnalyzer[] {
    const byMagic = this.#options.dispatch.byMagic(detectContentKind(head));
    if (byMagic.length === 0) return this.#wanted;
    return [...new Set([...this.#wanted, ...byMagic])];
  }

  #analyze(wanted: readonly FileAnalyzer[], sha256: Sha256, bytes: Buffer): void {
    for (const analyzer of wanted) {
      const key = analyzerKey(analyzer);
      const id = `${sha256} ${key}`;
      if (this.#facts.has(id) || this.#options.isKnown(sha256, key)) continue;
      this.#facts.set(id, { sha256, analyzerKey: key, outcome: runFileAnalyzer(analyzer, bytes) });
    }
  }

  #refuse(analyzer: FileAnalyzer): void {
    this.anomaly({ ...tooLarge(analyzer, this.#size), where: { path: printPath(this.#path) } });
  }
}

const EMPTY = '0'.repeat(64) as Sha256;
