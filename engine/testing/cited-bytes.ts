import { createHash } from 'node:crypto';
import { extract } from 'tar-stream';
import type { Locator } from '#shared/model/evidence.ts';

/** Files of one layer by name, as tar-stream reads them; hard links under both names. */
type LayerFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Reads cited bytes again from the tars of an image, by a tar reader that is not ours: what an auditor would do with a locator.
 */
export class CitedBytes {
  readonly #tars: readonly Uint8Array[];
  readonly #files: readonly LayerFiles[];

  private constructor(tars: readonly Uint8Array[], files: readonly LayerFiles[]) {
    this.#tars = tars;
    this.#files = files;
  }

  static async open(tars: readonly Uint8Array[]): Promise<CitedBytes> {
    return new CitedBytes(tars, await Promise.all(tars.map(readFiles)));
  }

  /** The innermost bytes that a locator's segments count in. @throws Error where they are not there */
  content({ layerIndex, path, container }: Locator): Uint8Array {
    const [step, ...more] = container;
    if (more.length > 0 || (step !== undefined && step !== 'layer tar')) throw new Error(`no way into ${step}`);
    const bytes = step === undefined ? this.#files[layerIndex]?.get(path) : this.#tars[layerIndex];
    if (bytes === undefined) throw new Error(`layer ${layerIndex} has no ${path}`);
    return bytes;
  }

  /** SHA-256 of the cited segments joined; of the whole file where an absence cites no segment. */
  sha256(locator: Locator): string {
    const bytes = this.content(locator);
    const hash = createHash('sha256');
    if (locator.segments.length === 0 && locator.kind === 'absence') return hash.update(bytes).digest('hex');
    for (const { from, to } of locator.segments) {
      if (!(from >= 0 && from < to && to <= bytes.length) && bytes.length > 0)
        throw new Error(`${locator.path} has no bytes ${from}-${to}`);
      hash.update(bytes.subarray(from, to));
    }
    return hash.digest('hex');
  }
}

async function readFiles(tar: Uint8Array): Promise<LayerFiles> {
  const files = new Map<string, Uint8Array>();
  const reader = extract();
  const done = (async () => {
    for await (const entry of reader) {
      const pieces: Buffer[] = [];
      for await (const piece of entry) pieces.push(piece as Buffer);
      const { name, type, linkname } = entry.header;
      const target = type === 'link' ? files.get(plain(linkname ?? '')) : Buffer.concat(pieces);
      if ((type === 'file' || type === 'link') && target) files.set(plain(name), target);
    }
  })();
  reader.end(Buffer.from(tar));
  await done;
  return files;
}

function plain(name: string): string {
  return name.replace(/^(\.?\/)+/, '');
}
