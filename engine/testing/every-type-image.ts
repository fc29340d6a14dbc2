import { deflateSync, zstdCompressSync } from 'node:zlib';
import { bdb } from './bdb.ts';
import { assemblyFile, depsJson } from './dotnet-files.ts';
import { elfFile } from './executable-files.ts';
import { inlineBuildInfo, moduleText } from './go-build-info.ts';
import { ndb } from './ndb.ts';
import { madePackage } from './rpm-header.ts';
import { dir, file, type TarEntry, whiteout } from './tar.ts';
import { zip } from './zip.ts';

const SITE = 'usr/lib/python3/site-packages';
const GEMS = 'usr/lib/ruby/gems/3.1.0';

/** A program that nothing is stated in. */
const program = (text: string): Uint8Array => elfFile([{ name: '.rodata', data: Buffer.from(text) }]);

const metadata = (name: string): string =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\nLicense-Expression: MIT\n\nDescription\n`;

const pomProperties = (artifact: string) => ({
  name: `META-INF/maven/g/${artifact}/pom.properties`,
  content: `groupId=g\nartifactId=${artifact}\nversion=1.0\n`,
  // Stored, so that a byte of the text is a byte of the archive.
  method: 0 as const,
});

function java(): TarEntry[] {
  const jar = zip([{ name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' }, pomProperties('inner')]);
  const war = zip([pomProperties('outer'), { name: 'WEB-INF/lib/inner.jar', content: jar, method: 0 }]);
  return [file('srv/outer.war', war)];
}

function operatingSystem(): TarEntry[] {
  const chisel = [
    { jsonwall: '1.0', schema: '1.0', count: 3 },
    { kind: 'package', name: 'chiselled', version: '3.0', sha256: 'x', arch: 'amd64' },
    { kind: 'content', slice: 'chiselled_libs', path: '/usr/lib/chiselled.so' },
  ];
  return [
    file('etc/os-release', 'ID=example\nVERSION_ID="1"\nPRETTY_NAME="Example 1"\n'),
    file(
      'var/lib/dpkg/status',
      'Package: deb-one\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\n\nPackage: deb-two\nStatus: install ok installed\nArchitecture: all\nSource: src (2)\nVersion: 2.0-1\n\n',
    ),
    file('var/lib/dpkg/info/deb-one.list', '/.\n/usr/bin/deb-one\n'),
    file('usr/bin/deb-one', program('of a package')),
    file(
      'usr/share/doc/deb-one/copyright',
      'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: x\nLicense: MIT\n',
    ),
    file('lib/apk/db/installed', 'C:Q1+\nP:apk-one\nV:1.0-r0\nA:x86_64\nL:MIT\no:apk-source\nF:bin\nR:apk-one\n\n'),
    file('usr/lib/sysimage/rpm/Packages.db', ndb([[1, madePackage({ name: 'rpm-one', arch: 'x86_64' })]])),
    file('var/lib/rpm/Packages', bdb({ rows: [[1, madePackage({ name: 'rpm-two', arch: 'x86_64' })]] })),
    file(
      'var/lib/rpmmanifest/container-manifest-2',
      'rpm-three\t1.0-1.x\t1653816591\t1653753130\tVendor\t(none)\t45000\tx86_64\t0\trpm-three-1.0-1.x.src.rpm\n',
    ),
    file(
      'var/lib/pacman/local/alpm-one-1.0-1/desc',
      '%NAME%\nalpm-one\n\n%VERSION%\n1.0-1\n\n%ARCH%\nx86_64\n\n%LICENSE%\nMIT\n',
    ),
    file('var/lib/pacman/local/alpm-gone-1.0-1/desc', '%NAME%\nalpm-gone\n\n%VERSION%\n1.0-1\n'),
    file(
      'usr/lib/opkg/status',
      'Package: opkg-one\nVersion: 1.0-r0\nArchitecture: mips\nStatus: install user installed\n\n',
    ),
    file(
      'var/lib/chisel/manifest.wall',
      zstdCompressSync(Buffer.from(chisel.map((row) => `${JSON.stringify(row)}\n`).join(''))),
    ),
    file('usr/lib/chiselled.so', program('of a slice')),
  ];
}

function languages(): TarEntry[] {
  const crates = [
    { name: 'crate-app', version: '1.0.0', source: 'crates.io', root: true, dependencies: [1] },
    { name: 'crate-one', version: '1.0.0', source: 'crates.io' },
  ];
  const modules = moduleText([
    'path\texample.com/app',
    'mod\texample.com/app\tv1.0.0\th1:a=',
    'dep\texample.com/lib\tv1.1.0\th1:b=',
  ]);
  const bitnami = {
    documentDescribes: ['a'],
    packages: [
      {
        SPDXID: 'a',
        name: 'bitnami-one',
        versionInfo: '1.0.0-1',
        licenseDeclared: 'BSD-3-Clause',
        externalRefs: [{ referenceLocator: 'pkg:bitnami/bitnami-one@1.0.0-1?arch=amd64' }],
      },
    ],
  };
  return [
    file('srv/node_modules/npm-one/package.json', '{"name":"npm-one","version":"1.0.0","license":"MIT"}'),
    file(`${SITE}/pypi_one-1.0.dist-info/METADATA`, metadata('pypi-one')),
    file(
      `${SITE}/pypi_egg-1.0-py3.11.egg`,
      zip([{ name: 'EGG-INFO/PKG-INFO', content: metadata('pypi-egg'), method: 0 }]),
    ),
    ...java(),
    file(
      'usr/bin/go-app',
      elfFile([{ name: '.go.buildinfo', data: inlineBuildInfo('go1.22.3', modules), writable: true }]),
    ),
    file('usr/bin/crate-app', elfFile([{ name: '.dep-v0', data: deflateSync(JSON.stringify({ packages: crates })) }])),
    file(
      'srv/net/App.deps.json',
      depsJson({ 'Nuget.One/1.0.0': { type: 'package', files: { runtime: { 'lib/net8.0/Nuget.One.dll': {} } } } }),
    ),
    file('srv/net/Nuget.One.dll', assemblyFile('Nuget.One', 'AssemblyInformationalVersionAttribute', '1.0.0')),
    file(
      `${GEMS}/specifications/gem-one-1.0.gemspec`,
      'Gem::Specification.new do |s|\n  s.name = "gem-one".freeze\n  s.version = "1.0"\n  s.licenses = ["MIT".freeze]\nend\n',
    ),
    file(
      'usr/lib/R/library/cranone/DESCRIPTION',
      'Package: cranone\nVersion: 1.0\nLicense: GPL-3\nBuilt: R 4.2.2; ; \n',
    ),
    file(
      'srv/vendor/composer/installed.json',
      '[{"name":"a/composer-one","version":"1.0","license":["MIT"],"install-path":"../a/composer-one"}]',
    ),
    dir('srv/vendor/a/composer-one'),
    file(
      'opt/conda/conda-meta/conda-one-1.0-h0.json',
      '{"name":"conda-one","version":"1.0","build":"h0","license":"Zlib","files":["lib/x"]}',
    ),
    file('opt/bitnami/bitnami-one/.spdx-bitnami-one.spdx', JSON.stringify(bitnami)),
    file('opt/java/release', 'IMPLEMENTOR="Vendor"\nJAVA_VERSION="17.0.9"\nJAVA_RUNTIME_VERSION="17.0.9+9"\n'),
    file('opt/java/bin/java', program('of a runtime')),
    file('opt/unknown', program('that nothing names')),
  ];
}

/**
 * Layers with at least one component of every type that there is, in each of the ways in which a type can be stated. No path is in a
 * layer twice, and the last layer, which takes a package away, has that one entry: so the order inside a layer is no fact.
 */
export function everyTypeLayers(): readonly (readonly TarEntry[])[] {
  return [operatingSystem(), languages(), [whiteout('var/lib/pacman/local/alpm-gone-1.0-1')]];
}
