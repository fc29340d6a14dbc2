import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { PackageFact } from '#shared/model/fact.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { excerpt } from '#engine/bytes/diagnostic-list.ts';
import { type Deb822Field, type Deb822Stanza, firstLine } from '#engine/formats/deb822/read-deb822.ts';
import { detailsOf } from './details.ts';
import type { Identity } from './identity.ts';
import { isPackageName, isPresent, parseArch, parseSource, parseStatus, parseVersion } from './values.ts';

/** What one stanza amounts to. `lacks`: the field that keeps it from being a fact; whether that is a loss depends on the file. */
export type PackageReading = Readonly<{ fact?: PackageFact; lacks?: Diagnostic; problems: readonly Diagnostic[] }>;

/**
 * The package that a stanza states, if it is one and installed in some way.
 *
 * Cited are exactly the lines of name, version, architecture, source and state; and what parts the stanza from another package
 * in front of it, for without that it would be swallowed.
 *
 * @param parted whether the stanza before has identity fields
 */
export function packageOf(
  bytes: Uint8Array,
  text: string,
  stanza: Deb822Stanza,
  { fields, others }: Identity,
  parted: boolean,
): PackageReading {
  const problems: Diagnostic[] = [];
  const bad = (what: string, field: Deb822Field): void => {
    problems.push({
      code: 'malformed',
      what,
      at: { from: field.from, to: field.to },
      found: excerpt(text, field.from, field.to),
    });
  };
  for (const field of Object.values(fields)) {
    // dpkg would make it part of the value and then refuse that. The first line alone is what the fact claims and cites.
    if (field.to > field.lineTo) bad('continuation of a dpkg field of one line', field);
  }
  const status = fields.status && parseStatus(firstLine(text, fields.status));
  if (fields.status && !status) bad('dpkg Status', fields.status);
  if (fields.status && !(status && isPresent(status.state))) return { problems };

  const name = fields.package && firstLine(text, fields.package);
  if (fields.package && !isPackageName(name ?? '')) {
    bad('dpkg Package', fields.package);
    return { problems };
  }
  if (name === undefined || !fields.version) {
    const what = `${name === undefined ? 'Package' : 'Version'} of a dpkg stanza`;
    return { problems, lacks: { code: 'missing', what, found: excerpt(text, stanza.from, stanza.to) } };
  }
  const version = parseVersion(firstLine(text, fields.version));
  if (version === undefined) {
    bad('dpkg Version', fields.version);
    return { problems };
  }

  const arch = fields.architecture ? parseArch(firstLine(text, fields.architecture)) : null;
  if (fields.architecture && arch === undefined) bad('dpkg Architecture', fields.architecture);
  const source = fields.source ? parseSource(firstLine(text, fields.source), version) : { name, version };
  if (fields.source && source === undefined) bad('dpkg Source', fields.source);

  const ranges = Object.values(fields).map((field) => lineRange(field.from, field.lineTo));
  if (parted && stanza.separator) ranges.push(stanza.separator);
  const fact: PackageFact = {
    kind: 'package',
    type: 'deb',
    name,
    version: textOf(version),
    arch: arch ?? null,
    source: source ? { name: source.name, version: textOf(source.version) } : null,
    state: status?.state ?? 'installed',
    licence: null,
    details: detailsOf(text, others, status),
    files: [],
    cited: cite(bytes, 'lines', ranges),
  };
  return { fact, problems };
}
