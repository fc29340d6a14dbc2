import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { limits } from '#engine/bytes/limits.ts';

/** One attribute of the main section, with its lines. */
export type ManifestAttribute = Readonly<{ value: string; range: ByteRange }>;

/**
 * Main attributes of `META-INF/MANIFEST.MF`, by name in lower case; of a repeated one the last, as Java takes it. A line that
 * begins with a blank continues the one before, without the blank: lines are cut at 72 bytes.
 *
 * @param text whole file as a byte string
 * @see JAR File Specification, "JAR Manifest"
 */
export function readManifest(text: string): ReadonlyMap<string, ManifestAttribute> {
  const attributes = new Map<string, ManifestAttribute>();
  let open: { name: string; value: string; from: Bytes; to: Bytes } | undefined;
  const close = (): void => {
    if (open) attributes.set(open.name, { value: open.value.trim(), range: { from: open.from, to: open.to } });
    open = undefined;
  };
  for (let at = 0, lines = 0; at < text.length && lines < limits.manifestLines; lines++) {
    let end = at;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
    const next = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : Math.min(end + 1, text.length);
    // The main section ends at the first empty line.
    if (end === at) break;
    if (text[at] === ' ') {
      if (open) {
        open.value += text.slice(at + 1, end);
        open.to = next;
      }
    } else {
      close();
      const colon = text.indexOf(':', at);
      if (colon > at && colon < end)
        open = {
          name: text.slice(at, colon).trim().toLowerCase(),
          value: text.slice(colon + 1, end),
          from: at,
          to: next,
        };
    }
    at = next;
  }
  close();
  return attributes;
}
