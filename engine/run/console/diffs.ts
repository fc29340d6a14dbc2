import { diffText } from '#engine/diff/text/text-diff.ts';
import { limits } from '#engine/bytes/limits.ts';
import { changesByLayer } from '#engine/diff/print/by-layer.ts';
import { FILE_CLASSES, type DiffFile, type DiffFileClass, type DiffRow, type ImageDiff } from '#shared/model/diff.ts';
import {
  DIFF_KINDS,
  type DiffFilter,
  type DiffHead,
  type DiffItem,
  type DiffKind,
  type DiffSoFar,
  type DiffWindow,
  type ReachedChanges,
  kindOfRow,
} from '#shared/model/diff-view.ts';
import type { ImageRecord, Store } from '#engine/store/index.ts';
import type { MergedImage } from '#engine/ports/merged-image.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import { DiffError, findDiff } from '../diff.ts';
import { readUsage } from '../usage-artifacts.ts';
import type { EngineContext } from './context.ts';
import { diffSoFar, railsOf } from './diff-so-far.ts';
import { EngineError } from './engine-error.ts';
import { type ImageOrScan, imageOrScan } from './image-or-scan.ts';
import type { DiffPair, Diffs, EvidenceReader } from './engine.ts';
import type { Later } from './later.ts';

/** Two directions of one comparison, and one more. */
const MOST_DIFFS = 3;

/** A diff, and the printed paths that the start of either image reaches; null: one of the starts was not traced. */
type Compared = Readonly<{ diff: ImageDiff; reached: ReadonlySet<string> | null; soFar: DiffSoFar | null }>;

/** Diffs that are looked at, each made once. */
export class DiffService implements Diffs {
  readonly #context: EngineContext;
  readonly #diffs = new Map<string, Promise<Compared>>();
  /** By what a scan holds, so that they end with it. */
  readonly #soFar = new WeakMap<MergedImage, Map<string, Promise<ImageDiff>>>();

  readonly #evidence: EvidenceReader;

  readonly #later: Later;

  constructor(context: EngineContext, evidence: EvidenceReader, later: Later) {
    this.#context = context;
    this.#evidence = evidence;
    this.#later = later;
  }

  async head(pair: DiffPair): Promise<DiffHead> {
    const { diff, reached, soFar } = await this.#compared(pair);
    const { rows, files, ...rest } = diff;
    return { ...rest, kinds: countKinds(rows), reached: reached && countReached(rows, files, reached), soFar };
  }

  async window(pair: DiffPair, filter: DiffFilter, offset: number, limit: number): Promise<DiffWindow> {
    const { diff, reached, soFar } = await this.#compared(pair);
    // No rows are not the same as rows that nobody knows yet.
    if (soFar?.compared === false) throw new EngineError({ kind: 'not-counted' });
    if (filter.reached && reached === null) throw new EngineError({ kind: 'not-traced-side' });
    const paths = filter.reached ? reached : null;
    const words = filter.query.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
    const wanted = new Set<string>(filter.kinds);
    const items: DiffItem[] = [];
    let changes = 0;
    for (const { layer, rows, files } of changesByLayer(diff)) {
      const { layer: only } = filter;
      if (only && (only.role !== layer?.role || only.index !== layer.index)) continue;
      const found =
        filter.axis === 'components'
          ? (paths ? rows.filter(isReached) : rows)
              .map(rowItem)
              .filter(({ row }) => fits(`${row.name}\n${row.identity}`) && has(wanted, row.kind))
          : files
              .filter(({ path }) => fits(path) && (paths?.has(path) ?? true))
              .filter((file) => has(wanted, file.class))
              .map(fileItem);
      if (found.length === 0) continue;
      const info = diff.sides
        .find(({ role }) => role === layer?.role)
        ?.layers.find(({ index }) => index === layer?.index);
      items.push({ kind: 'layer', layer, createdBy: info?.createdBy ?? null }, ...found);
      changes += found.length;
    }
    const from = Math.min(offset, items.length);
    return { total: items.length, changes, offset: from, items: items.slice(from, from + limit) };
  }

