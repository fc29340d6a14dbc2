import { diffText } from '#engine/diff/text/text-diff.ts';
import { limits } from '#engine/bytes/limits.ts';
import { changesByLayer } from '#engine/diff/print/by-layer.ts';
import type { DiffFile, DiffRow, ImageDiff } from '#shared/model/diff.ts';
import {
  DIFF_KINDS,
  type DiffFilter,
  type DiffHead,
  type DiffItem,
  type DiffKind,
  type DiffWindow,
  kindOfRow,
} from '#shared/model/diff-view.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { TextDiff } from '#shared/model/text-diff.ts';
import { DiffError, diffStored } from '../diff.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { DiffPair, Diffs, EvidenceReader } from './engine.ts';

/** Two directions of one comparison, and one more. */
const MOST_DIFFS = 3;

/** Diffs that are looked at, each made once. */
export class DiffService implements Diffs {
  readonly #context: EngineContext;
  readonly #diffs = new Map<string, Promise<ImageDiff>>();

  readonly #evidence: EvidenceReader;

  constructor(context: EngineContext, evidence: EvidenceReader) {
    this.#context = context;
    this.#evidence = evidence;
  }

  async head(pair: DiffPair): Promise<DiffHead> {
    const { rows, files: _files, ...rest } = await this.#diff(pair);
    const kinds = Object.fromEntries(DIFF_KINDS.map((kind) => [kind, 0])) as Record<DiffKind, number>;
    for (const row of rows) kinds[kindOfRow(row)] += 1;
    return { ...rest, kinds };
  }

  async window(pair: DiffPair, filter: DiffFilter, offset: number, limit: number): Promise<DiffWindow> {
    const diff = await this.#diff(pair);
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
          ? rows.map(rowItem).filter(({ row }) => fits(`${row.name}\n${row.identity}`) && has(wanted, row.kind))
          : files.filter((file) => fits(file.path) && has(wanted, file.class)).map(fileItem);
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
    const row = (await this.#diff(pair)).rows.find((one) => one.id === id);
    if (!row) throw new EngineError('not-found', `Cannot find change ${id}`);
    return row;
  }

  async text(pair: DiffPair, id: string): Promise<TextDiff> {
    const { files, sides } = await this.#diff(pair);
    const file = files.find((one) => one.id === id);
    if (!file) throw new EngineError('not-found', `Cannot find file ${id} of the comparison`);
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
      const top = (sides.find((one) => one.role === role)?.layers.length ?? 0) - 1;
      try {
        texts.push(side ? await this.#whole(pair[role], top, file.path) : new Uint8Array(0));
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        return { state: 'gone', role, reason: error.message };
      }
    }
    const [before = new Uint8Array(0), after = new Uint8Array(0)] = texts;
    return diffText(before, after);
  }

  async #whole(imageId: ImageId, layer: number, path: string): Promise<Uint8Array> {
    await using file = await this.#evidence.open(imageId, layer, path);
    return await file.read(0, Math.min(file.size, limits.diffTextBytes + 1));
  }

  async #diff({ old: oldId, new: newId, allowMixed }: DiffPair): Promise<ImageDiff> {
    const { store } = this.#context;
    const [old, now] = [await this.#image(oldId), await this.#image(newId)];
    // Another scan of an image may have found more.
    const key = JSON.stringify([oldId, old.scannedAtMs, newId, now.scannedAtMs, allowMixed]);
    const diff = this.#diffs.get(key) ?? diffStored(store, old, now, { view: 'inventory', allowMixed });
    this.#diffs.delete(key);
    this.#diffs.set(key, diff);
    const [oldest] = this.#diffs.keys();
    if (this.#diffs.size > MOST_DIFFS && oldest !== undefined) this.#diffs.delete(oldest);
    try {
      return await diff;
    } catch (error) {
      this.#diffs.delete(key);
      if (error instanceof DiffError) throw new EngineError('refused', error.message, { cause: error });
      throw error;
    }
  }

  async #image(imageId: ImageId) {
    const image = await this.#context.store.reader.findImage(imageId);
    if (!image) throw new EngineError('not-found', `Cannot find image ${imageId}`);
    return image;
  }
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
