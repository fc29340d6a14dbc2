import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { normalisePath } from '#shared/model/root-path.ts';
import type { ByteRange, Bytes } from '#shared/model/units.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type StanzaSpan, splitStanzas } from '#engine/bytes/split-stanzas.ts';

/** One `K:value` line. Offsets count from the start of the file. */
export type ApkField = Readonly<{ letter: string; value: string; from: Bytes; to: Bytes }>;

/** One `R:` line with the lines that belong to it. `checksum`: the text after `Z:`. */
export type ApkFile = Readonly<{ path: RootPath; checksum?: string }>;

/** One record, uninterpreted. */
export type ApkRecord = Readonly<
  Pick<StanzaSpan, 'from' | 'to' | 'separator'> & {
    /** Package lines by letter; of a repeated letter the first. */
    fields: ReadonlyMap<string, ApkField>;
    files: readonly ApkFile[];
    problems: readonly Diagnostic[];
  }
>;

/** Upper-case letters that apk-tools 2 and 3 know (src/database.c, src/package.c). Lower-case ones it does not know it ignores. */
const knownUpper = new Set('PVTUALDCSIFMRZ');
/**
 * Reads apk's installed database record by record, so that a broken one costs no other. Lines may be of any length and the last
 * one need not end in a line feed.
 *
 * `F:` opens a directory, each `R:` after it is a file there, `Z:` is the checksum of the last `R:`; `M:` and `a:` (owner and
 * mode) are skipped. apk itself refuses a database with an unknown upper-case letter; here the rest of the record is kept.
 *
 * @param text whole file as a byte string
 */
export function* readApkInstalledDb(text: string): Generator<ApkRecord> {
  let budget: number = limits.listedFiles;
  for (const span of splitStanzas(text, () => false)) {
    const record = readRecord(text, span, budget);
    budget -= record.files.length;
    yield record;
  }
}

function readRecord(text: string, { from, to, separator }: StanzaSpan, budget: number): ApkRecord {
  const fields = new Map<string, ApkField>();
  const files: { path: RootPath; checksum?: string }[] = [];
  const problems = new DiagnosticList();
  let directory = '';
  // Z: belongs to the R: line before it, and to none where that was refused.
  let file: { path: RootPath; checksum?: string } | undefined;
  for (let at = from; at < to;) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 || feed >= to ? to : feed;
    const next = Math.min(to, end + 1);
    const letter = text.charAt(at);
    const value = text.slice(at + 2, end);
    if (!isFieldLine(text, at)) problems.add(badLine(text, at, end, 'a letter and a colon'));
    else if (letter === 'F') directory = value;
    else if (letter === 'R') {
      if (files.length >= budget) {
        problems.add({
          code: 'limit-exceeded',
          what: 'files of an apk database',
          limit: limits.listedFiles,
          seen: limits.listedFiles + 1,
        });
        break;
      }
      const path =
        value === '' || value.includes('\0')
          ? undefined
          : normalisePath(directory === '' ? value : `${directory}/${value}`);
      file = path ? { path } : undefined;
      if (file) files.push(file);
      else problems.add(badLine(text, at, end, 'a path inside the root'));
    } else if (letter === 'Z') {
      if (file) file.checksum = value;
    } else if (letter !== 'M' && letter !== 'a') {
      if (letter === 'P' && fields.has('P')) {
        // The blank line between two records is gone. What follows, files above all, is not the first one's.
        const what = 'apk record from its second P line on';
        problems.add({ code: 'malformed', what, at: { from: at, to }, found: excerpt(text, at, end) });
        break;
      }
      if (letter <= 'Z' && !knownUpper.has(letter)) problems.add(badLine(text, at, end, 'a letter that apk knows'));
      else if (!fields.has(letter)) fields.set(letter, { letter, value, from: at, to: next });
    }
    at = next;
  }
  return { from, to, separator, fields, files, problems: problems.list() };
}

function isFieldLine(text: string, at: Bytes): boolean {
  const code = text.charCodeAt(at) | 0x20;
  return code >= 0x61 && code <= 0x7a && text.charCodeAt(at + 1) === 0x3a;
}

function badLine(text: string, from: Bytes, to: Bytes, expected: string): Diagnostic {
  const at: ByteRange = { from, to };
  return { code: 'malformed', what: 'apk database line', at, found: excerpt(text, from, to), expected };
}
