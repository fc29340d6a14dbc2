import type { MachoCodeDirectory, MachoFact, MachoProgram, MachoSignature } from '#shared/model/facts/macho.ts';
import { outcome } from '#shared/model/outcome.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { cite } from '#engine/bytes/cite.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { readSignedData } from '#engine/formats/cms/read-signed-data.ts';
import { checkPages } from '#engine/formats/macho/check-pages.ts';
import type { CodeDirectory } from '#engine/formats/macho/read-code-directory.ts';
import { isDigestOf } from '#engine/formats/macho/hash-types.ts';
import { type MachoHeader, readMachoHeader } from '#engine/formats/macho/read-header.ts';
import { readMacho } from '#engine/formats/macho/read-macho.ts';
import type { MachoLibrary } from '#engine/formats/macho/read-names.ts';
import { type CodeSignature, readSignature } from '#engine/formats/macho/read-signature.ts';
import { readSlices } from '#engine/formats/macho/read-slices.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/**
 * What a Mach-O file needs, offers and says it is, slice by slice. What cannot be read of one command, slice or signature is a
 * diagnostic, and the rest are facts.
 */
export const macho = defineFileAnalyzer({
  id: 'binary/macho',
  version: 1,
  role: 'file',
  wants: [{ magic: 'macho' }],
  maxBytes: limits.executableBytes,
  emits: ['macho'],
  analyze({ bytes }) {
    const { universal, slices, diagnostics: left } = readSlices(bytes);
    const diagnostics = new DiagnosticList();
    diagnostics.add(...left);
    const cited: ByteRange[] = universal ? [universal] : [];
    const programs: MachoProgram[] = [];
    for (const { at } of slices) {
      const header = attempt(diagnostics, () => readMachoHeader(bytes, at));
      // Static libraries and bitcode may be in slices too.
      if (header === undefined) continue;
      programs.push(programOf(bytes, header, diagnostics, cited));
    }
    if (programs.length === 0) return outcome<MachoFact>([], diagnostics.list());
    const fact: MachoFact = {
      kind: 'macho',
      universal: universal !== null,
      programs,
      cited: cite(bytes, 'bytes', cited),
    };
    return outcome([fact], diagnostics.list());
  },
});

function attempt<T>(diagnostics: DiagnosticList, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    diagnostics.add(error.diagnostic);
    return undefined;
  }
}

/** @param cited takes what is stated here */
function programOf(
  bytes: Uint8Array,
  header: MachoHeader,
  diagnostics: DiagnosticList,
  cited: ByteRange[],
): MachoProgram {
  const { signature: place, libraries, id, linker, at, diagnostics: wrong, ...stated } = readMacho(bytes, header);
  diagnostics.add(...wrong);
  cited.push(header.at, ...at);
  const signature = place && attempt(diagnostics, () => readSignature(bytes, place));
  if (signature) {
    cited.push(signature.at, ...signature.directories.map((one) => one.at));
    const { cms, entitlements } = signature;
    if (cms) cited.push({ from: cms.from - 8, to: cms.to });
    // That there are any is stated, and not which.
    if (entitlements) cited.push({ from: entitlements.from - 8, to: entitlements.from });
  }
  return {
    class: header.class,
    order: header.order,
    cpu: header.cpu,
    cpuSubtype: header.cpuSubtype,
    type: header.type,
    flags: header.flags,
    libraries: libraries.map(({ load, ...library }) => ({ load, ...printed(library) })),
    id: id && printed(id),
    linker: linker === null ? null : printPath(linker),
    ...stated,
    rpaths: stated.rpaths.map(printPath),
    environment: stated.environment.map(printPath),
    signature:
      place && signature
        ? { ...signatureOf(bytes, header, place, signature), signers: signersOf(bytes, signature, diagnostics) }
        : null,
  };
}

function printed({ path, ...versions }: MachoLibrary): MachoLibrary {
  return { path: printPath(path), ...versions };
}

function signatureOf(
  bytes: Uint8Array,
  { slice }: MachoHeader,
  place: ByteRange,
  { directories, cms, entitlements }: CodeSignature,
): Omit<MachoSignature, 'signers'> {
  const stated = (directory: CodeDirectory): MachoCodeDirectory => ({
    hash: directory.hash?.name ?? String(directory.hashType),
    cdHash: directory.cdHash,
    version: directory.version,
    flags: directory.flags,
    identifier: printPath(directory.identifier),
    teamId: directory.teamId === null ? null : printPath(directory.teamId),
    pages: checkPages(bytes, slice, place, directory),
  });
  return { directories: directories.map(stated), cms: cms !== null, entitlements: entitlements !== null };
}

function signersOf(
  bytes: Uint8Array,
  { cms, directories: [first] }: CodeSignature,
  diagnostics: DiagnosticList,
): MachoSignature['signers'] {
  if (cms === null) return [];
  const data = attempt(diagnostics, () => readSignedData(bytes, cms.from, cms.to));
  return (data?.signers ?? []).map(({ subject, issuer, serial, messageDigest }) => ({
    subject,
    issuer,
    serial,
    directory:
      messageDigest === null
        ? 'unknown'
        : first && isDigestOf(messageDigest, bytes.subarray(first.at.from, first.at.to))
          ? 'equal'
          : 'different',
  }));
}
