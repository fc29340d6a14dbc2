import type { Digest } from '#shared/model/digest.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
import { DocumentWriter } from './document-writer.ts';

/** Where the items of one list lie: `starts[i]` to one byte (the comma) before `starts[i + 1]`; the last entry is past the end. */
export type ListPlaces = Readonly<{ name: string; starts: Uint32Array }>;

/** A finished JSON document whose long lists can be read item by item. `artifactId` is the SHA-256 of `bytes`. */
export type WrittenJson = Readonly<{
  bytes: Uint8Array<ArrayBuffer>;
  artifactId: Digest;
  /** In the order of the document. */
  lists: readonly ListPlaces[];
}>;

/** A list whose items are made one by one, when they are written. */
export type LongList = Readonly<{ length: number; items: Iterable<Json> }>;

/** Writes members of one object as canonical JSON: members must come in the order of their keys. */
export class JsonWriter {
  readonly out: DocumentWriter;
  readonly #lists: ListPlaces[] = [];
  #last = '';

  constructor(out = new DocumentWriter(), last = '') {
    this.out = out;
    this.#last = last;
  }

  /** A writer that goes on from here, of which only the hash is wanted. */
  forHash(): JsonWriter {
    return new JsonWriter(this.out.forHash(), this.#last);
  }

  /** An undefined value is not written. */
  member(key: string, value: Json | undefined): void {
    if (value !== undefined) this.out.text(this.#key(key) + canonicalJson(value));
  }

  list(key: string, { length, items }: LongList): void {
    this.out.text(`${this.#key(key)}[`);
    const starts = new Uint32Array(length + 1);
    let count = 0;
    for (const item of items) {
      if (count > 0) this.out.text(',');
      starts[count] = this.out.length;
      this.out.text(canonicalJson(item));
      count += 1;
    }
    if (count !== length) throw new Error(`${key} has ${count} items instead of ${length}`);
    starts[count] = this.out.length + 1;
    this.#lists.push({ name: key, starts });
    this.out.text(']');
  }

  close(): void {
    this.out.text(this.#last === '' ? '{}' : '}');
  }

  /** What was written, once it is closed. */
  finish(): WrittenJson {
    return { artifactId: this.out.digest(), bytes: this.out.take(), lists: this.#lists };
  }

  #key(key: string): string {
    const opening = this.#last === '' ? '{' : ',';
    if (this.#last !== '' && key <= this.#last) throw new Error(`${key} is written after ${this.#last}`);
    this.#last = key;
    return `${opening}${JSON.stringify(key)}:`;
  }
}

/** What a written document says: everything but the items of its long lists, which stand empty. */
export function frameOf({ bytes, lists }: WrittenJson): unknown {
  const pieces: string[] = [];
  let at = 0;
  for (const { starts } of lists) {
    const [first, end] = extent(starts);
    pieces.push(decode(bytes, at, first));
    at = end;
  }
  pieces.push(decode(bytes, at, bytes.byteLength));
  return JSON.parse(pieces.join(''));
}

/** Items of one of its lists, read from the bytes that were written. */
export function* itemsOf({ bytes }: WrittenJson, { starts }: ListPlaces): Generator<unknown> {
  for (let i = 0; i + 1 < starts.length; i++)
    yield JSON.parse(decode(bytes, starts[i] ?? 0, (starts[i + 1] ?? 0) - 1)) as unknown;
}

function extent(starts: Uint32Array): [first: number, end: number] {
  const last = (starts.at(-1) ?? 0) - 1;
  // An empty list has no comma to leave out.
  return starts.length === 1 ? [last, last] : [starts[0] ?? 0, last];
}

function decode(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', from, to);
}
