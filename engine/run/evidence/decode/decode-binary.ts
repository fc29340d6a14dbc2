import { byteString } from '#engine/bytes/decode-text.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { listDynamic } from '#engine/formats/elf/list-dynamic.ts';
import { readElf } from '#engine/formats/elf/read-elf.ts';
import { mapExecutable } from '#engine/formats/executable/map-executable.ts';
import { parseModuleInfo } from '#engine/formats/go/parse-module-info.ts';
import { readGoBuildInfo } from '#engine/formats/go/read-build-info.ts';
import { RpmHeader } from '#engine/formats/rpm/read-header.ts';
import { type RpmTagName, type RpmTagOf, rpmTags } from '#engine/formats/rpm/tags.ts';
import type { ByteRange } from '#shared/model/units.ts';
import type { RawField } from './decode-text.ts';

/** Items of a list that are told; the header of a large package has ten thousand files. */
const MOST_ITEMS = 20;
const MOST_BINARY = 32;

/** Tags of a header that this program reads. `ranges` count in the header's own bytes. */
export function rpmFields(bytes: Uint8Array): RawField[] {
  const header = new RpmHeader(bytes);
  return (Object.keys(rpmTags) as RpmTagName[])
    .filter((name) => header.has(name))
    .map((name) => ({
      name: `${name} (${rpmTags[name].tag})`,
      value: rpmValue(header, name),
      ranges: header.rangesOf(name),
    }));
}

function rpmValue(header: RpmHeader, name: RpmTagName): string {
  try {
    switch (rpmTags[name].shape) {
      case 'text':
        return byteString(header.text(name as RpmTagOf<'text'>) ?? new Uint8Array());
      case 'texts':
        return listed(header.texts(name as RpmTagOf<'texts'>) ?? []);
      case 'integers':
        return listed((header.integers(name as RpmTagOf<'integers'>) ?? []).map(String));
      case 'binary':
        return hex(header.binary(name as RpmTagOf<'binary'>) ?? new Uint8Array());
      default:
        return rpmTags[name] satisfies never;
    }
  } catch (error) {
    // One bad tag costs no other.
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}

/** Entries of the dynamic section, by their name in the gABI. */
export function elfFields(bytes: Uint8Array): RawField[] {
  return listDynamic(readElf(bytes)).map(({ name, value, text, ranges }) => ({
    name,
    value: text ?? `0x${value.toString(16)}`,
    ranges,
  }));
}

/** What `go version -m` prints, line by line; nothing for a program that is none of Go's. */
export function goFields(bytes: Uint8Array): RawField[] {
  const fields: RawField[] = [];
  for (const image of mapExecutable(bytes)) {
    const info = readGoBuildInfo(bytes, image);
    if (info === undefined) continue;
    const { magic, version, modules } = info;
    fields.push({ name: 'go version', value: textIn(bytes, version), ranges: [magic, version] });
    if (modules === undefined) continue;
    const text = byteString(bytes.subarray(modules.from, modules.to));
    const { mainPackage, main, modules: list, settings } = parseModuleInfo(text, modules.from);
    if (mainPackage !== null) fields.push({ name: 'path', value: mainPackage, ranges: [modules] });
    for (const [word, module] of [
      ...(main ? [['mod', main] as const] : []),
      ...list.map((one) => ['dep', one] as const),
    ]) {
      const { path, version: of, sum, replacement, lines } = module;
      const by = replacement === null ? '' : ` => ${replacement.path} ${replacement.version} ${replacement.sum}`;
      fields.push({ name: word, value: `${path} ${of} ${sum}${by}`.trim(), ranges: lines });
    }
    for (const { key, value } of settings) fields.push({ name: `build ${key}`, value, ranges: [] });
  }
  return fields;
}

function textIn(bytes: Uint8Array, { from, to }: ByteRange): string {
  return byteString(bytes.subarray(from, to));
}

function listed(items: readonly string[]): string {
  const more = items.length > MOST_ITEMS ? `, … (${items.length})` : '';
  return items.slice(0, MOST_ITEMS).join(', ') + more;
}

function hex(bytes: Uint8Array): string {
  const more = bytes.length > MOST_BINARY ? `… (${bytes.length} bytes)` : '';
  return Buffer.from(bytes.subarray(0, MOST_BINARY)).toString('hex') + more;
}
