import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PackageFact } from '#shared/model/fact.ts';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { apkInstalledDb } from './index.ts';

const analyze = (text: string | Uint8Array) =>
  apkInstalledDb.analyze({ bytes: typeof text === 'string' ? Buffer.from(text, 'latin1') : text });
const facts = (text: string | Uint8Array): readonly PackageFact[] => factsOf(analyze(text));
const codes = (text: string | Uint8Array): string[] =>
  diagnosticsOf(analyze(text)).map(({ code, what }) => `${code} ${what}`);
const digest = (alg: string, text: string, encoding: 'hex' | 'base64'): string =>
  createHash(alg).update(text).digest(encoding);

describe('os/apk-installed-db', () => {
  it('states a whole row', () => {
    const text = `C:Q1+\nP:musl-utils\nV:1.1.24-r2\nA:x86_64\nS:10\nI:20\nT:musl\nU:https://x\nL:MIT BSD\no:musl\nm:T \xc3\xa4\nt:30\nc:abc\nF:bin\nR:sh\na:0:0:755\nZ:Q1${digest('sha1', 'x', 'base64')}\nR:ls\n\n`;
    const cited = 'P:musl-utils\nV:1.1.24-r2\nA:x86_64\n';
    const hash = (part: string): string => digest('sha256', part, 'hex');
    const lines = (part: string) => ({ from: text.indexOf(part), to: text.indexOf(part) + part.length });
    expect(analyze(text)).toEqual({
      status: 'complete',
      facts: [
        {
          kind: 'package',
          type: 'apk',
          name: 'musl-utils',
          version: '1.1.24-r2',
          arch: 'x86_64',
          source: { name: 'musl', version: '1.1.24-r2' },
          state: 'installed',
          licence: {
            text: 'MIT BSD',
            cited: { kind: 'lines', container: [], segments: [lines('\nL:MIT BSD\n')], sha256: hash('\nL:MIT BSD\n') },
          },
          details: {
            description: 'musl',
            homepage: 'https://x',
            maintainer: 'T ä',
            'build-time': '30',
            commit: 'abc',
            checksum: 'Q1+',
            'package-size': '10',
            'installed-size': '20',
          },
          files: [{ path: 'bin/sh', digest: { alg: 'sha1', hex: digest('sha1', 'x', 'hex') } }, { path: 'bin/ls' }],
          cited: {
            kind: 'lines',
            container: [],
            segments: [lines(`\n${cited}`), lines('\no:musl\n')],
            sha256: hash(`\n${cited}\no:musl\n`),
          },
        },
      ],
    });
  });

  it.for<[name: string, text: string, packages: string[], diagnostics: string[]]>([
    ['an empty database', '', [], []],
    ['no origin', 'P:a\nV:1\n', ['a 1 - {}'], []],
    [
      'a record without a version beside a good one',
      'P:a\n\nP:b\nV:1\n',
      ['b 1 - {}'],
      ['missing P or V of an apk record'],
    ],
    [
      'a virtual package',
      'P:.build-deps\nV:20240101.120000\n',
      ['.build-deps 20240101.120000 - {"virtual":"true"}'],
      [],
    ],
    ['a broken package', 'P:a\nV:1\nf:fsS\n', ['a 1 - {"broken":"fs"}'], []],
    ['an unknown upper-case letter', 'P:a\nV:1\nX:9\no:b\n', ['a 1 b {}'], ['malformed apk database line']],
    ['no database at all', 'name = "x"\n', [], ['malformed apk database line']],
  ])('%s', ([, text, packages, diagnostics]) => {
    const rows = facts(text).map(
      (fact) => `${fact.name} ${fact.version} ${fact.source?.name ?? '-'} ${JSON.stringify(fact.details)}`,
    );
    expect([rows, codes(text)]).toEqual([packages, diagnostics]);
  });

  it('claims no digest where flag S says that checksums are cut SHA-256, and SHA-256 for Q2', () => {
    const q1 = `Q1${digest('sha1', 'x', 'base64')}`;
    const q2 = `Q2${digest('sha256', 'x', 'base64')}`;
    const record = (flags: string): string => `P:a\nV:1\n${flags}F:\nR:x\nZ:${q1}\nR:y\nZ:${q2}\n`;
    expect(facts(record('f:S\n'))[0]?.files).toEqual([{ path: 'x' }, { path: 'y' }]);
    expect(facts(record(''))[0]?.files).toEqual([
      { path: 'x', digest: { alg: 'sha1', hex: digest('sha1', 'x', 'hex') } },
      { path: 'y', digest: { alg: 'sha256', hex: digest('sha256', 'x', 'hex') } },
    ]);
  });

  it('survives every cut and any lines', () => {
    readsEveryPrefix(Buffer.from('C:Q1x\nP:a\nV:1\nF:b\nR:c\nZ:Q1z\n\nP:d\nV:2\nL:x\n'), analyze);
    const line = fc.constantFrom('P:a', 'V:1', 'A:\xff', 'L:', 'f:S', 'F:x', 'R:y', 'Z:', 'X:', '', 'o:b');
    fc.assert(
      fc.property(fc.array(line), (lines) =>
        readsOrRefuses(Buffer.from(lines.join('\n'), 'latin1'), analyze, lines.join('|')),
      ),
    );
  });
});

