import { trimmed } from '#engine/bytes/byte-text.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { limits } from '#engine/bytes/limits.ts';

/** Maven's coordinates, with the lines that state them. */
export type Coordinates = Readonly<{ group: string; artifact: string; version: string; ranges: readonly ByteRange[] }>;

const KEYS = ['groupId', 'artifactId', 'version'] as const;

/**
 * Coordinates in `META-INF/maven/…/pom.properties`, as Maven's archiver writes them: `key=value` or `key:value` lines.
 *
 * @param text whole file as a byte string
 * @returns undefined where one is missing, empty, or still a placeholder
 */
export function readPomProperties(text: string): Coordinates | undefined {
  const found = new Map<string, { value: string; range: ByteRange }>();
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const next = feed < 0 ? text.length : feed + 1;
    const [, key, value] = /^([A-Za-z]+)[ \t]*[=:][ \t]*([^\n]*)$/.exec(trimmed(text, at, next)) ?? [];
    if (key !== undefined && value !== undefined) found.set(key, { value, range: { from: at, to: next } });
    at = next;
  }
  const [group, artifact, version] = KEYS.map((key) => found.get(key));
  if (!group || !artifact || !version) return undefined;
  if (![group, artifact, version].every(({ value }) => isLiteral(value))) return undefined;
  return {
    group: group.value,
    artifact: artifact.value,
    version: version.value,
    ranges: [group.range, artifact.range, version.range],
  };
}

/** A coordinate that says something: not empty, no `${…}`, nothing that a purl's parts are divided by, and fit for a file's name, as repositories use it. */
export function isLiteral(value: string): boolean {
  return value !== '' && value.length <= limits.nameBytes && !value.includes('${') && !/[/\s]/.test(value);
}
