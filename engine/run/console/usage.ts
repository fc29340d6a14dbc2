import { normalisePath, parsePrintedPath, printPath } from '#shared/model/root-path.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { OpenPoint, UsageAnswer, UsageSummary } from '#shared/model/usage.ts';
import { componentAnswer, fileAnswer, readUsage, type StoredUsage } from '../usage-artifacts.ts';
import type { EngineContext } from './context.ts';
import { EngineError } from './engine-error.ts';
import type { UsageReader, UsageSubject } from './engine.ts';

/** Open points that are told; the rest is counted, and in the stored document. */
const FIRST_POINTS = 200;

/** What the starts of images reach. The document of the image that was asked for last is kept: it may be megabytes. */
export class UsageService implements UsageReader {
  readonly #context: EngineContext;
  #kept: Readonly<{ name: string; usage: Promise<StoredUsage | undefined> }> | undefined;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  async summary(imageId: ImageId): Promise<UsageSummary | null> {
    const stored = await this.#read(imageId);
    if (!stored) return null;
    const { outcome, counts, open } = stored.usage;
    return { outcome, counts, open: open.slice(0, FIRST_POINTS) as OpenPoint[], openCount: open.length };
  }

  async of(imageId: ImageId, subject: UsageSubject): Promise<UsageAnswer | null> {
    const stored = await this.#read(imageId);
    if (!stored) return null;
    const answer =
      'key' in subject ? componentAnswer(stored, subject.key) : await this.#ofPath(stored, imageId, subject.path);
    return answer && { ...answer, open: answer.open.slice(0, FIRST_POINTS) };
  }

  /** null for what is not in the final tree: nothing can lead to it. */
  async #ofPath(stored: StoredUsage, imageId: ImageId, printed: string): Promise<UsageAnswer | null> {
    const path = normalisePath(parsePrintedPath(printed));
    if (path === undefined) return null;
    const { tree } = await this.#context.trees.get(imageId);
    const node = tree.resolve(path);
    return node && node.type !== 'dir' ? fileAnswer(stored, printPath(node.path)) : null;
  }

  async #read(imageId: ImageId): Promise<StoredUsage | undefined> {
    const { store } = this.#context;
    const image = await store.reader.findImage(imageId);
    if (!image) throw new EngineError({ kind: 'no-image', imageId });
    // Another scan may have stored another one.
    const name = `${imageId} ${image.scannedAtMs}`;
    if (this.#kept?.name !== name) this.#kept = { name, usage: readUsage(store, image) };
    const { usage } = this.#kept;
    try {
      return await usage;
    } catch (error) {
      this.#kept = undefined;
      throw error;
    }
  }
}
