import { readdirSync } from 'node:fs';
import { deflateSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runFileAnalyzer } from '#engine/analyzers/host.ts';
import type { FileAnalyzer } from '#engine/analyzers/analyzer.ts';
import { nodePackage } from '#engine/analyzers/language/node-package/index.ts';
import { phpInstalled } from '#engine/analyzers/language/php-installed/index.ts';
import { rubyGemspec } from '#engine/analyzers/language/ruby-gemspec/index.ts';
import { osRelease } from '#engine/analyzers/os/os-release/index.ts';
import { rpmManifest } from '#engine/analyzers/os/rpm-manifest/index.ts';
import { rpmNdb } from '#engine/analyzers/os/rpm-ndb/index.ts';
import { limits } from '#engine/bytes/limits.ts';
import { ParseError } from '#engine/bytes/parse-error.ts';
import { joinPieces } from '#engine/bytes/pieced-bytes.ts';
import { readAlpmSections } from '#engine/formats/alpm/read-sections.ts';
import { readApkInstalledDb } from '#engine/formats/apk/read-installed-db.ts';
import { readAttestation } from '#engine/formats/attestation/read-attestation.ts';
import { readStatement } from '#engine/formats/attestation/read-statement.ts';
import { readChiselManifest } from '#engine/formats/chisel/read-manifest.ts';
import { derChildren, readDer } from '#engine/formats/cms/read-der.ts';
import { readDeb822 } from '#engine/formats/deb822/read-deb822.ts';
import { readAssembly } from '#engine/formats/dotnet/read-assembly.ts';
import { readDepsJson } from '#engine/formats/dotnet/read-deps-json.ts';
import { readBundle } from '#engine/formats/dotnet/read-bundle.ts';
import { readFileList } from '#engine/formats/dpkg/read-file-list.ts';
import { readElf } from '#engine/formats/elf/read-elf.ts';
import { readElfNotes } from '#engine/formats/elf/read-notes.ts';
import { mapExecutable } from '#engine/formats/executable/map-executable.ts';
import type { MappedImage } from '#engine/formats/executable/mapped-image.ts';
import { packageNote } from '#engine/formats/executable/package-note.ts';
import { readGconvModules } from '#engine/formats/gconv/read-gconv-modules.ts';
import { readGemspec } from '#engine/formats/gemspec/read-gemspec.ts';
import { parseModuleInfo } from '#engine/formats/go/parse-module-info.ts';
import { readGoBuildInfo } from '#engine/formats/go/read-build-info.ts';
import { readPomProperties } from '#engine/formats/jar/read-pom-properties.ts';
import { readPom } from '#engine/formats/jar/read-pom.ts';
import { readModuleRequests } from '#engine/formats/javascript/read-module-requests.ts';
import { readJson } from '#engine/formats/json/read-members.ts';
import { readLdSoCache } from '#engine/formats/ld/read-ld-so-cache.ts';
import { readSlices } from '#engine/formats/macho/read-slices.ts';
import { readNsswitch } from '#engine/formats/nsswitch/read-nsswitch.ts';
import { readOpensslConf } from '#engine/formats/openssl-conf/read-openssl-conf.ts';
import { readPamService } from '#engine/formats/pam/read-pam-service.ts';
import { readPeHeaders } from '#engine/formats/pe/read-headers.ts';
import { readRecord as readPythonRecord } from '#engine/formats/python/read-record.ts';
import { readPythonRequests } from '#engine/formats/python-source/read-requests.ts';
import { readQtConf } from '#engine/formats/qt-conf/read-qt-conf.ts';
import { RpmHeader } from '#engine/formats/rpm/read-header.ts';
import { readBdbPackages } from '#engine/formats/rpmdb/bdb/read-bdb-packages.ts';
import { readNdbPackages } from '#engine/formats/rpmdb/ndb/read-ndb-packages.ts';
import { readAuditData } from '#engine/formats/rust-audit/read-audit-data.ts';
import { parseShell } from '#engine/formats/shell/parse-shell.ts';
import { readRecord } from '#engine/formats/sqlite/read-record.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import { readZipDirectory } from '#engine/formats/zip/read-directory.ts';
import { readZipEntry } from '#engine/formats/zip/read-entry.ts';
import { GzipScanner } from '#engine/formats/deflate/scan-gzip.ts';
import { ZstdFrameCutter } from '#engine/formats/zstd/frames.ts';
import { KiB, MiB } from '#shared/model/units.ts';
import { factsOf } from '#shared/model/outcome.ts';
import type { Diagnostic } from '#shared/model/diagnostic.ts';
import { bdb } from './bdb.ts';
import { assemblyFile, bundleFile, depsJson } from './dotnet-files.ts';
import { elfNote, elfOf } from './elf-files.ts';
import { elfFile, peFile } from './executable-files.ts';
import { inlineBuildInfo } from './go-build-info.ts';
import { ndb } from './ndb.ts';
import { madePackage } from './rpm-header.ts';
import { file, tar } from './tar.ts';
import { zip } from './zip.ts';

