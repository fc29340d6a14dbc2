import { readApkInstalledDb } from '#engine/formats/apk/read-installed-db.ts';
import { readDeb822, unfolded } from '#engine/formats/deb822/read-deb822.ts';
import { jsonItems, jsonMembers, readJson } from '#engine/formats/json/read-members.ts';
import { readMetadata } from '#engine/formats/python/read-metadata.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';

/** A field before it is known whether it is cited; texts are byte strings. */
export type RawField = Readonly<{ name: string; value: string; ranges: readonly ByteRange[] }>;

/** Names of apk's letters, as `apk --help` and its source have them. */
const APK_NAMES: Readonly<Record<string, string>> = {
  C: 'checksum',
  P: 'name',
  V: 'version',
  A: 'architecture',
  S: 'size',
  I: 'installed size',
  T: 'description',
  U: 'URL',
  L: 'licence',
  o: 'origin',
  m: 'maintainer',
  t: 'build time',
  c: 'commit',
  k: 'provider priority',
  D: 'dependencies',
  p: 'provides',
  r: 'replaces',
  i: 'install if',
};

/** Fields of the stanza that a place lies in; of the first one without a place. */
export function stanzaFields(text: string, place: Bytes): RawField[] {
  for (const { from, to, fields } of readDeb822(text))
    if (place < to || to === text.length)
      return fields.map((field) => ({
        name: text.slice(field.from, text.indexOf(':', field.from)),
        value: unfolded(text, field),
        ranges: [{ from: Math.max(from, field.from), to: field.to }],
      }));
  return [];
}

/** Fields of the apk record that a place lies in. Its files are a list of their own, and left out. */
export function apkFields(text: string, place: Bytes): RawField[] {
  for (const { to, fields } of readApkInstalledDb(text))
    if (place < to || to === text.length)
      return [...fields.values()].map(({ letter, value, from, to: end }) => ({
        name: APK_NAMES[letter] === undefined ? letter : `${letter} (${APK_NAMES[letter]})`,
        value,
        ranges: [{ from, to: end }],
      }));
  return [];
}

/** Headers of Python's core metadata. */
export function metadataFields(text: string): RawField[] {
  return readMetadata(text).map(({ key, value, from, to }) => ({ name: key, value, ranges: [{ from, to }] }));
}

/** Lines `key=value` or `key: value`: properties, and os-release, whose quotes stay. */
export function propertyFields(text: string): RawField[] {
  const fields: RawField[] = [];
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf('\n', at);
    const next = feed < 0 ? text.length : feed + 1;
    const [, name, value] = /^\s*([^\s#!=:]+)\s*[=:]\s*(.*?)\s*$/.exec(text.slice(at, feed < 0 ? next : feed)) ?? [];
    if (name !== undefined && value !== undefined) fields.push({ name, value, ranges: [{ from: at, to: next }] });
    at = next;
  }
  return fields;
}

/** Levels of a document that are looked into for cited values. */
const MOST_DEPTH = 12;

/**
 * Members of a JSON text by their pointer (RFC 6901): those of the top, and further in those that hold cited bytes. A value that
 * has members of its own is shown as it is written.
 */
export function jsonFields(bytes: Uint8Array, cited: readonly ByteRange[]): RawField[] {
  const { text, start } = readJson(bytes, 'JSON');
  const fields: RawField[] = [];
  const holds = ({ from, to }: ByteRange): boolean => cited.some((range) => range.from < to && range.to > from);
  const walk = (pointer: string, at: Bytes, depth: number): void => {
    for (const [key, member] of jsonMembers(text, at)) {
      const place = `${pointer}/${Buffer.from(key.replaceAll('~', '~0').replaceAll('/', '~1')).toString('latin1')}`;
      add(place, member.value, [{ from: member.key.from, to: member.value.to }], depth);
    }
    for (const [item, range] of jsonItems(text, at).entries())
      if (holds(range)) add(`${pointer}/${item}`, range, [range], depth);
  };
  const add = (place: string, value: ByteRange, ranges: ByteRange[], depth: number): void => {
    const nested = text[value.from] === '{' || text[value.from] === '[';
    // Wholly cited, or not at all: what is inside would say no more.
    const inside = nested && holds(value) && !cited.some(({ from, to }) => from <= value.from && to >= value.to);
    if (inside && depth < MOST_DEPTH) walk(place, value.from, depth + 1);
    else if (depth === 0 || holds({ from: ranges[0]?.from ?? value.from, to: value.to }))
      fields.push({ name: place, value: text.slice(value.from, value.to), ranges });
  };
  walk('', firstToken(text, start), 0);
  return fields;
}

function firstToken(text: string, start: Bytes): Bytes {
  return start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0);
}