describe.skipIf(corpus === undefined)('os/apk-installed-db on real files', () => {
  type Syft = {
    file: string;
    expected: {
      name: string;
      version: string;
      metadata: { architecture: string; origin_package: string; files: { path: string; digest?: { value: string } }[] };
    };
  };
  type Fanal = {
    expected: { name: string; version: string; src_name: string; src_version: string; license: string }[];
  };
  type Scancode = {
    name: string;
    version: string;
    purl: string;
    extracted_license_statement: string;
    file_references: { path: string }[];
  };
  const json = (...path: string[]): unknown => JSON.parse(readFileSync(corpusFile('pkgdb/apk', ...path), 'utf8'));

  it('names, sources, files and checksums as one peer states them', () => {
    let compared = 0;
    for (const { file, expected } of json('syft.expected.json') as Syft[]) {
      const [fact] = facts(readFileSync(corpusFile(file)));
      const { metadata } = expected;
      expect([fact?.name, fact?.version, fact?.arch, fact?.source?.name]).toEqual([
        expected.name,
        expected.version,
        metadata.architecture,
        metadata.origin_package,
      ]);
      // The peer lists directories too; a checksum tells files apart.
      const want = metadata.files.flatMap(({ path, digest }) =>
        digest ? [`${path.slice(1)} ${Buffer.from(digest.value.slice(2), 'base64').toString('hex')}`] : [],
      );
      compared += want.length;
      expect(fact?.files.flatMap(({ path, digest }) => (digest ? [`${path} ${digest.hex}`] : []))).toEqual(want);
    }
    expect(compared).toBeGreaterThan(10);
  });

  it('versions, sources and licences as another states them', () => {
    const rows = facts(readFileSync(corpusFile('pkgdb/apk/fanal/installed'))).map(
      ({ name, version, source, licence }) => ({
        name,
        version,
        src_name: source?.name,
        src_version: source?.version,
        license: licence?.text,
      }),
    );
    expect(rows).toEqual((json('fanal.expected.json') as Fanal[])[0]?.expected);
  });

  it('packages, licences and files as a third states them', () => {
    const rows = facts(readFileSync(corpusFile('pkgdb/apk/scancode-small-installed/installed'))).map((fact) => ({
      purl: `pkg:alpine/${fact.name}@${fact.version}?arch=${fact.arch}`,
      licence: fact.licence?.text,
      files: fact.files.map(({ path }) => path as string).sort(),
    }));
    const want = (json('scancode-small-installed/installed-expected.json') as Scancode[]).map((row) => ({
      purl: row.purl.replaceAll('%2B', '+'),
      licence: row.extracted_license_statement,
      files: row.file_references.map(({ path }) => path).sort(),
    }));
    expect(rows).toEqual(want);
  });

  it('keeps the good record of a corrupt database and says what is bad', () => {
    const bytes = readFileSync(corpusFile('pkgdb/apk/syft-corrupt/lib/apk/db/installed'));
    expect(facts(bytes).map(({ name, version }) => `${name} ${version}`)).toEqual(['alpine-baselayout-data 3.2.0-r22']);
    expect(codes(bytes)).toEqual(['malformed apk database line']);
  });

  // A file is listed beside the package's own lines, so only what the cited lines state is compared (contracts §5).
  it('cites the bytes that make a fact, and no others', () => {
    const whole = readFileSync(corpusFile('pkgdb/apk/apko-wolfi-base/installed'));
    const good = whole.subarray(0, whole.indexOf('\n\n', 3000) + 1);
    const claim = ({ name, version, arch, source }: PackageFact): string =>
      JSON.stringify([name, version, arch, source]);
    const before = facts(good);
    expect(before.length).toBeGreaterThan(2);
    const flips = fc.sample(fc.integer({ min: 1, max: 255 }), good.length);
    for (let at = 0; at < good.length; at++) {
      const changed = Uint8Array.from(good);
      changed[at] = good[at]! ^ flips[at]!;
      // Fields have one letter: a byte can make another field of a line, and so state a second name or version.
      const madeField =
        good[at + 1] === 0x3a && good[at - 1] === 0x0a && 'PVAo'.includes(String.fromCharCode(changed[at]!));
      if (changed[at] === 0x0a || madeField) continue;
      const after = new Map(facts(changed).map((fact) => [claim(fact), fact.cited.sha256]));
      for (const fact of before) {
        const cited = fact.cited.segments.some(({ from, to }) => at >= from && at < to);
        if (after.get(claim(fact)) !== (cited ? undefined : fact.cited.sha256))
          expect.fail(`byte ${at} (${cited ? 'cited' : 'not cited'}), ${good[at]} -> ${changed[at]}: ${claim(fact)}`);
      }
    }
  });
});
