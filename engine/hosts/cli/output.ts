import { mkdtempSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';

/** Writes results to stdout and waits while a slow reader catches up. */
export class Output {
  readonly #stream: NodeJS.WritableStream;
  #buffer: string[] = [];
  #size = 0;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  async line(text: string): Promise<void> {
    this.#buffer.push(text, '\n');
    this.#size += text.length + 1;
    if (this.#size >= 1 << 16) await this.flush();
  }

  json(value: unknown): Promise<void> {
    return this.line(JSON.stringify(value));
  }

  async bytes(bytes: Uint8Array): Promise<void> {
    await this.flush();
    await this.#write(bytes);
  }

  async flush(): Promise<void> {
    const text = this.#buffer.join('');
    this.#buffer = [];
    this.#size = 0;
    if (text !== '') await this.#write(text);
  }

  async #write(data: string | Uint8Array): Promise<void> {
    if (this.#stream.write(data)) return;
    await Promise.race([
      new Promise((resolve) => this.#stream.once('drain', resolve)),
      finished(this.#stream, { readable: false }),
    ]);
  }
}

/** Writes a file that the user asked for: whole or not at all. `-` is stdout. */
export async function writeResult(path: string, bytes: Uint8Array, output: Output): Promise<void> {
  if (path === '-') {
    await output.bytes(bytes);
    return;
  }
  const folder = mkdtempSync(join(dirname(path), `.${basename(path)}.`));
  try {
    const temporary = join(folder, 'result');
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
