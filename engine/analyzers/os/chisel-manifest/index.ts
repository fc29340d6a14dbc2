import type { OwnedFile, PackageFact } from '#shared/model/fact.ts';
import { outcome } from '#shared/model/outcome.ts';
import { encodeText } from '#shared/model/root-path.ts';
import { cite } from '#engine/bytes/cite.ts';
import { lineRange } from '#engine/bytes/cite-lines.ts';
import { limits } from '#engine/bytes/limits.ts';
import { readChiselManifest } from '#engine/formats/chisel/read-manifest.ts';
import { rootPath } from '#engine/formats/dpkg/read-file-list.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** Debian packages that an image has slices of, cut by chisel: there is no dpkg database then. */
export const chiselManifest = defineFileAnalyzer({
  id: 'os/chisel-manifest',
  version: 2,
  role: 'database',
  wants: [{ path: 'var/lib/chisel/manifest.wall' }],
  maxBytes: limits.textDatabaseBytes,
  emits: ['package'],
  analyze({ bytes }) {
    const { text, packages, paths, diagnostics } = readChiselManifest(bytes);
    const facts = packages.map(({ name, version, arch, line }): PackageFact => ({
      kind: 'package',
      type: 'deb',
      name,
      version,
      arch,
      // The manifest does not say which source package it is.
      source: null,
      state: 'installed',
      licence: null,
      details: { slices: 'true' },
      files: (paths.get(name) ?? []).flatMap(filesOf),
      cited: cite(text, 'lines', [lineRange(line.from, line.to)], ['zstd']),
    }));
    return outcome(facts, diagnostics);
  },
});

/** Directories end in a slash; a star stands for whatever a slice generates. */
function filesOf(listed: string): OwnedFile[] {
  if (listed.endsWith('/') || listed.includes('*') || !listed.startsWith('/')) return [];
  const path = rootPath(encodeText(listed.slice(1)));
  return path === undefined || path === '' ? [] : [{ path }];
}