const ALL_BITS = 0xffff_ffff;
/** A number of rows that is found by its bytes. */
const ROW_COUNT = 0x3b5d;

/** Formats without a count, size or depth that could be hostile, with the reason. */
const WITHOUT: Readonly<Record<string, string>> = { magic: 'it looks at the first 16 bytes' };

/** What a reader says of hostile input: the diagnostic that it throws, returns, or gives in place of a record. */
function told(read: () => unknown): Diagnostic[] {
  try {
    const result = read();
    if (Array.isArray(result)) return result.flatMap((one: { diagnostic?: Diagnostic }) => one.diagnostic ?? []);
    return [...((result as { diagnostics?: readonly Diagnostic[] }).diagnostics ?? [])];
  } catch (error) {
    if (error instanceof ParseError) return [error.diagnostic];
    throw error;
  }
}

const limited = (limit: number) => ({ code: 'limit-exceeded', limit });
const malformed = (found: RegExp) => ({ code: 'malformed', found: expect.stringMatching(found) as string });

function patched(bytes: Uint8Array, ...values: readonly (readonly [at: number, value: number])[]): Buffer {
  const copy = Buffer.from(bytes);
  for (const [at, value] of values) copy.writeUInt32LE(value, at);
  return copy;
}

const image = (bytes: Uint8Array): MappedImage => mapExecutable(bytes)[0] ?? expect.fail('no image');

function readTar(bytes: Uint8Array): void {
  const nothing = (): void => undefined;
  const reader = new TarReader({ entry: nothing, content: nothing, contentEnd: nothing, anomaly: nothing });
  reader.push(Buffer.from(bytes));
  reader.finish();
}

const sparse = (map: string, realsize: string) =>
  tar([
    file('GNUSparseFile.0/s', map, {
      pax: {
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.name': 's',
        'GNU.sparse.realsize': realsize,
      },
    }),
  ]);

type Row = readonly [name: string, read: () => unknown, want: object];

/** Loader configuration: what is read of it are lines. */
const lines = (read: (bytes: Uint8Array) => unknown): readonly Row[] => [
  ['lines', () => read(Buffer.alloc(2 * limits.configLines + 2, 'x\n')), limited(limits.configLines)],
];