  async row(pair: DiffPair, id: string): Promise<DiffRow> {
    const row = (await this.#compared(pair)).diff.rows.find((one) => one.id === id);
    if (!row) throw new EngineError({ kind: 'no-change', id });
    return row;
  }

  async text(pair: DiffPair, id: string): Promise<TextDiff> {
    const {
      diff: { files, sides },
      soFar,
    } = await this.#compared(pair);
    const file = files.find((one) => one.id === id);
    if (!file) throw new EngineError({ kind: 'no-changed-file', id });
    const [old, now] = [file.old, file.new];
    if ([old, now].some((side) => side && side.type !== 'file')) return { state: 'no-file' };
    const most = limits.diffTextBytes;
    if (Math.max(old?.size ?? 0, now?.size ?? 0) > most) return { state: 'too-large', most };
    const texts: Uint8Array[] = [];
    for (const [role, side] of [
      ['old', old],
      ['new', now],
    ] as const) {
      // As it is in the finished image: a name may be younger than the content that it has.
      if (side && soFar?.scanning.includes(role)) return { state: 'gone', role, failure: { kind: 'scan-runs' } };
      const top = (sides.find((one) => one.role === role)?.layers.length ?? 0) - 1;
      try {
        texts.push(side ? await this.#whole(pair[role], top, file.path) : new Uint8Array(0));
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        return { state: 'gone', role, failure: error.failure };
      }
    }
    const [before = new Uint8Array(0), after = new Uint8Array(0)] = texts;
    return diffText(before, after);
  }

  async #whole(imageId: ImageId, layer: number, path: string): Promise<Uint8Array> {
    await using file = await this.#evidence.open(imageId, layer, path);
    return await file.read(0, Math.min(file.size, limits.diffTextBytes + 1));
  }

  async #compared({ old: oldId, new: newId, allowMixed }: DiffPair): Promise<Compared> {
    const { store } = this.#context;
    const [one, other] = [await imageOrScan(this.#context, oldId), await imageOrScan(this.#context, newId)];
    if (one.scan || other.scan) return await this.#untilScanned(one, other, allowMixed);
    const [old, now] = [one.stored, other.stored];
    // Another scan of an image may have found more.
    const key = JSON.stringify([oldId, old.scannedAtMs, newId, now.scannedAtMs, allowMixed]);
    const diff = this.#diffs.get(key) ?? this.#compare(store, old, now, allowMixed);
    this.#diffs.delete(key);
    this.#diffs.set(key, diff);
    const [oldest] = this.#diffs.keys();
    if (this.#diffs.size > MOST_DIFFS && oldest !== undefined) this.#diffs.delete(oldest);
    try {
      return await diff;
    } catch (error) {
      this.#diffs.delete(key);
      if (error instanceof DiffError) throw new EngineError(error.failure, { cause: error });
      throw error;
    }
  }

  async #compare(store: Store, old: ImageRecord, now: ImageRecord, allowMixed: boolean): Promise<Compared> {
    const { diff, keep } = await findDiff(store, old, now, { view: 'inventory', allowMixed });
    if (keep) this.#later.add(keep);
    const used = [await readUsage(store, old), await readUsage(store, now)];
    const paths = used.map((one) =>
      one?.usage.files.filter(({ state }) => state === 'reached').map(({ path }) => path),
    );
    const [before, after] = paths;
    return { diff, reached: before && after ? new Set([...before, ...after]) : null, soFar: null };
  }

  /** While an image is scanned: nothing of it is stored, and it is made again as the scan comes on. */
  async #untilScanned(old: ImageOrScan, now: ImageOrScan, allowMixed: boolean): Promise<Compared> {
    const { store } = this.#context;
    const scanning = [...(old.scan ? (['old'] as const) : []), ...(now.scan ? (['new'] as const) : [])];
    const held = now.scan?.merged ?? old.scan?.merged;
    if (!held || old.scan?.merged === null || now.scan?.merged === null)
      return { diff: await railsOf(store, old, now), reached: null, soFar: { scanning, compared: false } };
    const key = JSON.stringify([
      ...[old, now].map(({ stored, scan }) => [stored?.imageId, stored?.scannedAtMs, scan?.jobId]),
      allowMixed,
    ]);
    const known = this.#soFar.get(held) ?? new Map<string, Promise<ImageDiff>>();
    this.#soFar.set(held, known);
    const diff = known.get(key) ?? diffSoFar(store, old, now, allowMixed);
    known.set(key, diff);
    try {
      return { diff: await diff, reached: null, soFar: { scanning, compared: true } };
    } catch (error) {
      known.delete(key);
      if (error instanceof DiffError) throw new EngineError(error.failure, { cause: error });
      throw error;
    }
  }
}

/** On either side: what is gone may have been what ran. */
function isReached({ perSide }: DiffRow): boolean {
  return perSide.some(({ usage }) => usage === 'reached');
}

function countKinds(rows: readonly DiffRow[]): DiffHead['kinds'] {
  const kinds = Object.fromEntries(DIFF_KINDS.map((kind) => [kind, 0])) as Record<DiffKind, number>;
  for (const row of rows) kinds[kindOfRow(row)] += 1;
  return kinds;
}

function countReached(
  rows: readonly DiffRow[],
  files: readonly DiffFile[],
  reached: ReadonlySet<string>,
): ReachedChanges {
  const classes = Object.fromEntries(FILE_CLASSES.map((kind) => [kind, 0])) as Record<DiffFileClass, number>;
  for (const file of files) if (reached.has(file.path)) classes[file.class] += 1;
  return { kinds: countKinds(rows.filter(isReached)), files: classes };
}

function has(wanted: ReadonlySet<string>, kind: string): boolean {
  return wanted.size === 0 || wanted.has(kind);
}

function rowItem(row: DiffRow): Extract<DiffItem, { kind: 'row' }> {
  const perSide = row.perSide.map(({ evidence: _evidence, ...side }) => side);
  return { kind: 'row', row: { ...row, perSide, kind: kindOfRow(row) } };
}

function fileItem(file: DiffFile): Extract<DiffItem, { kind: 'file' }> {
  return { kind: 'file', file };
}
