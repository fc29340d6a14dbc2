/** A line as its own bytes, one character a byte, its line feed included: lines are the same when these are. */
export type ByteLine = string;

/** Cuts at line feeds. No bytes: no lines. */
export function splitLines(bytes: Uint8Array): ByteLine[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const lines: ByteLine[] = [];
  for (let from = 0; from < text.length;) {
    const feed = text.indexOf('\n', from);
    const to = feed === -1 ? text.length : feed + 1;
    lines.push(text.slice(from, to));
    from = to;
  }
  return lines;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A line for people: UTF-8, else with its bytes above ASCII as `\xNN`, so that lines that differ look different. */
export function lineText(line: ByteLine): Readonly<{ text: string; raw?: true; unended?: true }> {
  const ended = line.endsWith('\n');
  const content = ended ? line.slice(0, -1) : line;
  const end = ended ? {} : ({ unended: true } as const);
  try {
    return { text: UTF8.decode(Buffer.from(content, 'latin1')), ...end };
  } catch {
    const text = content.replaceAll(/[\u0080-\u00ff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
    return { text, raw: true, ...end };
  }
}
