import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { PackageFact } from '#shared/model/fact.ts';
import { outcome } from '#shared/model/outcome.ts';
import { textOf } from '#engine/bytes/byte-text.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { byteString } from '#engine/bytes/decode-text.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type Deb822Field, type Deb822Stanza, firstLine, readDeb822 } from '#engine/formats/deb822/read-deb822.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Fields that make the claim, and are cited. */
const IDENTITY = ['package', 'version', 'architecture', 'status'];
const DETAILS = ['section', 'description', 'maintainer', 'homepage', 'installed-size'];
/** States in which files of the package are there (opkg, libopkg/pkg.h). */
const PRESENT = new Set(['installed', 'unpacked', 'half-installed', 'half-configured']);

/** Installed packages of opkg (OpenWrt, Yocto): dpkg's stanzas with status words of its own, hence an analyzer of its own. */
export const opkgStatus = defineFileAnalyzer({
  id: 'os/opkg-status',
  version: 1,
  role: 'database',
  wants: [{ path: 'usr/lib/opkg/status' }, { path: 'var/lib/opkg/status' }],
  maxBytes: limits.textDatabaseBytes,
  emits: ['package'],
  analyze({ bytes }) {
    const text = byteString(bytes);
    const facts: PackageFact[] = [];
    const problems = new DiagnosticList();
    let parted = false;
    for (const stanza of readDeb822(text)) {
      if (facts.length >= limits.packagesPerDatabase) {
        const limit = limits.packagesPerDatabase;
        problems.add({ code: 'limit-exceeded', what: 'packages of an opkg status file', limit, seen: limit + 1 });
        break;
      }
      problems.add(...stanza.problems);
      const read = packageOf(bytes, text, stanza, parted);
      if ('code' in read) problems.add(read);
      else if (PRESENT.has(read.state)) facts.push(read);
      parted = true;
    }
    return outcome(facts, problems.list());
  },
});

function packageOf(bytes: Uint8Array, text: string, stanza: Deb822Stanza, parted: boolean): PackageFact | Diagnostic {
  const fields = new Map<string, Deb822Field>();
  for (const field of stanza.fields) if (!fields.has(field.key)) fields.set(field.key, field);
  const value = (key: string): string | undefined => {
    const field = fields.get(key);
    return field && firstLine(text, field);
  };
  const name = value('package');
  const version = value('version');
  const state = value('status')?.split(/ +/)[2];
  if (!name || !version || state === undefined) {
    const what = 'Package, Version or Status of an opkg stanza';
    return { code: 'missing', what, found: excerpt(text, stanza.from, stanza.to) };
  }
  const ranges = IDENTITY.flatMap((key) => rangeOf(fields.get(key)));
  // Without what parts it from the stanza before, it would be swallowed.
  if (parted && stanza.separator) ranges.push(stanza.separator);
  const licence = fields.get('license');
  const details = DETAILS.flatMap((key) => {
    const stated = value(key);
    return stated ? [[key, textOf(stated)] as const] : [];
  });
  return {
    kind: 'package',
    type: 'opkg',
    name: textOf(name),
    version: textOf(version),
    arch: value('architecture') ?? null,
    source: null,
    state,
    licence: licence ? { text: textOf(firstLine(text, licence)), cited: cite(bytes, 'lines', rangeOf(licence)) } : null,
    details: Object.fromEntries(details),
    files: [],
    cited: cite(bytes, 'lines', ranges),
  };
}

function rangeOf(field: Deb822Field | undefined): { from: number; to: number }[] {
  return field ? [lineRange(field.from, field.lineTo)] : [];
}
