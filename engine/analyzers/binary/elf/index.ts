import type { ElfFact } from '#shared/model/facts/native.ts';
import { outcome } from '#shared/model/outcome.ts';
import { printPath } from '#shared/model/root-path.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { cite } from '#engine/bytes/cite.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type ElfDynamic, readElfDynamic } from '#engine/formats/elf/read-dynamic.ts';
import { type ElfFile, readElf } from '#engine/formats/elf/read-elf.ts';
import { type ElfNote, readElfNotes } from '#engine/formats/elf/read-notes.ts';
import { packageNote } from '#engine/formats/executable/package-note.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

const PT_INTERP = 3;
const BUILD_ID = 3;
const PACKAGE = 0xcafe1a7e;

const NOTHING: Omit<ElfDynamic, 'at'> = {
  needed: [],
  soname: null,
  rpath: null,
  runpath: null,
  flags: 0,
  flags1: 0,
  auxiliary: [],
  filter: [],
  versionsNeeded: [],
  versionsDefined: [],
};

/** What an ELF file needs, offers and says it is. Which files it would be linked with is for later stages: they know paths. */
export const elf = defineFileAnalyzer({
  id: 'binary/elf',
  version: 2,
  role: 'file',
  wants: [{ magic: 'elf' }],
  maxBytes: limits.executableBytes,
  emits: ['elf'],
  analyze({ bytes }) {
    const file = readElf(bytes);
    const dynamic = readElfDynamic(file);
    const { at, needed, soname, rpath, runpath, ...rest } = { at: undefined, ...NOTHING, ...dynamic };
    const notes = readElfNotes(file);
    const buildId = notes.find(
      ({ owner, type, at: { from, to } }) =>
        owner === 'GNU' && type === BUILD_ID && from < to && to - from <= limits.elfBuildIdBytes,
    );
    const interp = interpOf(file);
    // A file may end inside its header: the fields for sections are not read.
    const header = { from: 0, to: Math.min(file.class === 64 ? 64 : 52, bytes.byteLength) };
    const ranges: ByteRange[] = [header, ...(at ? [at] : []), ...(buildId ? [buildId.at] : [])];
    const fact: ElfFact = {
      kind: 'elf',
      class: file.class,
      order: file.order,
      osAbi: file.osAbi,
      type: file.type,
      machine: file.machine,
      flags: file.flags,
      interp: interp === undefined ? null : printPath(interp),
      dynamic: dynamic !== undefined,
      needed: needed.map(printPath),
      soname: printed(soname),
      rpath: printed(rpath),
      runpath: printed(runpath),
      dtFlags: rest.flags,
      dtFlags1: rest.flags1,
      auxiliary: rest.auxiliary.map(printPath),
      filter: rest.filter.map(printPath),
      versionsNeeded: rest.versionsNeeded.map((one) => ({
        file: printPath(one.file),
        versions: one.versions.map(printPath),
      })),
      versionsDefined: rest.versionsDefined.map(printPath),
      buildId: buildId ? hex(bytes, buildId.at) : null,
      packageNote: packageNoteOf(bytes, notes),
      cited: cite(
        bytes,
        'bytes',
        ranges.filter(({ from, to }) => from < to),
      ),
    };
    return outcome([fact], []);
  },
});

function printed(name: string | null): string | null {
  return name === null ? null : printPath(name);
}

function interpOf({ segments, bytes }: ElfFile): string | undefined {
  const segment = segments.find(({ type }) => type === PT_INTERP);
  if (segment === undefined) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + segment.at.from, segment.at.to - segment.at.from);
  const end = text.indexOf(0);
  return end < 0 || end > limits.pathBytes ? undefined : text.toString('latin1', 0, end);
}

function hex(bytes: Uint8Array, { from, to }: ByteRange): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('hex');
}

function packageNoteOf(bytes: Uint8Array, notes: readonly ElfNote[]): Record<string, string> | null {
  const note = notes.find(({ owner, type }) => owner === 'FDO' && type === PACKAGE);
  return note === undefined ? null : packageNote(bytes, note.at);
}
