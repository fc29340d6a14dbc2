import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LicenceFact } from '#shared/model/fact.ts';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { debianCopyright } from './index.ts';

const analyze = (text: string | Uint8Array) => debianCopyright.analyze({ bytes: Buffer.from(text) });
const facts = (text: string | Uint8Array): readonly LicenceFact[] => factsOf(analyze(text));
const format = 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n';

describe('os/debian-copyright', () => {
  it.for<[name: string, text: string, licences: string[]]>([
    ['nothing', '', []],
    ['free text', 'This is free software.\nLicense: GPL-2\n', []],
    ['stanzas without a header', 'Files: *\nLicense: MIT\n', []],
    ['another format', 'Format: mine\nLicense: MIT\n', []],
    ['a header licence', `${format}License: MIT\n`, ['MIT']],
    [
      'an old format name',
      'Format-Specification: http://dep.debian.net/deps/dep5\n\nFiles: *\nLicense: MIT\n',
      ['MIT'],
    ],
    [
      'expressions as they stand, each once',
      `${format}\nFiles: *\nLicense: GPL-2+ or Artistic\n text\n\nFiles: a\nLicense: MIT\n\nFiles: b\nLicense: MIT\n`,
      ['GPL-2+ or Artistic', 'MIT'],
    ],
    ['stand-alone texts', `${format}\nFiles: *\nLicense: MIT\n\nLicense: GPL-2\n text\n`, ['MIT']],
    ['a licence without a name', `${format}License:\n Public domain.\n`, []],
  ])('%s', ([, text, licences]) => {
    expect([analyze(text).status, facts(text).map((fact) => fact.text)]).toEqual(['complete', licences]);
  });

  it('cites the name of the format, the word Files and the line', () => {
    const text = `${format}\nFiles: *\nCopyright: x\nLicense: MIT\n text\n`;
    const [fact] = facts(text);
    expect(fact?.cited.segments.map(({ from, to }) => text.slice(from, to))).toEqual([
      'Format:',
      'copyright-format',
      'Files:',
      '\nLicense: MIT\n',
    ]);
  });

  it('tells of lines out of place without calling it a loss', () => {
    const text = `${format}\nFiles: *\nLicense: MIT\nout of place\n`;
    expect(facts(text).map((fact) => fact.text)).toEqual(['MIT']);
    expect(diagnosticsOf(analyze(text))).toEqual([
      { code: 'anomaly', what: 'copyright file', found: '1 place that is not deb822' },
    ]);
  });

  it('survives every cut and any lines', () => {
    readsEveryPrefix(Buffer.from(`${format}\nFiles: *\nLicense: MIT\n x\n`), analyze);
    const line = fc.constantFrom(format.trim(), 'Files: *', 'License: \xff', ' x', '', 'junk');
    fc.assert(
      fc.property(fc.array(line), (lines) =>
        readsOrRefuses(Buffer.from(lines.join('\n'), 'latin1'), analyze, lines.join('|')),
      ),
    );
  });
});

describe.skipIf(corpus === undefined)('os/debian-copyright on real files', () => {
  type Expected = { file: string; expected: string[] | null };
  const rows =
    corpus === undefined
      ? []
      : (JSON.parse(readFileSync(corpusFile('pkgdb/dpkg-copyright/syft.expected.json'), 'utf8')) as Expected[]);

  // The peer also splits expressions, takes the names of stand-alone texts, and drops `none`.
  it.for(rows)('$file names nothing that the peer does not find', ({ file, expected }) => {
    const names = facts(readFileSync(corpusFile(file))).flatMap(({ text }) => text.split(/ (?:and|or) |, ?/));
    expect(expected ?? []).toEqual(expect.arrayContaining(names.filter((name) => name !== 'none')));
    expect(names.length > 0).toBe(expected !== null);
  });

  it('reads the short names of a distroless image', () => {
    const file = corpusFile('pkgdb/dpkg/syft-image-distroless-deb/usr/share/doc/libsqlite3-0/copyright');
    expect(facts(readFileSync(file)).map(({ text }) => text)).toEqual(['public-domain', 'GPL-2+']);
  });

  it('cites the bytes that make a fact, and no others', () => {
    const good = readFileSync(corpusFile('pkgdb/dpkg/syft-image-distroless-deb/usr/share/doc/libsqlite3-0/copyright'));
    const before = facts(good);
    const headerEnd = good.indexOf('\n\n');
    const blank = (byte: number): boolean => byte === 0x20 || (byte >= 9 && byte <= 13);
    const flips = fc.sample(fc.integer({ min: 1, max: 255 }), good.length);
    for (let at = 0; at < good.length; at++) {
      const value = good[at]! ^ flips[at]!;
      // Blanks are trimmed, and field names are case-insensitive.
      if (value === 0x0a || flips[at] === 0x20 || (blank(good[at]!) && blank(value))) continue;
      const changed = Uint8Array.from(good);
      changed[at] = value;
      const after = new Map(facts(changed).map(({ text, cited }) => [text, cited.sha256]));
      for (const { text, cited } of before) {
        const inside = cited.segments.some(({ from, to }) => at >= from && at < to);
        const seen = after.get(text);
        // Joined to the header, the licence is the header's: the claim stays, its citation has one word less.
        if (!inside && seen !== undefined && (at === headerEnd || at === headerEnd + 1)) continue;
        if (seen !== (inside ? undefined : cited.sha256)) expect.fail(`byte ${at}: ${good[at]} -> ${value}: ${text}`);
      }
    }
  });
});
