import type { ImageRecord } from '#engine/store/index.ts';
import { realPlaces } from '#engine/usage/real-places.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { EntryTrace, TraceHints } from '#shared/model/entry-trace.ts';
import type { HintedStart } from '#shared/model/hinted-start.ts';
import {
  type LinkClosure,
  type LinkFile,
  type LinkReport,
  type LinkView,
  MOST_NEEDS,
  type NeededBy,
} from '#shared/model/links.ts';
import { normalisePath, parsePrintedPath, printPath } from '#shared/model/root-path.ts';
import { hintedStart } from '../hinted-start.ts';
import { closuresOf, linksOf } from '../links.ts';
import { readUsage, type StoredUsage } from '../usage-artifacts.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { Starts } from './engine.ts';
import { rootPath } from './files.ts';

/** Programs whose links are followed for one question: a start has a dozen, an interpreter's native modules some hundreds. */
const MOST_PROGRAMS = 500;
/** Programs that one need names. */
const FEW_PROGRAMS = 3;

/** What an image starts, and what that maps. */
export class StartService implements Starts {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  async trace(imageId: ImageId): Promise<EntryTrace | null> {
    const { store, runner } = this.#context;
    // The first scan runs: what it has found is not stored yet.
    const running = (await store.reader.findImage(imageId)) ? undefined : runner.scanOf(imageId);
    if (running) return running.trace;
    const used = await this.#usage(await this.#image(imageId));
    return used ? (used.trace as EntryTrace) : null;
  }

  async hinted(imageId: ImageId, hints: TraceHints): Promise<HintedStart | null> {
    const { store, trees } = this.#context;
    const image = await this.#image(imageId);
    const used = await this.#usage(image);
    return used ? await hintedStart(store, image, await trees.get(imageId), used.usage, hints) : null;
  }

  async links(imageId: ImageId, path: string): Promise<LinkView | null> {
    const report = await linksOf(this.#context.store, await this.#image(imageId), rootPath(path));
    if (!report) return null;
    const notes = report.notes.map(({ stated: { file, line, variable }, ...note }) => ({
      ...note,
      stated: { file, line, variable },
    }));
    return { ...report, notes, files: await this.#filesOf(imageId, report) };
  }

  async neededBy(imageId: ImageId, path: string): Promise<NeededBy | null> {
    const { store, trees } = this.#context;
    const image = await this.#image(imageId);
    const used = await this.#usage(image);
    if (!used) return null;
    const stored = await trees.get(imageId);
    const real = `/${printPath(stored.tree.resolve(rootPath(path))?.path ?? rootPath(path))}`;
    // What is reached otherwise than by a link; members of archives are no files.
    const programs = used.usage.files
      .filter((file) => file.step.mechanism !== 'link' && !file.path.includes('!/'))
      .flatMap((file) => normalisePath(parsePrintedPath(file.path)) ?? [])
      .filter((file) => stored.tree.resolve(file)?.contentKind === 'elf')
      .slice(0, MOST_PROGRAMS);
    return neededBy(real, await closuresOf(store, image, stored, programs));
  }

  /** Owners and layers of all files that a report names. */
  async #filesOf(imageId: ImageId, { path, edges, notes }: LinkReport): Promise<readonly LinkFile[]> {
    const { store, trees } = this.#context;
    const { tree } = await trees.get(imageId);
    const real = realPlaces(tree);
    const wanted = new Map(
      [path, ...edges.map((edge) => edge.real), ...notes.map((note) => note.real)].flatMap((one) =>
        one === null ? [] : [[real(one.slice(1)), one] as const],
      ),
    );
    const owners = new Map<string, LinkFile['owner']>();
    for (const { key, name, version, type, layers, files, occurrences } of await store.reader.listComponents(imageId)) {
      if (layers.removed !== null) continue;
      for (const one of (type === 'bin' ? occurrences.map((place) => place.path) : files).map(real))
        if (wanted.has(one) && !owners.has(one)) owners.set(one, { key, name, version });
    }
    return [...wanted].flatMap(([at, printed]) => {
      const node = tree.resolve(rootPath(at));
      return node ? [{ path: printed, owner: owners.get(at) ?? null, layer: node.contentSince }] : [];
    });
  }

  async #usage(image: ImageRecord): Promise<StoredUsage | undefined> {
    return await readUsage(this.#context.store, image);
  }

  async #image(imageId: ImageId): Promise<ImageRecord> {
    const image = await this.#context.store.reader.findImage(imageId);
    if (!image) throw new EngineError({ kind: 'no-image', imageId });
    return image;
  }
}

/** The edges of some programs that lead to a file. */
function neededBy(path: string, closures: readonly LinkClosure[]): NeededBy {
  const needs = new Map<string, { from: string; needed: string; programs: Set<string> }>();
  for (const { path: program, edges } of closures)
    for (const { from, needed, real } of edges) {
      if (real !== path) continue;
      const key = `${from}\0${needed}`;
      const need = needs.get(key) ?? { from, needed, programs: new Set() };
      need.programs.add(program);
      needs.set(key, need);
    }
  const sorted = [...needs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, need]) => need);
  return {
    path,
    needs: sorted.slice(0, MOST_NEEDS).map(({ from, needed, programs }) => ({
      from,
      needed,
      programs: [...programs].slice(0, FEW_PROGRAMS),
      programCount: programs.size,
    })),
    omitted: Math.max(0, sorted.length - MOST_NEEDS),
    asked: closures.length,
  };
}
