import type { Component } from '#shared/model/component.ts';
import type { DiffId, ImageId, Sha256 } from '#shared/model/digest.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { ImageGraph } from '#shared/model/image.ts';

const hex = (digit: string): Sha256 => digit.repeat(64) as Sha256;
const diffId = (digit: string): DiffId => `sha256:${hex(digit)}` as DiffId;
const DIFF_IDS = ['a', 'b', 'c'].map(diffId);

/** One proof from layer 0, unless stated otherwise. */
function evidenceOf(path: string, from: number, more: Partial<Evidence> = {}): Evidence {
  return {
    source: 'os-package-database',
    method: 'manifest-analysis',
    proves: 'component',
    analyzer: 'os/dpkg-status@1',
    locator: {
      layerIndex: 0,
      diffId: diffId('a'),
      path,
      container: [],
      kind: 'lines',
      segments: [{ from, to: from + 100 }],
      sha256: hex('e'),
    },
    ...more,
  };
}

/** An installed deb; every field can be replaced. */
export function debComponent(name: string, version: string, more: Partial<Component> = {}): Component {
  const purl = `pkg:deb/debian/${name}@${version}?arch=amd64&distro=debian-12`;
  return {
    key: purl,
    purl,
    type: 'deb',
    name,
    version,
    arch: 'amd64',
    source: null,
    state: 'installed',
    origin: 'package-db',
    layers: { introduced: 0, recordWritten: 1, lastModified: 0, removed: null },
    licences: [],
    details: {},
    occurrences: [{ path: 'var/lib/dpkg/status', layer: 0 }],
    dependencies: [],
    files: [],
    missingFiles: [],
    evidence: [evidenceOf('var/lib/dpkg/status', 0)],
    ...more,
  };
}

/** A graph with one of everything that documents write. */
export function smallGraph(): ImageGraph {
  const bin = hex('9');
  return {
    imageId: `sha256:${hex('1')}` as ImageId,
    config: {
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      created: '2024-05-06T07:08:09.123Z',
      diffIds: DIFF_IDS,
      history: [],
      entrypoint: ['/entry.sh', '\ud800'],
      cmd: null,
      env: ['SECRET=1'],
      workingDir: '/srv',
      user: '',
    },
    layers: DIFF_IDS.map((id, index) => ({ index, diffId: id, createdBy: null })),
    distro: {
      id: 'debian',
      versionId: '12',
      prettyName: 'Debian GNU/Linux 12 (bookworm)',
      evidence: [
        evidenceOf('etc/os-release', 0, { source: 'os-release', proves: 'distro', analyzer: 'os/os-release@1' }),
      ],
    },
    components: [
      {
        ...debComponent('tool', '', { type: 'bin', key: `bin:sha256:${bin}`, purl: null, origin: 'file' }),
        name: 'tool',
        version: null,
        arch: null,
        details: { format: 'elf' },
        layers: { introduced: 2, recordWritten: null, lastModified: 2, removed: null },
        occurrences: [
          { path: String.raw`opt/caf\xe9/tool`, layer: 2 },
          { path: 'opt/café/tool', layer: 2 },
        ],
        evidence: [
          evidenceOf('opt/café/tool', 0, {
            source: 'executable-bytes',
            method: 'hash-comparison',
            analyzer: 'engine/executables@1',
          }),
        ],
      },
      debComponent('libc6', '2.36-9', {
        source: { name: 'glibc', version: '2.36-9' },
        licences: [
          { text: 'GPL-2+', spdx: null },
          { text: 'LGPL-2.1-or-later', spdx: 'LGPL-2.1-or-later' },
          { text: 'MIT or  Zlib', spdx: 'MIT OR Zlib' },
        ],
        details: { 'multi-arch': 'same', buildTime: '1700000000', description: 'GNU C Library' },
        files: ['lib/libc.so.6', 'lib/ld.so'],
        missingFiles: ['usr/share/doc/libc6/copyright', 'usr/share/doc/libc6/NEWS'],
        evidence: [
          evidenceOf('var/lib/dpkg/status', 500),
          evidenceOf('usr/share/doc/libc6/copyright', 10, {
            source: 'declared-licence',
            proves: 'licence',
            analyzer: 'os/debian-copyright@1',
          }),
        ],
      }),
      debComponent('adduser', '1:3.134', { layers: { introduced: 1, recordWritten: 1, lastModified: 1, removed: 2 } }),
    ],
    fileCounts: { file: 3, dir: 12, symlink: 1 },
    diagnostics: [
      {
        code: 'malformed',
        what: 'deb822 stanza',
        found: 'x',
        where: { file: '/home/me/image.tar', layer: 1, path: 'var/lib/dpkg/status' },
      },
      { code: 'anomaly', what: 'duplicate name', found: 'a' },
    ],
    complete: true,
  };
}

/** A graph of many packages, for measurements. */
export function largeGraph(count: number): ImageGraph {
  const components = Array.from({ length: count }, (_, i) =>
    debComponent(`package-${i}`, `1.${i}-1`, {
      source: { name: `source-${i}`, version: `1.${i}-1` },
      licences: [{ text: 'MIT', spdx: 'MIT' }],
      details: { release: '1', vendor: 'someone' },
      evidence: [evidenceOf('var/lib/dpkg/status', i * 200)],
      missingFiles: [`usr/share/doc/package-${i}/NEWS`],
      files: [`usr/bin/${i}`],
    }),
  );
  return { ...smallGraph(), components };
}
