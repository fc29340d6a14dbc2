import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PackageFact } from '#shared/model/fact.ts';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { dpkgStatus } from './index.ts';

const analyze = (text: string | Uint8Array) =>
  dpkgStatus.analyze({ bytes: typeof text === 'string' ? Buffer.from(text, 'latin1') : text });
const facts = (text: string | Uint8Array): readonly PackageFact[] => factsOf(analyze(text));
const short = (text: string): string[] =>
  facts(text).map(
    (fact) => `${fact.name}|${fact.version}|${fact.arch}|${fact.source?.name}|${fact.source?.version}|${fact.state}`,
  );
const codes = (text: string): string[] => diagnosticsOf(analyze(text)).map(({ code, what }) => `${code} ${what}`);
const citedText = (text: string): string[] =>
  facts(text).map(({ cited }) => cited.segments.map(({ from, to }) => text.slice(from, to)).join('|'));

const installed = 'Status: install ok installed\n';
const libc = `Package: libc6\n${installed}Architecture: amd64\nSource: glibc\nVersion: 2.36-9\n`;

describe('os/dpkg-status', () => {
  it('states a whole row', () => {
    const text = `Package: libc6\n${installed}Priority: optional\nSection: libs\nInstalled-Size: 12837\nMaintainer: J\xc3\xb6rg <j@x>\nArchitecture: amd64\nMulti-Arch: same\nSource: glibc (2.36)\nVersion: 1:2.36-9\nDescription: GNU C Library\n long text\nHomepage: https://x\n`;
    const cited = Buffer.concat(
      [`Package: libc6\n${installed}`, '\nArchitecture: amd64\n', '\nSource: glibc (2.36)\nVersion: 1:2.36-9\n'].map(
        (part) => Buffer.from(part),
      ),
    );
    expect(analyze(text)).toEqual({
      status: 'complete',
      facts: [
        {
          kind: 'package',
          type: 'deb',
          name: 'libc6',
          version: '1:2.36-9',
          arch: 'amd64',
          source: { name: 'glibc', version: '2.36' },
          state: 'installed',
          licence: null,
          details: {
            section: 'libs',
            priority: 'optional',
            'multi-arch': 'same',
            description: 'GNU C Library',
            homepage: 'https://x',
            maintainer: 'Jörg <j@x>',
            'installed-size': '13145088',
          },
          files: [],
          cited: {
            kind: 'lines',
            container: [],
            segments: ['Package: libc6', '\nArchitecture', '\nSource'].map((start, i) => {
              const from = text.indexOf(start);
              const ends = [installed, 'amd64\n', '1:2.36-9\n'];
              return { from, to: text.indexOf(ends[i]!) + ends[i]!.length };
            }),
            sha256: createHash('sha256').update(cited).digest('hex'),
          },
        },
      ],
    });
  });

  it.for<[name: string, text: string, packages: string[], diagnostics: string[]]>([
    ['an empty file', '', [], []],
    [
      'every state in which files are there',
      ['installed', 'unpacked', 'half-configured', 'half-installed', 'triggers-awaited', 'triggers-pending']
        .map((state, i) => `Package: p${i}\nStatus: install ok ${state}\nVersion: 1\n`)
        .join('\n'),
      ['installed', 'unpacked', 'half-configured', 'half-installed', 'triggers-awaited', 'triggers-pending'].map(
        (state, i) => `p${i}|1|null|p${i}|1|${state}`,
      ),
      [],
    ],
    [
      'removed packages',
      'Package: a\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: b\nStatus: purge ok not-installed\n',
      [],
      [],
    ],
    ['a held package', 'Package: a\nStatus: hold ok installed\nVersion: 1\n', ['a|1|null|a|1|installed'], []],
    ['a state that is none', 'Package: a\nStatus: install ok installled\nVersion: 1\n', [], ['malformed dpkg Status']],
    ['four status words', 'Package: a\nStatus: install ok installed x\nVersion: 1\n', [], ['malformed dpkg Status']],
    [
      'one architecture beside another',
      `${libc}\n${libc.replace('amd64', 'i386')}`,
      ['libc6|2.36-9|amd64|glibc|2.36-9|installed', 'libc6|2.36-9|i386|glibc|2.36-9|installed'],
      [],
    ],
    [
      'the same package twice, which dpkg refuses',
      `${libc}\n${libc.replace('2.36', '2.37')}`,
      ['libc6|2.36-9|amd64|glibc|2.36-9|installed', 'libc6|2.37-9|amd64|glibc|2.37-9|installed'],
      ['anomaly dpkg status'],
    ],
    [
      'the only stanza, without a Status, as in status.d',
      'Package: tzdata\nVersion: 2024a-0+deb12u1\nArchitecture: all',
      ['tzdata|2024a-0+deb12u1|all|tzdata|2024a-0+deb12u1|installed'],
      [],
    ],
    ['several stanzas without a Status', 'Package: a\nVersion: 1\n\nPackage: b\nVersion: 1\n', [], []],
    ['the only stanza, without a Version', 'Package: a\n', [], ['missing Version of a dpkg stanza']],
    [
      'an installed package without a Version',
      `Package: a\n${installed}\n${libc}`,
      ['libc6|2.36-9|amd64|glibc|2.36-9|installed'],
      ['missing Version of a dpkg stanza'],
    ],
    ['no name', `Package:\n${installed}Version: 1\n`, [], ['malformed dpkg Package']],
    [
      'field names in any case, blanks around the colon, CR before the line feed',
      'PACKAGE : a\r\nstatus:install ok installed\r\nVersion:\t1\r\n',
      ['a|1|null|a|1|installed'],
      [],
    ],
    [
      'an epoch of zero, as dpkg prints it',
      `Package: a\n${installed}Version: 0:1-1\n`,
      ['a|1-1|null|a|1-1|installed'],
      [],
    ],
    ['an epoch with leading zeros', `Package: a\n${installed}Version: 01:1\n`, ['a|1:1|null|a|1:1|installed'], []],
    ['a version with blanks', `Package: a\n${installed}Version: 1 2\n`, [], ['malformed dpkg Version']],
    [
      'an architecture that is none',
      `Package: a\n${installed}Version: 1\nArchitecture: am d64\n`,
      ['a|1|null|a|1|installed'],
      ['malformed dpkg Architecture'],
    ],
    [
      'a source that is none',
      `Package: a\n${installed}Version: 1\nSource: x (1\n`,
      ['a|1|null|undefined|undefined|installed'],
      ['malformed dpkg Source'],
    ],
    [
      'a white-space line between stanzas',
      `${libc} \t\nPackage: b\n${installed}Version: 1\n`,
      ['libc6|2.36-9|amd64|glibc|2.36-9|installed', 'b|1|null|b|1|installed'],
      [],
    ],
    [
      'a blank line inside a description',
      `Package: a\n${installed}Description: d\n\n more\nVersion: 1\n`,
      ['a|1|null|a|1|installed'],
      ['anomaly stanza'],
    ],
    [
      'a line that is no field',
      `Package: a\n${installed}what\nVersion: 1\n`,
      ['a|1|null|a|1|installed'],
      ['malformed stanza line'],
    ],
    [
      'a repeated field that makes no identity',
      `Package: a\n${installed}Section: x\nSection: y\nVersion: 1\n`,
      ['a|1|null|a|1|installed'],
      ['anomaly dpkg stanza'],
    ],
    [
      'no blank line between two packages',
      `Package: a\n${installed}Version: 1\nPackage: b\n${installed}Source: c\nVersion: 2\n`,
      ['a|1|null|a|1|installed'],
      ['malformed dpkg stanza from its second package field on'],
    ],
    [
      'a continuation after a field of one line',
      `Package: a\n${installed}Version: 1\n more\n`,
      ['a|1|null|a|1|installed'],
      ['malformed continuation of a dpkg field of one line'],
    ],
    [
      'no line feed at the end',
      `${libc}Homepage: x`,
      ['libc6|2.36-9|amd64|glibc|2.36-9|installed'],
      ['anomaly dpkg status'],
    ],
    [
      'NUL in a value and another stanza',
      `Package: a\0\n${installed}Version: 1\n\n${libc}`,
      ['libc6|2.36-9|amd64|glibc|2.36-9|installed'],
      ['malformed dpkg Package'],
    ],
    ['nothing but NUL', '\0'.repeat(512), [], ['malformed dpkg status']],
    ['a checksum list', 'd41d8cd98f00b204e9800998ecf8427e  usr/share/perl5/A::B.pm\n', [], []],
    ['a maintainer script', '#!/bin/sh\nset -e\n\nif true; then\n  echo "x: y"\nfi\n', [], []],
    [
      'a stanza of misspelt fields',
      'Pakij: apt\nStratus: install ok installed\nSection: admin\n',
      [],
      ['missing Package of a dpkg stanza'],
    ],
  ])('%s', ([, text, packages, diagnostics]) => {
    expect([short(text), codes(text)]).toEqual([packages, diagnostics]);
  });

  it('marks a transitional package, and what dpkg was asked to do with it', () => {
    const text = `Package: a\nStatus: hold reinstreq unpacked\nVersion: 1\nDescription: transitional dummy package\n`;
    expect(facts(text)[0]?.details).toEqual({
      description: 'transitional dummy package',
      want: 'hold',
      'error-flag': 'reinstreq',
      transitional: 'true',
    });
  });

  it.for<[name: string, between: string, second: string]>([
    ['one blank line: both its feeds', '\n', `\n\nPackage: b\n${installed}Version: 1\n`],
    ['a line of white space: the feeds and the blanks', ' \n', `\n \nPackage: b\n${installed}Version: 1\n`],
    // Making one of two blank lines a line of text joins nothing but at the feed between them.
    [
      'two blank lines: the feed between them, and the one before the name',
      '\n\n',
      `\n|\nPackage: b\n${installed}Version: 1\n`,
    ],
    ['three blank lines: the feed before the name', '\n\n\n', `\nPackage: b\n${installed}Version: 1\n`],
  ])('cites what parts a stanza from the one before: %s', ([, between, second]) => {
    const text = `${libc}${between}Package: b\n${installed}Version: 1\n`;
    expect(citedText(text)[1]).toBe(between === '\n\n' ? second.replace('|', '') : second);
  });

  it('does not cite what parts a stanza from no package', () => {
    expect(citedText(`junk\n\nEssential: yes\nPackage: b\n${installed}Version: 1\n`)).toEqual([
      `\nPackage: b\n${installed}Version: 1\n`,
    ]);
  });

  it('survives every cut and any bytes', () => {
    readsEveryPrefix(Buffer.from(`${libc}Description: x\n y\n\n${libc}`), analyze);
    const line = fc.constantFrom(
      'Package: a',
      installed.trim(),
      'Version: 1',
      'Source: b (2)',
      ' x',
      ' ',
      '',
      'x',
      ':',
      'a:',
      '\0',
      'Architecture: \xff',
    );
    fc.assert(
      fc.property(fc.array(line), (lines) =>
        readsOrRefuses(Buffer.from(lines.join('\n'), 'latin1'), analyze, lines.join('\n')),
      ),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readsOrRefuses(bytes, analyze, 'bytes')));
  });
});

