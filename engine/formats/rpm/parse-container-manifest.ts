import type { ByteRange } from '#shared/model/units.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { decodeText } from '#engine/bytes/decode-text.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { type ReadResult, readResult } from '#engine/bytes/read-result.ts';

/** A line of the list that images without an rpm database carry. Text as it stands; undefined where it is `(none)`. */
export type ManifestLine = Readonly<{
  name: string;
  versionRelease: string;
  installTime: string | undefined;
  buildTime: string | undefined;
  vendor: string | undefined;
  epoch: string | undefined;
  size: string | undefined;
  arch: string | undefined;
  sourceRpm: string | undefined;
  /** The line with both line feeds that make it a line. */
  range: ByteRange;
}>;

const LINE_FEED = 10;
const FIELDS = 10;
const WHAT = 'rpm container manifest line';

/**
 * The lines of `container-manifest-2`: what `rpm -qa` printed when the image was built, ten fields separated by tabs: name,
 * version-release, install time, build time, vendor, epoch, size, architecture, epoch number, source package. A line with fewer
 * fields gives a diagnostic, the others stay; empty lines are skipped.
 */
export function* parseContainerManifest(bytes: Uint8Array): Generator<ReadResult<ManifestLine>> {
  for (let from = 0; from < bytes.byteLength;) {
    const feed = bytes.indexOf(LINE_FEED, from);
    const end = feed < 0 ? bytes.byteLength : feed;
    const start = from;
    if (end > start) yield readResult(() => parseLine(bytes, start, end));
    from = end + 1;
  }
}

function parseLine(bytes: Uint8Array, start: number, end: number): ManifestLine {
  if (end - start > limits.lineBytes)
    throw new ParseError({ code: 'limit-exceeded', what: WHAT, limit: limits.lineBytes, seen: end - start });
  const fields = decodeText(bytes.subarray(start, end)).split('\t');
  const [name, versionRelease, installTime, buildTime, vendor, epoch, size, arch, , sourceRpm] = fields.map(stated);
  if (fields.length < FIELDS || name === undefined || versionRelease === undefined)
    throw new ParseError({
      code: 'malformed',
      what: WHAT,
      at: { from: start, to: end },
      found: `${fields.length} fields`,
      expected: `${FIELDS}, of which name and version are not empty`,
    });
  const range = lineRange(start, Math.min(bytes.byteLength, end + 1));
  return { name, versionRelease, installTime, buildTime, vendor, epoch, size, arch, sourceRpm, range };
}

function stated(field: string): string | undefined {
  return field === '' || field === '(none)' ? undefined : field;
}
