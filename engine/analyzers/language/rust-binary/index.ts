import type { CargoAuditFact, CargoTraceFact } from '#shared/model/facts/cargo.ts';
import { outcome } from '#shared/model/outcome.ts';
import { cite } from '#engine/bytes/cite.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readResult } from '#engine/bytes/read-result.ts';
import { mapExecutable } from '#engine/formats/executable/map-executable.ts';
import { type MappedImage, sectionNamed } from '#engine/formats/executable/mapped-image.ts';
import { findRegistryPaths } from '#engine/formats/rust-audit/find-registry-paths.ts';
import { readAuditData } from '#engine/formats/rust-audit/read-audit-data.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Constants, by the names that ELF, PE and Mach-O give their section. */
const CONSTANTS = new Set(['.rodata', '.rdata', '__const', '__cstring']);

/** Crates that a Rust program was built from; without such a list, those whose source paths it mentions. */
export const rustBinary = defineFileAnalyzer({
  id: 'language/rust-binary',
  version: 2,
  role: 'file',
  wants: [{ magic: 'elf' }, { magic: 'pe' }, { magic: 'macho' }],
  maxBytes: limits.executableBytes,
  emits: ['cargo-audit', 'cargo-trace'],
  analyze({ bytes }) {
    const facts: (CargoAuditFact | CargoTraceFact)[] = [];
    const diagnostics = new DiagnosticList();
    for (const image of mapExecutable(bytes)) {
      const section = sectionNamed(image, '.dep-v0');
      if (section === undefined) {
        facts.push(...traces(bytes, image));
        continue;
      }
      const read = readResult(() => readAuditData(bytes, section.at));
      if ('diagnostic' in read) diagnostics.add(read.diagnostic);
      else {
        const { packages, compressed } = read.row;
        facts.push({
          kind: 'cargo-audit',
          slice: image.slice,
          crates: packages.map(({ kind, ...crate }) => ({ ...crate, buildOnly: kind === 'build' })),
          cited: cite(bytes, 'bytes', [compressed]),
        });
      }
    }
    return outcome(facts, diagnostics.list());
  },
});

function traces(bytes: Uint8Array, image: MappedImage): CargoTraceFact[] {
  const paths = image.sections
    .filter(({ name }) => CONSTANTS.has(name))
    // Only programs for Windows are built on Windows.
    .flatMap(({ at }) => findRegistryPaths(bytes, at, bytes[0] === 0x4d ? ['/', '\\'] : ['/']));
  if (paths.length === 0) return [];
  const crates = new Set(paths.map(({ name, version }) => `${name} ${version}`));
  return [
    {
      kind: 'cargo-trace',
      crates: [...crates].sort(),
      cited: cite(
        bytes,
        'bytes',
        paths.map(({ at }) => at),
      ),
    },
  ];
}