describe.skipIf(corpus === undefined)('os/dpkg-status on real files', () => {
  type Verdict = {
    exit: number;
    packages: {
      package: string;
      version: string;
      architecture: string;
      status: string;
      source: string;
      source_version: string;
      maintainer: string;
    }[];
  };
  const verdicts = corpus === undefined ? [] : globSync('pkgdb/dpkg/**/*.dpkg-query.json', { cwd: corpus }).sort();
  const present = (status: string): boolean => status !== 'config-files' && status !== 'not-installed';

  it('has files to read', () => {
    expect(verdicts.length).toBeGreaterThanOrEqual(14);
  });

  it.for(verdicts)('says what dpkg-query says: %s', (file) => {
    const verdict = JSON.parse(readFileSync(corpusFile(file), 'utf8')) as Verdict;
    const result = analyze(readFileSync(corpusFile(file.replace('.dpkg-query.json', ''))));
    if (verdict.exit !== 0) {
      // dpkg refuses the whole file; what of it is kept is no answer of dpkg's, but the trouble must be told.
      expect(result.status).not.toBe('complete');
      return;
    }
    expect(result.status).toBe('complete');
    const rows = factsOf(result).map(({ name, version, arch, state, source, details }) =>
      [name, version, arch, state, source?.name, source?.version, details['maintainer'] ?? ''].join('|'),
    );
    const want = verdict.packages
      .filter(({ status }) => present(status))
      .map((row) =>
        [row.package, row.version, row.architecture, row.status, row.source, row.source_version, row.maintainer].join(
          '|',
        ),
      );
    expect(rows.sort()).toEqual(want.sort());
  });

  it.for([
    ['syft-status.d/libpam-runtime', ['libpam-runtime 1.5.2-6+deb12u1']],
    ['syft-status.d/deinstall', ['linux-image-6.14.0-1012-aws 6.14.0-1012.12~24.04.1']],
    ['syft-status.d/multiple', ['tzdata 2020a-0+deb10u1', 'util-linux 2.33.1-0.1']],
    ['syft-status.d/corrupt', []],
    ['syft-image-distroless-deb/var/lib/dpkg/status.d/libsqlite3-0', ['libsqlite3-0 3.34.1-3']],
    ['syft-image-distroless-deb/var/lib/dpkg/status.d/libsqlite3-0.md5sums', []],
    ['syft-image-distroless-deb/var/lib/dpkg/status.d/libsqlite3-0.preinst', []],
    [
      'fanal-corrupsed/status',
      [
        'libpam-runtime 1.1.8-3.1ubuntu3',
        'libpam-modules-bin 1.1.8-3.1ubuntu3',
        'makedev 2.3.1-93ubuntu1',
        'libgcc1 1:5.1.1-12ubuntu1',
      ],
    ],
  ] as const)('reads %s', ([file, want]) => {
    expect(
      facts(readFileSync(corpusFile('pkgdb/dpkg', file))).map(({ name, version }) => `${name} ${version}`),
    ).toEqual(want);
  });
});

