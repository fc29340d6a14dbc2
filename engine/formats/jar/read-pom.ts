import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type Coordinates, isLiteral } from './read-pom-properties.ts';

type Text = Readonly<{ value: string; range: ByteRange }>;

/** What a `pom.xml` states in literals. Group and version may be those of the parent, as Maven inherits them. */
export type Pom = Readonly<{ coordinates: Coordinates | undefined; licences: readonly Text[] }>;

const WANTED = new Set([
  'project/groupId',
  'project/artifactId',
  'project/version',
  'project/parent/groupId',
  'project/parent/version',
  'project/licenses/license/name',
]);

/**
 * Reads the few elements that are wanted of a `pom.xml`. No XML library: nothing is resolved, no entity but the five of XML is
 * known, and each text keeps its place.
 *
 * @param text whole file as a byte string
 * @see Maven POM reference
 */
export function readPom(text: string): Pom {
  const found = new Map<string, Text>();
  const licences: Text[] = [];
  for (const { path, value, range } of elements(text)) {
    if (path === 'project/licenses/license/name') {
      if (isLicence(value) && licences.length < limits.pomLicences) licences.push({ value, range });
    } else if (!found.has(path)) found.set(path, { value, range });
  }
  const group = found.get('project/groupId') ?? found.get('project/parent/groupId');
  const artifact = found.get('project/artifactId');
  const version = found.get('project/version') ?? found.get('project/parent/version');
  const stated = [group, artifact, version];
  const coordinates =
    group && artifact && version && stated.every((one) => one !== undefined && isLiteral(one.value))
      ? {
          group: group.value,
          artifact: artifact.value,
          version: version.value,
          ranges: [group.range, artifact.range, version.range],
        }
      : undefined;
  return { coordinates, licences };
}

function isLicence(value: string): boolean {
  return value !== '' && value.length <= limits.pomLicenceBytes && !value.includes('${');
}

/** Wanted elements that hold nothing but text. The range is the element's, tags included. */
function* elements(text: string): Generator<Text & { path: string }> {
  const open: { name: string; from: Bytes; textFrom: Bytes }[] = [];
  for (let at = text.indexOf('<'), tags = 0; at >= 0 && tags < limits.pomTags; at = text.indexOf('<', at), tags++) {
    const skipped = skip(text, at);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    const end = text.indexOf('>', at);
    if (end < 0) return;
    const [, closing, name, empty] = /^<(\/?)([A-Za-z_][\w.-]*)[^>]*?(\/?)>$/.exec(text.slice(at, end + 1)) ?? [];
    if (name !== undefined && closing === '' && empty === '') {
      if (open.length >= limits.pomDepth) return;
      open.push({ name, from: at, textFrom: end + 1 });
    } else if (name !== undefined && closing === '/') {
      const path = open.map((element) => element.name).join('/');
      const last = open.pop();
      if (last?.name !== name) return;
      const raw = text.slice(last.textFrom, at);
      if (WANTED.has(path) && !raw.includes('<'))
        yield { path, value: unescaped(raw).trim(), range: { from: last.from, to: end + 1 } };
    }
    at = end + 1;
  }
}

/** End of a comment, CDATA section, declaration or instruction that begins here. */
function skip(text: string, at: Bytes): Bytes | undefined {
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
    ['<!', '>'],
  ] as const) {
    if (!text.startsWith(start, at)) continue;
    const found = text.indexOf(end, at + start.length);
    return found < 0 ? text.length : found + end.length;
  }
  return undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(raw: string): string {
  return raw.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
