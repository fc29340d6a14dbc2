import { createHash, type Hash } from 'node:crypto';
import { type Digest, digestOf, type Sha256 } from '#shared/model/digest.ts';

/** Bytes of the first piece of memory. */
const SLAB = 1 << 20;
/**
 * Bytes of each other one. What is not written of it is not resident; and above 32 MiB, glibc's malloc gives memory back when it is
 * freed, where smaller pieces wait for those after them: a document of 190 MiB was twice in memory while it was taken.
 */
const LARGE_SLAB = 33 << 20;

/**
 * Takes a document piece by piece, and hashes it on the way. No text of the whole ever exists: a single character outside
 * Latin-1 would double it, and the pieces beside it would make it three.
 */
export class DocumentWriter {
  readonly #hash: Hash | null;
  readonly #keeps: boolean;
  readonly #full: Buffer<ArrayBuffer>[] = [];
  #slab = Buffer.from(new ArrayBuffer(0));
  #used = 0;
  #hashed = 0;
  #before = 0;

  /**
   * @param keeps false: only the digest is wanted
   * @param hash of what went before; null: no digest is wanted
   */
  constructor(keeps = true, hash: Hash | null = createHash('sha256')) {
    this.#keeps = keeps;
    this.#hash = hash;
  }

  /** Goes on from here apart, for a digest. */
  forHash(): DocumentWriter {
    this.#hashUsed();
    return new DocumentWriter(false, this.#hash?.copy() ?? null);
  }

  /** Bytes so far. */
  get length(): number {
    return this.#before + this.#used;
  }

  text(text: string): void {
    // UTF-8 has at most three bytes for a UTF-16 code unit; counting exactly is for what is long.
    let most = text.length * 3;
    if (most > SLAB / 16) most = Buffer.byteLength(text);
    this.#room(most);
    this.#used += this.#slab.write(text, this.#used);
  }

  bytes(bytes: Uint8Array): void {
    this.#room(bytes.byteLength);
    this.#slab.set(bytes, this.#used);
    this.#used += bytes.byteLength;
  }

  /** SHA-256 of what was written so far. */
  digest(): Digest {
    this.#hashUsed();
    if (this.#hash === null) throw new Error('no digest was wanted');
    return digestOf(this.#hash.copy().digest('hex') as Sha256);
  }

  /** All that was written, in memory of its own. The writer is empty afterwards: each piece is given back once it is copied. */
  take(): Uint8Array<ArrayBuffer> {
    const joined = new Uint8Array(this.length);
    let at = 0;
    for (const slab of [...this.#full.splice(0), this.#slab.subarray(0, this.#used)]) {
      joined.set(slab, at);
      at += slab.byteLength;
      slab.buffer.transfer(0);
    }
    this.#slab = Buffer.from(new ArrayBuffer(0));
    this.#used = 0;
    this.#before = 0;
    this.#hashed = 0;
    return joined;
  }

  #room(bytes: number): void {
    if (this.#used + bytes <= this.#slab.byteLength) return;
    this.#hashUsed();
    this.#before += this.#used;
    if (this.#keeps) this.#full.push(this.#slab.subarray(0, this.#used));
    // Its own memory, not the pool's: it is given back as a whole.
    const size = this.#keeps && this.#before > 0 ? LARGE_SLAB : SLAB;
    if (this.#keeps || bytes > this.#slab.byteLength) this.#slab = Buffer.from(new ArrayBuffer(Math.max(size, bytes)));
    this.#used = 0;
    this.#hashed = 0;
  }

  #hashUsed(): void {
    this.#hash?.update(this.#slab.subarray(this.#hashed, this.#used));
    this.#hashed = this.#used;
  }
}
