import { DatabaseSync } from 'node:sqlite';
import { deflateSync } from 'node:zlib';
import { bdb } from '../bdb.ts';
import { assemblyFile, bundleFile, depsJson } from '../dotnet-files.ts';
import { elfDynamic, elfNote, elfOf } from '../elf-files.ts';
import { elfFile, machoFile, peFile, universalFile } from '../executable-files.ts';
import { inlineBuildInfo, moduleText, pointerProgram } from '../go-build-info.ts';
import { ndb } from '../ndb.ts';
import { der, distinguishedNameOf, oid, signedData } from '../der.ts';
import { machoWithEveryPart } from '../macho-files.ts';
import { peWithEveryPart } from '../pe-files.ts';
import { madePackage } from '../rpm-header.ts';
import { writeSqlite } from '../sqlite-files.ts';
import { zip } from '../zip.ts';
import { joinMembers, latin1 } from './target.ts';
import { bundle, envelope, jsonBytes, testKey } from '../attestations.ts';

export const GO_MODULES = moduleText([
  'path\texample.com/m',
  'mod\texample.com/m\tv1.2.3\th1:m=',
  'dep\texample.com/d\tv0.1.0\th1:d=',
  '=>\texample.com/r\tv0.2.0\th1:r=',
  'build\t-ldflags="-X main.version=v1"',
]);

export const CRATES = {
  packages: [
    { name: 'adler', version: '0.2.3', source: 'crates.io' },
    { name: 'app', version: '0.1.0', source: 'local', dependencies: [0, 2], root: true },
    { name: 'cc', version: '1.0.0', source: 'crates.io', kind: 'build' },
  ],
  format: 8,
};

export const DEPS_JSON = depsJson({
  'A/1.0.0': { type: 'package', files: { runtime: { 'lib/A.dll': {} } }, dependencies: { B: '2.0.0' } },
  'B/2.0.0': { type: 'project' },
});

const CRATE_PATH = '/root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/serde-1.0.0/src/lib.rs\0';

/** Segments for the loader: interpreter, dynamic section with its strings, notes. */
function dynamicProgram(): Buffer {
  const interp = Buffer.from('/lib64/ld.so\0');
  const strings = latin1('\0libc.so.6\0liba.so.1\0$ORIGIN/../lib\0caf\xe9\0GLIBC_2.34\0');
  // elf_verneed of one file with one version, elf_verdef of one.
  const needs = Buffer.alloc(32);
  needs.set([1, 0, 1, 0, 1, 0, 0, 0, 16], 0);
  needs.writeUInt32LE(42, 24);
  const defines = Buffer.alloc(28);
  defines.set([1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 20], 0);
  defines.writeUInt32LE(36, 20);
  const at = 64 + 56 * 7;
  return elfOf([
    [3, interp],
    [0x70000000, strings],
    [0x70000001, needs],
    [0x70000002, defines],
    [
      2,
      elfDynamic([
        [5, at + interp.length],
        [10, strings.length],
        [1, 1],
        [1, 11],
        [14, 36],
        [29, 21],
        [0x6ffffffb, 0x08000800],
        [0x6ffffffe, at + interp.length + strings.length],
        [0x6fffffff, 1],
        [0x6ffffffc, at + interp.length + strings.length + needs.length],
        [0x6ffffffd, 1],
      ]),
    ],
    [
      4,
      Buffer.concat([
        elfNote('GNU', 3, Buffer.from('c0ffee', 'hex')),
        elfNote('FDO', 0xcafe1a7e, Buffer.from('{"type":"deb","name":"a"}\0')),
      ]),
    ],
  ]);
}

/** Programs of every format and writer that something is read from. */
export function executables(): Buffer[] {
  const info = inlineBuildInfo('go1.22.3', GO_MODULES);
  const list = deflateSync(JSON.stringify(CRATES));
  const sections = [
    { name: '.rodata', data: Buffer.from(`${CRATE_PATH.repeat(2)}x`) },
    { name: '.data', data: info, writable: true },
    { name: '.dep-v0', data: list },
  ];
  const macho = machoFile('__DATA', [
    { name: '__const', data: Buffer.from(CRATE_PATH) },
    { name: '__go_buildinfo', data: info },
    { name: '.dep-v0', data: list },
  ]);
  return [
    dynamicProgram(),
    elfFile(sections),
    elfFile(sections, { wide: false, order: 'be' }),
    elfFile(sections, { withoutSections: true }),
    pointerProgram('go1.16.4', GO_MODULES),
    pointerProgram('go1.16.4', GO_MODULES, { wide: false, order: 'be' }),
    peFile(sections),
    macho,
    universalFile([7, 12].map((cpu) => ({ cpu: cpu + 0x0100_0000, bytes: macho }))),
    assemblyFile('Library', 'TargetFrameworkAttribute', '.NETCoreApp,Version=v8.0'),
    bundleFile('elf', [
      { path: 'x.deps.json', content: DEPS_JSON, type: 3 },
      { path: 'x.dll', content: 'MZ', type: 1 },
    ]),
    bundleFile('pe', [{ path: 'x.deps.json', content: DEPS_JSON, type: 3 }], 2),
  ];
}

/** The {@link executables} that are ELF. */
export function elfPrograms(): Buffer[] {
  return executables().filter((bytes) => bytes[0] === 0x7f);
}

/** The {@link executables} that are PE, and one with tables of every kind, whose .NET header is none. */
export function pePrograms(): Buffer[] {
  return [peWithEveryPart(), ...executables().filter((bytes) => bytes[0] === 0x4d)];
}

