import type { Citation } from '#shared/model/evidence.ts';
import type { LicenceText, OwnedFile, PackageFact } from '#shared/model/fact.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { decodeText } from '#engine/bytes/decode-text.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { parseSourceRpm, splitNvr } from '#engine/formats/rpm/parse-source-rpm.ts';
import type { RpmHeader } from '#engine/formats/rpm/read-header.ts';
import type { RpmTagOf } from '#engine/formats/rpm/tags.ts';
import { rpmDetails } from './rpm-details.ts';

/** Cites parts of the header blob; offsets count from its start. */
export type CiteInHeader = (kind: Citation['kind'], ranges: readonly ByteRange[]) => Citation;

/** Is the row an installed package? Imported keys are kept as packages that have no architecture; a source package's row says that it was unpacked once. */
export function isInstalledPackage(header: RpmHeader): boolean {
  if (header.has('sourcePackage') && !header.has('sourceRpm') && !header.has('sourceNevr')) return false;
  return !(textOf(header, 'name') === 'gpg-pubkey' && textOf(header, 'arch') === undefined);
}

/**
 * The fact that a header states.
 *
 * @throws {ParseError} `missing` when there is no name, version or release; `malformed` when a tag that is used is
 */
export function rpmPackageFact(header: RpmHeader, files: readonly OwnedFile[], cite: CiteInHeader): PackageFact {
  const epoch = header.integer('epoch');
  const version = `${required(header, 'version')}-${required(header, 'release')}`;
  return {
    kind: 'package',
    type: 'rpm',
    name: required(header, 'name'),
    version: epoch === undefined || epoch === 0 ? version : `${epoch}:${version}`,
    arch: textOf(header, 'arch') ?? null,
    source: sourceOf(header),
    state: 'installed',
    licence: licenceOf(header, cite),
    details: rpmDetails(header),
    files,
    cited: cite('row', [{ from: 0, to: header.bytes.byteLength }]),
  };
}

function textOf(header: RpmHeader, tag: RpmTagOf<'text'>): string | undefined {
  const text = header.text(tag);
  return text === undefined ? undefined : decodeText(text);
}

function required(header: RpmHeader, tag: RpmTagOf<'text'>): string {
  const text = textOf(header, tag);
  if (text === undefined || text === '') throw new ParseError({ code: 'missing', what: `rpm header ${tag}` });
  return text;
}

function sourceOf(header: RpmHeader): PackageFact['source'] {
  const fileName = textOf(header, 'sourceRpm');
  const source = fileName === undefined ? splitNvr(textOf(header, 'sourceNevr') ?? '') : parseSourceRpm(fileName);
  return source === undefined ? null : { name: source.name, version: `${source.version}-${source.release}` };
}

function licenceOf(header: RpmHeader, cite: CiteInHeader): LicenceText | null {
  const text = textOf(header, 'licence');
  return text === undefined || text === '' ? null : { text, cited: cite('bytes', header.rangesOfText('licence')) };
}
