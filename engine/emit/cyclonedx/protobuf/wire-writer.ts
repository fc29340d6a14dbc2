/** Most bytes of a tag and a length. */
const HEAD = 10;

/**
 * Protobuf's wire format (protobuf.dev/programming-guides/encoding), for the messages that a document has by the thousand. The
 * card's protobufjs wants an object for each message and asks it for every member of the schema: of 5,000 components that was
 * half of the time. What is written here is read back by protobufjs before it is stored.
 */
export class WireWriter {
  #bytes = Buffer.from(new ArrayBuffer(1 << 16));
  #at = 0;

  /** A varint field of at most 32 bits. */
  number(field: number, value: number): void {
    this.#room(HEAD);
    this.#varint(field << 3);
    this.#varint(value);
  }

  /** A varint field of 64 bits; a negative number is its two's complement, ten bytes. */
  long(field: number, value: number): void {
    this.#room(HEAD * 2);
    this.#varint(field << 3);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80;
    this.#bytes[this.#at++] = Number(rest);
  }

  /** A length-delimited field of UTF-8. */
  text(field: number, text: string): void {
    // UTF-8 has at most three bytes for a UTF-16 code unit.
    this.#room(text.length * 3 + HEAD);
    this.#varint((field << 3) | 2);
    const start = this.#at + 1;
    this.#at = start + this.#bytes.write(text, start);
    this.close(start);
  }

  /** A 32-bit floating point field. */
  float(field: number, value: number): void {
    this.#room(HEAD);
    this.#varint((field << 3) | 5);
    this.#at = this.#bytes.writeFloatLE(value, this.#at);
  }

  /** Begins a message inside this one; what it returns is for {@link close}. */
  open(field: number): number {
    this.#room(HEAD);
    this.#varint((field << 3) | 2);
    this.#at += 1;
    return this.#at;
  }

  /** Ends the message: its length goes before it, in as few bytes as it needs. */
  close(start: number): void {
    const length = this.#at - start;
    // One byte was left for the length.
    if (length < 0x80) {
      this.#bytes[start - 1] = length;
      return;
    }
    let size = 2;
    for (let rest = length >>> 14; rest > 0; rest >>>= 7) size++;
    this.#room(HEAD);
    this.#bytes.copyWithin(start - 1 + size, start, this.#at);
    this.#at = start - 1;
    this.#varint(length);
    this.#at += length;
  }

  /** What was written, until the next is: the writer is empty afterwards. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#at);
    this.#at = 0;
    return taken;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.byteLength) return;
    const grown = Buffer.from(new ArrayBuffer(Math.max(this.#bytes.byteLength * 2, this.#at + bytes)));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }
}
