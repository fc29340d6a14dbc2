import { zstdDecompressSync } from 'node:zlib';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import type { ByteRange } from '#shared/model/units.ts';
import { DiagnosticList, excerpt } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';

/** A package that slices were cut from. */
export type ChiselPackage = Readonly<{ name: string; version: string; arch: string | null; line: ByteRange }>;

/** A chisel manifest: packages, and paths by package (a slice is `package_slice`). Places count in the inflated text. */
export type ChiselManifest = Readonly<{
  text: Uint8Array;
  packages: readonly ChiselPackage[];
  paths: ReadonlyMap<string, readonly string[]>;
  diagnostics: readonly Diagnostic[];
}>;

/**
 * Reads `manifest.wall`: zstd around a jsonwall, one JSON object a line, of kinds package, slice, path and content.
 *
 * @throws {ParseError} when it is not zstd, or larger than {@link limits.textDatabaseBytes}
 * @see chisel, public/manifest and public/jsonwall
 */
export function readChiselManifest(bytes: Uint8Array): ChiselManifest {
  const text = inflated(bytes);
  const packages: ChiselPackage[] = [];
  const paths = new Map<string, string[]>();
  const problems = new DiagnosticList();
  let bad = 0;
  for (let at = 0; at < text.length;) {
    const feed = text.indexOf(0x0a, at);
    const to = feed < 0 ? text.length : feed + 1;
    const line = { from: at, to };
    at = to;
    const row = parsed(text.subarray(line.from, line.to));
    if (row === undefined) {
      const found = excerpt(text.toString('latin1', line.from, line.to));
      problems.add({ code: 'malformed', what: 'chisel manifest', at: line, found, expected: 'a JSON object' });
      // A line that is no JSON costs as much as a hundred that are; no writer of manifests makes that many.
      if (++bad >= limits.diagnosticsPerFile) break;
      continue;
    }
    const { kind, name, version, arch, slice, path } = row;
    if (kind === 'package') {
      if (typeof name === 'string' && typeof version === 'string') {
        if (packages.length >= limits.packagesPerDatabase) {
          const limit = limits.packagesPerDatabase;
          problems.add({ code: 'limit-exceeded', what: 'packages of a chisel manifest', limit, seen: limit + 1 });
          break;
        }
        packages.push({ name, version, arch: typeof arch === 'string' ? arch : null, line });
      } else
        problems.add({
          code: 'missing',
          what: 'name or version of a chisel package',
          found: JSON.stringify(row).slice(0, limits.excerptBytes),
        });
    } else if (kind === 'content' && typeof slice === 'string' && typeof path === 'string') {
      const owner = slice.slice(0, slice.indexOf('_'));
      const list = paths.get(owner);
      if (list) list.push(path);
      else paths.set(owner, [path]);
    }
  }
  return { text, packages, paths, diagnostics: problems.list() };
}

function inflated(bytes: Uint8Array): Buffer {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: limits.textDatabaseBytes });
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      const limit = limits.textDatabaseBytes;
      throw new ParseError({ code: 'limit-exceeded', what: 'chisel manifest', limit, seen: limit + 1 });
    }
    const found = error instanceof Error ? error.message : String(error);
    throw new ParseError({ code: 'malformed', what: 'chisel manifest', found, expected: 'zstd' });
  }
}

function parsed(line: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(line).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
