import { constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { limits } from '#engine/bytes/limits.ts';
import { joinPieces } from '#engine/bytes/pieced-bytes.ts';
import { readAlpmSections } from '#engine/formats/alpm/read-sections.ts';
import { parseApkChecksum } from '#engine/formats/apk/parse-checksum.ts';
import { readApkInstalledDb } from '#engine/formats/apk/read-installed-db.ts';
import { memberBytes } from '#engine/formats/attestation/member-bytes.ts';
import { readAttestation } from '#engine/formats/attestation/read-attestation.ts';
import { readCheckpoint } from '#engine/formats/attestation/read-checkpoint.ts';
import { readStatement } from '#engine/formats/attestation/read-statement.ts';
import { readChiselManifest } from '#engine/formats/chisel/read-manifest.ts';
import { readSignedData } from '#engine/formats/cms/read-signed-data.ts';
import { firstLine, readDeb822, unfolded } from '#engine/formats/deb822/read-deb822.ts';
import { GzipScanner } from '#engine/formats/deflate/scan-gzip.ts';
import { readAssembly } from '#engine/formats/dotnet/read-assembly.ts';
import { readBundle } from '#engine/formats/dotnet/read-bundle.ts';
import { readDepsJson, readRuntimeConfig } from '#engine/formats/dotnet/read-deps-json.ts';
import { readDiversions } from '#engine/formats/dpkg/read-diversions.ts';
import { readFileList } from '#engine/formats/dpkg/read-file-list.ts';
import { readMd5sums } from '#engine/formats/dpkg/read-md5sums.ts';
import { readElfDynamic } from '#engine/formats/elf/read-dynamic.ts';
import { readElf } from '#engine/formats/elf/read-elf.ts';
import { readElfNotes } from '#engine/formats/elf/read-notes.ts';
import { mapExecutable } from '#engine/formats/executable/map-executable.ts';
import { readGemspec } from '#engine/formats/gemspec/read-gemspec.ts';
import { parseModuleInfo } from '#engine/formats/go/parse-module-info.ts';
import { readGoBuildInfo } from '#engine/formats/go/read-build-info.ts';
import { readManifest } from '#engine/formats/jar/read-manifest.ts';
import { readPomProperties } from '#engine/formats/jar/read-pom-properties.ts';
import { readPom } from '#engine/formats/jar/read-pom.ts';
import { readModuleRequests } from '#engine/formats/javascript/read-module-requests.ts';
import { jsonItems, jsonMembers, readJson } from '#engine/formats/json/read-members.ts';
import { readGconvModules } from '#engine/formats/gconv/read-gconv-modules.ts';
import { readLdSoCache } from '#engine/formats/ld/read-ld-so-cache.ts';
import { checkPages } from '#engine/formats/macho/check-pages.ts';
import { readMachoHeader } from '#engine/formats/macho/read-header.ts';
import { readMacho } from '#engine/formats/macho/read-macho.ts';
import { readSignature } from '#engine/formats/macho/read-signature.ts';
import { readSlices } from '#engine/formats/macho/read-slices.ts';
import { detectCompression } from '#engine/formats/magic/compression.ts';
import { detectContentKind } from '#engine/formats/magic/content-kind.ts';
import { readNsswitch } from '#engine/formats/nsswitch/read-nsswitch.ts';
import { readOpensslConf } from '#engine/formats/openssl-conf/read-openssl-conf.ts';
import { readOsRelease } from '#engine/formats/os-release/read-os-release.ts';
import { readPamService } from '#engine/formats/pam/read-pam-service.ts';
import { readQtConf } from '#engine/formats/qt-conf/read-qt-conf.ts';
import { PeFile } from '#engine/formats/pe/pe-file.ts';
import { readAuthenticode } from '#engine/formats/pe/read-authenticode.ts';
import { readExports } from '#engine/formats/pe/read-exports.ts';
import { readDelayImports, readImports } from '#engine/formats/pe/read-imports.ts';
import { readVersions } from '#engine/formats/pe/read-version.ts';
import { readMetadata as readPythonMetadata, requirementName } from '#engine/formats/python/read-metadata.ts';
import { readRecord as readPythonRecord } from '#engine/formats/python/read-record.ts';
import { readPth } from '#engine/formats/python-source/read-pth.ts';
import { readPythonRequests } from '#engine/formats/python-source/read-requests.ts';
import { readVenvConfig } from '#engine/formats/python-source/read-venv-config.ts';
import { checkHeaderDigest } from '#engine/formats/rpm/check-header-digest.ts';
import { parseContainerManifest } from '#engine/formats/rpm/parse-container-manifest.ts';
import { parseSourceRpm } from '#engine/formats/rpm/parse-source-rpm.ts';
import { pathBudget, readFileList as readRpmFileList } from '#engine/formats/rpm/read-file-list.ts';
import { RpmHeader } from '#engine/formats/rpm/read-header.ts';
import { readBdbPackages } from '#engine/formats/rpmdb/bdb/read-bdb-packages.ts';
import { readNdbPackages } from '#engine/formats/rpmdb/ndb/read-ndb-packages.ts';
import { readRpmSqlite } from '#engine/formats/rpmdb/sqlite/read-sqlite-packages.ts';
import { findRegistryPaths } from '#engine/formats/rust-audit/find-registry-paths.ts';
import { readAuditData } from '#engine/formats/rust-audit/read-audit-data.ts';
import { parseShell } from '#engine/formats/shell/parse-shell.ts';
import { SqlitePages } from '#engine/formats/sqlite/open-pages.ts';
import { parseCreateTable } from '#engine/formats/sqlite/parse-create-table.ts';
import { readRecord } from '#engine/formats/sqlite/read-record.ts';
import { openTable } from '#engine/formats/sqlite/read-table.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import { readZipDirectory } from '#engine/formats/zip/read-directory.ts';
import { readZipEntry } from '#engine/formats/zip/read-entry.ts';
import { ZstdFrameCutter } from '#engine/formats/zstd/frames.ts';
import * as seeds from './seeds.ts';
import { fixChecksums, tars } from './tar-seeds.ts';
import { type FuzzTarget, latin1, splitMembers, textTarget } from './target.ts';
import * as texts from './texts.ts';

const lists = { seeds: texts.FILE_LISTS, tokens: texts.LIST_TOKENS };

/** Readers of programs see every image that the first reader finds. */
const program = (name: string, read: (bytes: Uint8Array) => unknown): FuzzTarget => ({
  name: `formats/${name}`,
  seeds: seeds.executables,
  read,
});

/** Readers of the folders of `engine/formats`; `:part` where a folder has several, or where one is reached in another way. */
export const formatTargets: readonly FuzzTarget[] = [
  textTarget('formats/alpm', texts.ALPM, readAlpmSections, texts.ALPM_TOKENS),
  {
    name: 'formats/attestation',
    seeds: seeds.attestations,
    tokens: ['"', '{', '}', '[', ']', ':', ',', '""', 'null', '0', '=', '-', '_'],
    read: (bytes) => {
      const { payload } = readAttestation(bytes);
      return [readStatement(payload), memberBytes(payload, 'predicate')?.byteLength];
    },
  },
  textTarget('formats/attestation:checkpoint', [texts.CHECKPOINT], readCheckpoint, ['\n', '\n\n', '\u2014 ', '=']),
  textTarget('formats/apk', texts.APK, (text) => [...readApkInstalledDb(text)], texts.APK_TOKENS),
  textTarget('formats/apk:checksum', ['Q1aaaaaaaaaaaaaaaaaaaaaaaaaaa=', 'Q2x'], parseApkChecksum),
  { name: 'formats/chisel', seeds: () => texts.CHISEL.map((text) => zstdCompressSync(text)), read: readChiselManifest },
  {
    name: 'formats/chisel:content',
    seeds: () => texts.CHISEL.map(latin1),
    tokens: texts.JSON_TOKENS,
    read: (bytes) =>
      readChiselManifest(zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: -5 } })),
  },
  { name: 'formats/cms', seeds: seeds.signatures, read: (bytes) => readSignedData(bytes, 0, bytes.byteLength) },
  textTarget(
    'formats/deb822',
    [...texts.DPKG_STATUS, ...texts.COPYRIGHT],
    (text) =>
      [...readDeb822(text)].map(({ fields }) => fields.map((field) => [firstLine(text, field), unfolded(text, field)])),
    texts.DEB822_TOKENS,
  ),
  {
    name: 'formats/deflate',
    seeds: () => [0, 1, 6].map((level) => gzipSync(texts.DPKG_STATUS.join('\n').repeat(3), { level })),
    read: (bytes) => {
      const scanner = new GzipScanner({ member: () => undefined, block: () => undefined });
      for (let at = 0; at < bytes.length; at += 512) scanner.push(bytes.subarray(at, at + 512));
      scanner.finish();
      return scanner.out;
    },
  },
  program('dotnet:assembly', (bytes) => mapExecutable(bytes).map((image) => readAssembly(bytes, image))),
  program('dotnet:bundle', (bytes) => mapExecutable(bytes).map((image) => readBundle(bytes, image))),
  {
    name: 'formats/dotnet:deps',
    seeds: () => [latin1(seeds.DEPS_JSON)],
    tokens: texts.JSON_TOKENS,
    read: readDepsJson,
  },
  {
    name: 'formats/dotnet:runtime-config',
    seeds: () => [latin1(texts.RUNTIME_CONFIG)],
    tokens: texts.JSON_TOKENS,
    read: readRuntimeConfig,
  },
  textTarget('formats/dpkg:diversions', texts.DIVERSIONS, readDiversions, texts.LIST_TOKENS),
  textTarget('formats/dpkg:list', lists.seeds, readFileList, lists.tokens),
  textTarget('formats/dpkg:md5sums', texts.MD5SUMS, readMd5sums, texts.LIST_TOKENS),
  {
    name: 'formats/elf',
    seeds: seeds.elfPrograms,
    read: (bytes) => {
      const file = readElf(bytes);
      return [readElfNotes(file), readElfDynamic(file)];
    },
  },
  program('executable', mapExecutable),
  textTarget('formats/gemspec', texts.GEMSPEC, readGemspec, texts.GEMSPEC_TOKENS),
  program('go', (bytes) => mapExecutable(bytes).map((image) => readGoBuildInfo(bytes, image))),
  textTarget(
    'formats/go:modules',
    [seeds.GO_MODULES.toString('latin1', 16, seeds.GO_MODULES.length - 16)],
    (text) => parseModuleInfo(text, 0),
    ['path\t', 'mod\t', 'dep\t', '=>\t', 'build\t', '\t', '\n', '"', '`', '=', '\\'],
  ),
  textTarget('formats/jar:manifest', [seeds.MANIFEST], readManifest, ['\r\n', '\n', '\r', ' ', ':', '\r\n ']),
  textTarget('formats/jar:pom', [seeds.POM], readPom, [
    '<',
    '>',
    '</',
    '/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&',
    '<?',
    '<a>',
    '<project>',
    '<!DOCTYPE x [',
    '"',
  ]),
  textTarget('formats/jar:pom-properties', [seeds.POM_PROPERTIES], readPomProperties, [
    '=',
    ':',
    '\n',
    ' ',
    '\\',
    'version=',
  ]),
  {
    name: 'formats/json',
    seeds: () => [...texts.PACKAGE_JSON, ...texts.BITNAMI].map(latin1),
    tokens: texts.JSON_TOKENS,
    read: (bytes) => {
      const { text, start } = readJson(bytes, 'fuzz');
      return [jsonMembers(text, start), jsonItems(text, start)];
    },
  },
  ...(['commonjs', 'module', 'detect'] as const).map((kind) => ({
    name: `formats/javascript:${kind}`,
    seeds: () => texts.JAVASCRIPT.map(latin1),
    tokens: texts.JAVASCRIPT_TOKENS,
    read: (bytes: Uint8Array) => readModuleRequests(bytes, kind),
  })),
  { name: 'formats/ld', seeds: seeds.ldCaches, read: readLdSoCache },
  {
    name: 'formats/macho',
    seeds: seeds.machoPrograms,
    read: (bytes) =>
      readSlices(bytes).slices.map(({ at }) => {
        const header = readMachoHeader(bytes, at);
        const stated = header && readMacho(bytes, header);
        if (!stated?.signature) return stated;
        const { signature } = stated;
        return readSignature(bytes, signature).directories.map((one) => checkPages(bytes, at, signature, one));
      }),
  },
  {
    name: 'formats/magic',
    seeds: seeds.executables,
    read: (bytes) => [detectCompression(bytes), detectContentKind(bytes)],
  },
  ...Object.entries({
    gconv: readGconvModules,
    nsswitch: readNsswitch,
    'openssl-conf': (bytes: Uint8Array) => readOpensslConf(bytes),
    pam: readPamService,
    'qt-conf': readQtConf,
  }).map(([format, read]) => ({
    name: `formats/${format}`,
    seeds: () => texts.LOADER_CONFIGURATION.map(latin1),
    tokens: texts.LOADER_TOKENS,
    read,
  })),
  textTarget('formats/os-release', texts.OS_RELEASE, readOsRelease, ['"', "'", '\\', '=', '\n', '#', '$', '`']),
  ...Object.entries({
    imports: readImports,
    'delay-imports': readDelayImports,
    exports: readExports,
    versions: readVersions,
    signatures: readAuthenticode,
  }).map(([part, read]) => ({
    name: `formats/pe:${part}`,
    seeds: seeds.pePrograms,
    read: (bytes: Uint8Array) => {
      const file = PeFile.open(bytes);
      return file && read(file);
    },
  })),
  textTarget(
    'formats/python:metadata',
    texts.PY_METADATA,
    (text) => readPythonMetadata(text).map(({ value }) => requirementName(value)),
    [...texts.DEB822_TOKENS, 'Requires-Dist: ', '[', ';', '('],
  ),
  ...(
    [
      ['requests', readPythonRequests, texts.PYTHON, texts.PYTHON_TOKENS],
      ['pth', readPth, texts.PTH, [...texts.PYTHON_TOKENS, ...texts.LIST_TOKENS]],
      ['venv', readVenvConfig, texts.VENV, ['=', ' = ', '\n', 'home']],
    ] as const
  ).map(([part, read, sources, tokens]) => ({
    name: `formats/python-source:${part}`,
    seeds: () => sources.map(latin1),
    tokens,
    // The parser takes some 10 µs a byte of nonsense.
    mostBytes: 32 * 1024,
    read,
  })),
  textTarget('formats/python:record', texts.RECORD, readPythonRecord, ['"', '""', ',', '\n', '\r\n']),
  { name: 'formats/rpm', seeds: seeds.rpmHeaders, read: (bytes) => readHeader(bytes, false) },
  { name: 'formats/rpm:digest', seeds: seeds.rpmHeaders, read: (bytes) => readHeader(bytes, true) },
  {
    name: 'formats/rpm:manifest',
    seeds: () => texts.RPM_MANIFEST.map(latin1),
    tokens: ['\t', '\n', '(none)'],
    read: (bytes) => [...parseContainerManifest(bytes)],
  },
  textTarget('formats/rpm:source', ['bash-5.1-2.el9.src.rpm', 'a-1-2.nosrc.rpm'], parseSourceRpm, ['-', '.src.rpm']),
  { name: 'formats/rpmdb:bdb', seeds: seeds.bdbFiles, read: (bytes) => [...readBdbPackages(bytes)] },
  { name: 'formats/rpmdb:ndb', seeds: seeds.ndbFiles, read: (bytes) => [...readNdbPackages(bytes)] },
  {
    name: 'formats/rpmdb:sqlite',
    seeds: seeds.sqliteSets,
    read: (bytes) => [...readRpmSqlite(databaseOf(bytes)).rows],
  },
  {
    name: 'formats/rust-audit',
    seeds: () => [deflateSync(JSON.stringify(seeds.CRATES))],
    read: (bytes) => readAuditData(bytes, { from: 0, to: bytes.byteLength }),
  },
  {
    name: 'formats/rust-audit:content',
    seeds: () => [latin1(JSON.stringify(seeds.CRATES))],
    tokens: texts.JSON_TOKENS,
    read: (bytes) => {
      const data = deflateSync(bytes, { level: 1 });
      return readAuditData(data, { from: 0, to: data.byteLength });
    },
  },
  {
    name: 'formats/rust-audit:paths',
    seeds: seeds.executables,
    tokens: ['/registry/src/', 'index.crates.io-6f17d22bba15001f/', 'a-1.0.0/'],
    read: (bytes) => findRegistryPaths(bytes, { from: 0, to: bytes.byteLength }, ['/', '\\']),
  },
  textTarget('formats/shell', texts.SHELL, parseShell, texts.SHELL_TOKENS),
  {
    name: 'formats/sqlite',
    seeds: seeds.sqliteSets,
    read: (bytes) => {
      const table = openTable(new SqlitePages(databaseOf(bytes)), 'sqlite_sequence');
      return [...table.rows()];
    },
  },
  textTarget(
    'formats/sqlite:create',
    ['CREATE TABLE "a b"(x INTEGER PRIMARY KEY, [y z] BLOB NOT NULL DEFAULT (1+(2)), CHECK(x>1)) -- c\n'],
    parseCreateTable,
    ['(', ')', '"', "'", '`', '[', ']', ',', '/*', '*/', '--', '\n', 'PRIMARY KEY', 'GENERATED ALWAYS AS'],
  ),
  {
    name: 'formats/sqlite:record',
    seeds: () => [Buffer.from([4, 1, 6, 0x11, 0x18, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0x61, 0x62, 1, 2, 3, 4, 5, 6])],
    read: (bytes) => readRecord(joinPieces([bytes], [{ file: 0, from: 0, to: bytes.byteLength }])),
  },
  { name: 'formats/tar', seeds: tars, read: readTar },
  { name: 'formats/tar:checksums', seeds: tars, read: (bytes) => readTar(fixChecksums(bytes)) },
  {
    name: 'formats/zip',
    seeds: () => [...seeds.jars(), ...seeds.eggs()],
    read: (bytes) => readZipDirectory(bytes).map((entry) => readMember(bytes, entry)),
  },
  {
    name: 'formats/zstd',
    seeds: () => [
      Buffer.concat([
        zstdCompressSync('hello'),
        zstdCompressSync(Buffer.alloc(3000)),
        latin1('\x53\x2a\x4d\x18\x01\0\0\0x'),
      ]),
    ],
    read: (bytes) => {
      const cutter = new ZstdFrameCutter();
      const pieces: Buffer[] = [];
      const buffer = Buffer.from(bytes);
      const step = 1 + ((bytes[5] ?? 0) % 64) * 8;
      for (let at = 0; at < buffer.length; at += step) pieces.push(...cutter.cut(buffer.subarray(at, at + step)));
      cutter.finish();
      return pieces;
    },
  },
];

function readHeader(bytes: Uint8Array, digest: boolean): unknown {
  const header = new RpmHeader(bytes);
  if (digest) checkHeaderDigest(header);
  return [header.text('name'), readRpmFileList(header, pathBudget())];
}

function databaseOf(bytes: Uint8Array): { database: Uint8Array; wal?: Uint8Array } {
  const { database = new Uint8Array(), wal } = splitMembers(bytes, ['database', 'wal']);
  return { database, ...(wal && { wal }) };
}

function readTar(bytes: Uint8Array): unknown {
  const entries: unknown[] = [];
  const reader = new TarReader({
    entry: (entry) => entries.push(entry),
    content: () => undefined,
    contentEnd: () => undefined,
    anomaly: (diagnostic) => entries.push(diagnostic),
  });
  const step = 700;
  for (let at = 0; at < bytes.byteLength; at += step) reader.push(Buffer.from(bytes.subarray(at, at + step)));
  reader.finish();
  return entries;
}

function readMember(bytes: Uint8Array, entry: ReturnType<typeof readZipDirectory>[number]): unknown {
  return readZipEntry(bytes, entry, limits.packageMetadataBytes);
}
