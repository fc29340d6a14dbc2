/** A field of a message with its tag: half-open, in bytes of the message. */
export type Field = Readonly<{ number: number; from: number; to: number }>;

/**
 * Fields of a message in their order, unread (Protobuf encoding, "Message Structure").
 *
 * @throws RangeError where a field does not end inside the message or has a type that no schema has any more
 */
export function* topLevelFields(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) break;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError(`a number at byte ${at} does not end`);
  };
  while (at < bytes.byteLength) {
    const from = at;
    const tag = varint();
    const type = tag % 8;
    if (type === 0) varint();
    else if (type === 1) at += 8;
    else if (type === 2) {
      const length = varint();
      at += length;
    } else if (type === 5) at += 4;
    else throw new RangeError(`field of type ${type} at byte ${from}`);
    if (at > bytes.byteLength) throw new RangeError(`the field at byte ${from} does not end`);
    yield { number: Math.floor(tag / 8), from, to: at };
  }
}