/** The {@link executables} that are Mach-O, and signed ones with a load command of each kind. */
export function machoPrograms(): Buffer[] {
  const every = machoWithEveryPart();
  const others = executables().filter((bytes) => [0xca, 0xcf].includes(bytes[0] ?? 0));
  return [every, universalFile([{ cpu: 0x0100_000c, bytes: every }]), ...others];
}

/** Signed messages, as programs carry them. */
export function signatures(): Buffer[] {
  const subject = distinguishedNameOf(['2.5.4.6', 'GB'], ['2.5.4.3', 'Example']);
  const stamp = der(0x30, oid('1.3.6.1.4.1.311.3.3.1'), der(0x31, der(0x04, 'stamp')));
  const message = signedData({ content: der(0x30, der(0x04, 'signed')), subject, unsigned: [stamp], certificates: 2 });
  // The same with an indefinite length, behind the octets of its own.
  return [message, Buffer.concat([Buffer.from([0x30, 0x80]), message.subarray(4), Buffer.alloc(2)])];
}

const FILES = [
  { tag: 1116, integers: [0, 0] },
  { tag: 1117, texts: ['sh', 'ls'] },
  { tag: 1118, texts: ['/bin/'] },
  { tag: 1030, integers: [0o100755, 0o100755], width: 2 as const },
];

/** Headers as databases keep them. The ones without a digest are read further when a byte changes. */
export function rpmHeaders(): Uint8Array[] {
  return [
    madePackage({ name: 'bash', more: FILES, digest: false }),
    madePackage({ name: 'bash', more: FILES }),
    madePackage({ name: 'x', arch: null, sourceRpm: null, more: [{ tag: 1003, integers: [4] }], digest: false }),
  ];
}

export function ndbFiles(): Buffer[] {
  return [ndb(rpmHeaders().map((header, i) => [i + 1, header] as const))];
}

export function bdbFiles(): Buffer[] {
  const rows = rpmHeaders().map((header, i) => [i + 1, header] as const);
  return [bdb({ rows }), bdb({ rows, order: 'be' })];
}

/** Database and log of an rpm database, as {@link joinMembers} packs them. */
export function sqliteSets(): Buffer[] {
  const [first, ...others] = rpmHeaders();
  return [512, 4096].map((pageSize) => {
    const { files } = writeSqlite(
      (path) => new DatabaseSync(path),
      (db) => {
        db.exec(`PRAGMA page_size = ${pageSize}; PRAGMA journal_mode = WAL`);
        db.exec('CREATE TABLE Packages(hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)');
        const insert = db.prepare('INSERT INTO Packages(blob) VALUES (?)');
        insert.run(first ?? null);
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        for (const header of others) insert.run(header);
      },
    );
    return joinMembers([files.database, ...(files.wal ? [files.wal] : [])]);
  });
}

export const POM = `<?xml version="1.0"?>
<!-- c --><project xmlns="x"><parent><groupId>g</groupId><version>1</version></parent>
<artifactId>a</artifactId><licenses><license><name>MIT &amp; <![CDATA[x]]></name></license></licenses></project>
`;
export const POM_PROPERTIES = '#Maven\ngroupId=org.example\nartifactId = name of it\nversion: 1.0.0\n';
export const MANIFEST =
  'Manifest-Version: 1.0\r\nImplementation-Title: a\r\n long\r\nBundle-SymbolicName: x;y=z\r\n\r\nName: q\r\n';

export function jars(): Buffer[] {
  const inner = zip([
    { name: 'META-INF/MANIFEST.MF', content: MANIFEST },
    { name: 'META-INF/maven/g/a/pom.properties', content: POM_PROPERTIES, method: 0 },
    { name: 'META-INF/maven/g/a/pom.xml', content: POM },
  ]);
  const outer = zip([
    { name: 'META-INF/MANIFEST.MF', content: MANIFEST },
    { name: 'BOOT-INF/lib/a.jar', content: inner, method: 0 },
  ]);
  return [inner, outer, zip([{ name: 'A.class', content: 'x' }], { zip64: true, prefix: '#!/bin/sh\n', comment: 'c' })];
}

export function eggs(): Buffer[] {
  return [
    zip([
      { name: 'a.py', content: '' },
      { name: 'EGG-INFO/PKG-INFO', content: 'Metadata-Version: 1.1\nName: a\nVersion: 1.0\nLicense: MIT\n', method: 0 },
    ]),
  ];
}

/** A cache as ldconfig writes it, with one library of two places. */
export function ldCaches(): Buffer[] {
  const header = Buffer.alloc(48);
  header.write('glibc-ld.so.cache1.1');
  header.writeUInt32LE(2, 20);
  header[28] = 2;
  const strings = Buffer.from('liba.so.1\0/lib/liba.so.1\0/lib/glibc-hwcaps/x86-64-v3/liba.so.1\0');
  const entries = Buffer.alloc(48);
  const at = header.length + entries.length;
  for (const [i, path] of [26, 10].entries()) {
    entries.writeUInt32LE(0x303, i * 24);
    entries.writeUInt32LE(at, i * 24 + 4);
    entries.writeUInt32LE(at + path, i * 24 + 8);
  }
  return [Buffer.concat([header, entries, strings])];
}

/** A bundle with an entry of each version of logs, and an envelope alone. */
export function attestations(): Uint8Array[] {
  const key = testKey('ed25519');
  const made = envelope(key, 'a'.repeat(64));
  return [made, bundle(made, key), bundle(made, key, { version: 1 })].map(jsonBytes);
}
