import type { PackageFact } from '#shared/model/fact.ts';
import { outcome } from '#shared/model/outcome.ts';
import { cite } from '#engine/bytes/cite.ts';
import { DiagnosticList } from '#engine/bytes/diagnostic-list.ts';
import { limits } from '#engine/bytes/limits.ts';
import { type ManifestLine, parseContainerManifest } from '#engine/formats/rpm/parse-container-manifest.ts';
import { parseSourceRpm } from '#engine/formats/rpm/parse-source-rpm.ts';
import { defineFileAnalyzer } from '../../analyzer.ts';

/** The list of packages in CBL-Mariner and Azure Linux images that have no rpm database ("distroless"). */
export const rpmManifest = defineFileAnalyzer({
  id: 'os/rpm-manifest',
  version: 1,
  wants: [{ path: 'var/lib/rpmmanifest/container-manifest-2' }],
  role: 'database',
  maxBytes: limits.databaseBytes,
  emits: ['package'],
  analyze({ bytes }) {
    const facts: PackageFact[] = [];
    const diagnostics = new DiagnosticList();
    let bad = 0;
    for (const read of parseContainerManifest(bytes)) {
      if ('row' in read) {
        if (read.row.name !== 'gpg-pubkey' || read.row.arch !== undefined) facts.push(factOf(read.row, bytes));
      } else {
        diagnostics.add(read.diagnostic);
        if (++bad >= limits.badRecords) break;
      }
    }
    return outcome(facts, diagnostics.list());
  },
});

function factOf(line: ManifestLine, bytes: Uint8Array): PackageFact {
  const { name, versionRelease, epoch, arch, sourceRpm, vendor, size, installTime, buildTime, range } = line;
  const source = sourceRpm === undefined ? undefined : parseSourceRpm(sourceRpm);
  const hyphen = versionRelease.lastIndexOf('-');
  const release = hyphen < 0 ? undefined : versionRelease.slice(hyphen + 1);
  const details = { epoch, release, vendor, sourceRpm, installedSize: size, installTime, buildTime };
  return {
    kind: 'package',
    type: 'rpm',
    name,
    version: epoch === undefined || /^0+$/.test(epoch) ? versionRelease : `${epoch}:${versionRelease}`,
    arch: arch ?? null,
    source: source === undefined ? null : { name: source.name, version: `${source.version}-${source.release}` },
    state: 'installed',
    licence: null,
    details: Object.fromEntries(
      Object.entries(details).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    files: [],
    cited: cite(bytes, 'lines', [range]),
  };
}