/** By folder of `engine/formats`: counts of 2³², bombs, and what would go on for ever; each with the bound that stops it. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  alpm: [
    [
      'more files than an image has',
      () => readAlpmSections(`%FILES%\n${'x\n'.repeat(limits.listedFiles + 1)}`),
      limited(limits.listedFiles),
    ],
  ],
  apk: [
    [
      'more files than an image has',
      () => ({
        diagnostics: [...readApkInstalledDb(`P:a\nF:\n${'R:x\n'.repeat(limits.listedFiles + 1)}`)].flatMap(
          ({ problems }) => problems,
        ),
      }),
      limited(limits.listedFiles),
    ],
  ],
  attestation: [
    ['megabytes', () => readAttestation(new Uint8Array(limits.attestationBytes + 1)), limited(limits.attestationBytes)],
    [
      'signatures without end',
      () => readAttestation(Buffer.from(`{"signatures":[${'0,'.repeat(1e5)}0]}`)),
      limited(limits.attestationSignatures),
    ],
    [
      'subjects without end',
      () =>
        readStatement(
          Buffer.from(
            `{"_type":"https://in-toto.io/Statement/v1","predicateType":"","subject":[${'{},'.repeat(1e5)}{}]}`,
          ),
        ),
      limited(limits.attestationSubjects),
    ],
    ['lists in each other', () => readAttestation(Buffer.from('['.repeat(1e6))), { code: 'malformed' }],
  ],
  chisel: [
    [
      'a bomb of 128 MiB and a byte',
      () => readChiselManifest(zstdCompressSync(Buffer.alloc(limits.textDatabaseBytes + 1))),
      limited(limits.textDatabaseBytes),
    ],
    [
      'nothing but lines that are none',
      () => readChiselManifest(zstdCompressSync(Buffer.alloc(64 * MiB, '\n'))),
      { code: 'malformed', what: 'chisel manifest' },
    ],
  ],
  cms: [
    [
      'children',
      () => {
        const body = Buffer.alloc(2 * (limits.derChildren + 1), Buffer.from([5, 0]));
        const bytes = Buffer.concat([Buffer.from([0x30, 0x82, body.length >> 8, body.length & 0xff]), body]);
        return derChildren(bytes, readDer(bytes, 0));
      },
      limited(limits.derChildren),
    ],
    ['a length of 2³²', () => [readDer(Buffer.from('3084ffffffff00', 'hex'), 0)], { code: 'truncated' }],
  ],
  deb822: [
    [
      'fields of one stanza',
      () => ({ diagnostics: [...readDeb822('a:\n'.repeat(limits.stanzaFields + 1))].flatMap((one) => one.problems) }),
      limited(limits.stanzaFields),
    ],
  ],
  dotnet: [
    [
      'the name of a target, which every library cites',
      () => readDepsJson(Buffer.from(depsJson({}).replaceAll('.NETCoreApp', 'x'.repeat(limits.pathBytes)))),
      limited(limits.pathBytes),
    ],
    [
      '2³² files in a bundle',
      () => {
        const bytes = bundleFile('elf', []);
        const header = bytes.length - 12 - 3 - 40;
        return readBundle(patched(bytes, [header + 8, ALL_BITS]), image(bytes));
      },
      limited(limits.dotnetBundleFiles),
    ],
    [
      'attributes that all name one value',
      () => {
        const bytes = assemblyFile('A', 'XAttribute', 'value', limits.dotnetAttributes + 1);
        return readAssembly(bytes, image(bytes));
      },
      limited(limits.dotnetAttributes),
    ],
    [
      '2³² rows of a table',
      () => {
        const bytes = assemblyFile('A', 'XAttribute', 'value', ROW_COUNT);
        const at = bytes.indexOf(Buffer.from([ROW_COUNT & 0xff, ROW_COUNT >> 8, 0, 0]));
        return readAssembly(patched(bytes, [at, ALL_BITS]), image(bytes));
      },
      { code: 'truncated' },
    ],
  ],
  dpkg: [
    [
      'more files than an image has',
      () => readFileList('/x\n'.repeat(limits.listedFiles + 1)),
      limited(limits.listedFiles),
    ],
  ],
  elf: [
    [
      '2³² program headers',
      () => {
        const bytes = patched(Buffer.concat([elfOf([]), Buffer.alloc(64)]), [40, 64], [64 + 44, ALL_BITS]);
        bytes.writeUInt16LE(0xffff, 56);
        return readElf(bytes);
      },
      limited(limits.elfSegments),
    ],
  ],
  executable: [],
  gconv: lines(readGconvModules),
  gemspec: [],
  go: [
    ['modules', () => parseModuleInfo('dep\ta\tv1\n'.repeat(limits.goModules + 1), 0), limited(limits.goModules)],
    [
      'a version of 2³² bytes',
      () => {
        const info = inlineBuildInfo('v', Buffer.alloc(0));
        const data = Buffer.concat([info.subarray(0, 32), Buffer.from('ffffffff0f', 'hex'), info.subarray(33)]);
        const bytes = elfFile([{ name: '.go.buildinfo', data, writable: true }]);
        return readGoBuildInfo(bytes, image(bytes));
      },
      malformed(/bytes/),
    ],
  ],
  jar: [],
  javascript: [
    [
      'a source that is too long',
      () => {
        const result = readModuleRequests(Buffer.alloc(limits.scriptBytes + 1, ' '), 'commonjs');
        return { diagnostics: [result] };
      },
      { ok: false, detail: `longer than ${limits.scriptBytes} bytes` },
    ],
  ],
  json: [
    [
      'more bytes than one package states',
      () => readJson(Buffer.alloc(limits.packageMetadataBytes + 1), 'x'),
      limited(limits.packageMetadataBytes),
    ],
    ['a depth of a million', () => readJson(Buffer.alloc(1_000_000, '['), 'x'), { code: 'malformed' }],
  ],
  ld: [
    [
      '2³² libraries',
      () =>
        readLdSoCache(patched(Buffer.concat([Buffer.from('glibc-ld.so.cache1.1'), Buffer.alloc(28)]), [20, ALL_BITS])),
      limited(limits.cacheEntries),
    ],
    [
      'libraries that all have one long name',
      () => {
        const count = 10_000;
        const header = Buffer.concat([Buffer.from('glibc-ld.so.cache1.1'), Buffer.alloc(28)]);
        const entry = Buffer.alloc(24);
        entry.writeUInt32LE(48 + 24 * count, 4);
        entry.writeUInt32LE(48 + 24 * count, 8);
        const bytes = Buffer.concat([
          header,
          Buffer.alloc(24 * count, entry),
          Buffer.alloc(4096, 'x'),
          Buffer.alloc(1),
        ]);
        return readLdSoCache(patched(bytes, [20, count]));
      },
      limited(limits.cacheNameBytes),
    ],
  ],
  macho: [['2³² slices', () => readSlices(Buffer.from('cafebabeffffffff', 'hex')), limited(limits.machoSlices)]],
  nsswitch: lines(readNsswitch),
  'openssl-conf': lines(readOpensslConf),
  'os-release': [
    [
      'a file that is too long',
      () => runFileAnalyzer(osRelease, Buffer.alloc(limits.releaseFileBytes + 1)),
      limited(limits.releaseFileBytes),
    ],
  ],
  pam: lines(readPamService),
  pe: [
    [
      '65,535 sections',
      () => {
        const bytes = peFile([]);
        bytes.writeUInt16LE(0xffff, 0x86);
        return readPeHeaders(bytes);
      },
      limited(limits.peSections),
    ],
  ],
  python: [
    [
      'more files than an image has',
      () => readPythonRecord('x,,\n'.repeat(limits.listedFiles + 1)),
      limited(limits.listedFiles),
    ],
  ],
  'qt-conf': lines(readQtConf),
  rpm: [
    ['2³² index entries', () => new RpmHeader(Buffer.alloc(32, 0xff)), limited(limits.rpmIndexEntries)],
    ['2³² bytes of data', () => new RpmHeader(Buffer.from('00000001ffffffff', 'hex')), limited(limits.rpmHeaderBytes)],
  ],
  rpmdb: [
    [
      '2³² pages of slots',
      () => [...readNdbPackages(patched(ndb([[1, madePackage({ name: 'a' })]]), [12, ALL_BITS]))],
      { code: 'truncated' },
    ],
    [
      'a blob of 2³² blocks',
      () => [...readNdbPackages(patched(ndb([[1, madePackage({ name: 'a' })]]), [32 + 12, ALL_BITS]))],
      { code: 'truncated' },
    ],
    [
      'lines that are none in a list of packages',
      () => runFileAnalyzer(rpmManifest, Buffer.alloc(2 * limits.badRecords + 20, 'x\n')),
      { ...limited(limits.diagnosticsPerFile), seen: limits.badRecords },
    ],
    [
      'slots that are none',
      () => {
        const pages = Math.ceil((limits.badRecords * 16) / 4096) + 1;
        const file = patched(Buffer.concat([ndb([]), Buffer.alloc(4096 * pages)]), [12, pages + 1]);
        return runFileAnalyzer(rpmNdb, file);
      },
      { ...limited(limits.diagnosticsPerFile), seen: limits.badRecords },
    ],
    [
      '2³² pages of a hash file',
      () => [...readBdbPackages(patched(bdb({ rows: [[1, madePackage({ name: 'a' })]] }), [32, ALL_BITS]))],
      { code: 'truncated' },
    ],
  ],
  'python-source': [
    [
      'a source that is too long',
      () => ({ diagnostics: [readPythonRequests(Buffer.alloc(limits.pythonBytes + 1, ' '))] }),
      { ok: false },
    ],
  ],
  'rust-audit': [
    [
      'a bomb of zlib',
      () => readAuditData(...whole(deflateSync(Buffer.alloc(100 * MiB, ' ')))),
      limited(limits.rustAuditBytes),
    ],
    [
      'crates',
      () => readAuditData(...whole(deflateSync(`{"packages":[${'0,'.repeat(limits.rustCrates)}0]}`))),
      limited(limits.rustCrates),
    ],
  ],
  shell: [
    [
      'a script that is too long',
      () => ({ diagnostics: parseShell('#'.repeat(limits.shellBytes + 1)).problems }),
      { message: expect.stringContaining(`longer than ${limits.shellBytes}`) as string },
    ],
    [
      'brackets',
      () => ({ diagnostics: parseShell('('.repeat(100_000)).problems }),
      { message: expect.stringContaining(`deeper than ${limits.shellNesting}`) as string },
    ],
  ],
  sqlite: [
    [
      'columns of one record',
      () => {
        const bytes = Buffer.concat([Buffer.from([0x82, 0x80, 0x03]), Buffer.alloc(limits.sqliteColumns + 1)]);
        return readRecord(joinPieces([bytes], [{ file: 0, from: 0, to: bytes.length }]));
      },
      limited(limits.sqliteColumns),
    ],
  ],
  tar: [
    [
      'an extended header of 8 GiB',
      () => readTar(tar([{ name: 'x', type: 'x', size: 8 * 1024 * MiB }])),
      limited(limits.paxBytes),
    ],
    [
      'a sparse map of a thousand million pieces',
      () => readTar(sparse(`999999999\n${'\0'.repeat(502)}`, '9')),
      limited(limits.sparsePieces),
    ],
    [
      'a hole of 2⁵⁰ bytes',
      () => readTar(sparse(`1\n0\n0\n${'\0'.repeat(506)}`, `${2 ** 50}`)),
      limited(limits.inflateRatio),
    ],
    [
      'a long sparse map that does not end',
      () => readTar(sparse(`60000\n${'0000000000000000\n'.repeat(70_000)}`, '9')),
      malformed(/./),
    ],
  ],
  zip: [
    [
      '2⁵⁰ members',
      () => {
        const bytes = zip([{ name: 'a' }], { zip64: true });
        const at = bytes.indexOf(Buffer.from('504b0606', 'hex'));
        return readZipDirectory(patched(bytes, [at + 32 + 4, 2 ** 18]));
      },
      limited(limits.zipEntries),
    ],
    [
      'a member that is larger than is wanted',
      () => readMember(zip([{ name: 'a', content: Buffer.alloc(limits.packageMetadataBytes + 1) }])),
      limited(limits.packageMetadataBytes),
    ],
    [
      'a bomb that says it is small',
      () => readMember(zip([{ name: 'a', content: Buffer.alloc(100 * MiB), size: 100 }])),
      malformed(/^a: /),
    ],
  ],
  deflate: [
    [
      'a name without an end',
      () => {
        const scanner = new GzipScanner({ member: () => undefined, block: () => undefined });
        scanner.push(Buffer.from('1f8b0808000000000003', 'hex'));
        // Above the time that a test may take, if all of it were waited for.
        for (let i = 0; i < 2000; i++) scanner.push(Buffer.alloc(64 * KiB, 'x'));
        scanner.finish();
      },
      malformed(/^a member header of more than \d+ bytes/),
    ],
  ],
  zstd: [
    [
      'a skippable frame of 2³² bytes',
      () => {
        const cutter = new ZstdFrameCutter();
        const pieces = [...cutter.cut(Buffer.from('502a4d18ffffffff00', 'hex'))];
        cutter.finish();
        return pieces;
      },
      { code: 'truncated' },
    ],
  ],
};

function whole(bytes: Uint8Array): [Uint8Array, { from: number; to: number }] {
  return [bytes, { from: 0, to: bytes.byteLength }];
}

function readMember(bytes: Uint8Array): unknown {
  return readZipDirectory(bytes).map((entry) => readZipEntry(bytes, entry, limits.packageMetadataBytes));
}

describe.for(Object.entries(ROWS).filter(([, rows]) => rows.length > 0))('%s', ([, rows]) => {
  it.for(rows)('%s', ([, read, want]) => {
    const found = told(read);
    expect(found.at(-1)).toMatchObject(want);
    expect(found.length).toBeLessThanOrEqual(limits.diagnosticsPerFile + 1);
  });
});

/** Readers that say nothing, because nothing is lost: the answer itself has a bound. */
describe('what takes the square of its length without a bound', () => {
  const blanks = ' '.repeat(2_000_000);

  it('gemspec: blanks inside a line', () => {
    expect(readGemspec(`s.name = a${blanks}b\ns.add_dependency("x", ${blanks}\rz\n`)).toMatchObject({
      name: undefined,
      computed: ['name'],
    });
  });

  it('licences without end, which one line or one list states', () => {
    const many = 300_000;
    const read = (analyzer: FileAnalyzer, text: string): number => {
      const [fact] = factsOf(analyzer.analyze({ bytes: Buffer.from(text) }));
      return fact !== undefined && 'licences' in fact ? fact.licences.length : -1;
    };
    const list = Array.from({ length: many }, (_, i) => `"${i}"`).join(',');
    expect(read(rubyGemspec, `s.name = "a"\ns.version = "1"\ns.licenses = [${list}]\n`)).toBe(limits.declaredLicences);
    expect(read(nodePackage, `{"name":"a","version":"1","license":[${list}]}`)).toBe(limits.declaredLicences);
    expect(read(phpInstalled, `[{"name":"a/b","version":"1","license":[${list}]}]`)).toBe(limits.declaredLicences);
  });

  it('jar: blanks inside a value, and tags without end', () => {
    expect(readPomProperties(`groupId=a${blanks}b\nartifactId=a\nversion=1\n`)).toBeUndefined();
    expect(readPom('<project>'.repeat(100_000)).coordinates).toBeUndefined();
    expect(readPom(`<project>${'<!--'.repeat(100_000)}`).coordinates).toBeUndefined();
  });

  it('executable: section names without end in one long table', () => {
    const count = 60_000;
    const bytes = Buffer.concat([elfOf([]), Buffer.alloc(64 * count), Buffer.alloc(32 * MiB, 'x')]);
    const table = bytes.length - 32 * MiB - 64 * count;
    bytes.writeBigUInt64LE(BigInt(table), 40);
    bytes.set([64, 0, count & 0xff, count >> 8, 0, 0], 58);
    for (let i = 0; i < count; i++) {
      bytes.writeUInt32LE(1, table + 64 * i + 4);
      bytes.writeBigUInt64LE(BigInt(table + 64 * count), table + 64 * i + 24);
      bytes.writeBigUInt64LE(BigInt(32 * MiB), table + 64 * i + 32);
    }
    const { sections } = image(bytes);
    expect(sections).toHaveLength(count);
    expect(new Set(sections.map(({ name }) => name.length))).toEqual(new Set([limits.sectionNameBytes]));
  });

  it('executable, elf: NULs inside a package note and a note’s owner', () => {
    const text = Buffer.concat([Buffer.alloc(1_000_000), Buffer.from('x')]);
    expect(packageNote(text, { from: 0, to: text.length })).toBeNull();
    const owner = `${'\0'.repeat(4_000_000)}x`;
    expect(readElfNotes(readElf(elfOf([[4, elfNote(owner, 1, Buffer.alloc(4))]])))).toMatchObject([{ owner: '' }]);
  });
});

it('every format has a row here, or is named with the reason why not', () => {
  const folders = readdirSync(`${import.meta.dirname}/../formats`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(folders.filter((name) => !(name in ROWS) && !(name in WITHOUT))).toEqual([]);
});