/** One byte is changed: a fact that cites it must change or go, every other fact must stay as it is (contracts §5). */
describe.skipIf(corpus === undefined)('honesty of citations', () => {
  const claim = ({ name, version, arch, source, state }: PackageFact): string =>
    JSON.stringify([name, version, arch, source, state]);
  const blank = (byte: number): boolean => byte === 0x20 || (byte >= 9 && byte <= 13);

  function check(good: Uint8Array, before: readonly PackageFact[], at: number, value: number): void {
    const old = good[at]!;
    if (value === old || value === 0x0a || (blank(old) && blank(value))) return;
    // Field names are case-insensitive.
    const nameOfField = /^[^:\n]*$/.test(
      Buffer.from(good.slice(good.lastIndexOf(0x0a, at - 1) + 1, at)).toString('latin1'),
    );
    if (nameOfField && String.fromCharCode(old).toLowerCase() === String.fromCharCode(value).toLowerCase()) return;
    const changed = Uint8Array.from(good);
    changed[at] = value;
    const after = new Map(facts(changed).map((fact) => [claim(fact), fact.cited.sha256]));
    for (const fact of before) {
      const cited = fact.cited.segments.some(({ from, to }) => at >= from && at < to);
      const seen = after.get(claim(fact));
      if (seen !== (cited ? undefined : fact.cited.sha256))
        expect.fail(`byte ${at} (${cited ? 'cited' : 'not cited'}), ${old} -> ${value}: ${claim(fact)} ${seen}`);
    }
  }

  it.for([
    'scancode-basic/status',
    'claircore-postgresql/status',
    'syft-status.d/coreutils-relationships',
    'syft-status.d/libpam-runtime',
  ])('every byte of %s', (file) => {
    const good = readFileSync(corpusFile('pkgdb/dpkg', file));
    const before = facts(good);
    const flips = fc.sample(fc.integer({ min: 1, max: 255 }), good.length);
    for (let at = 0; at < good.length; at++) check(good, before, at, good[at]! ^ flips[at]!);
  });

  it('random bytes of a whole system, line feeds above all', () => {
    const good = readFileSync(corpusFile('pkgdb/dpkg/fanal-dpkg/status'));
    const before = facts(good);
    const feeds = Array.from(good.keys()).filter((at) => good[at] === 0x0a);
    const position = fc.oneof(fc.nat(good.length - 1), fc.constantFrom(...feeds));
    fc.assert(
      fc.property(position, fc.nat(255), (at, value) => check(good, before, at, value)),
      { numRuns: 300 },
    );
  });
});
