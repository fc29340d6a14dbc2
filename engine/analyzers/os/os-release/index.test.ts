import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OsReleaseFact } from '#shared/model/fact.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { osRelease } from './index.ts';

const analyze = (text: string | Uint8Array) => osRelease.analyze({ bytes: Buffer.from(text) });
const fact = (text: string | Uint8Array): OsReleaseFact | undefined => factsOf(analyze(text))[0];

describe('os/os-release', () => {
  it('states and cites the lines that name the distribution', () => {
    const text = 'NAME="x"\nID=debian\nID_LIKE="a  b"\nPRETTY_NAME="Caf\u00e9 1"\n# end\nVERSION_ID="12"\n';
    const after = text.indexOf('# end') + 1;
    expect(analyze(text)).toEqual({
      status: 'complete',
      facts: [
        {
          kind: 'os-release',
          id: 'debian',
          idLike: ['a', 'b'],
          versionId: '12',
          versionCodename: null,
          prettyName: 'Café 1',
          cited: {
            kind: 'lines',
            container: [],
            // é has two bytes.
            segments: [
              { from: 8, to: after },
              { from: after + 5, to: after + 22 },
            ],
            sha256: sha256('\nID=debian\nID_LIKE="a  b"\nPRETTY_NAME="Café 1"\n\nVERSION_ID="12"\n'),
          },
        },
      ],
    });
  });

  it('takes the last of repeated keys, and an empty value for none', () => {
    expect(fact('ID=a\nID=b\nVERSION_ID=""\n')).toMatchObject({
      id: 'b',
      versionId: null,
      cited: { sha256: sha256('\nID=b\nVERSION_ID=""\n') },
    });
  });

  it.for([
    ['an empty file', '', 'complete'],
    ['none of the keys', 'NAME=x\n', 'complete'],
    ['no assignment', 'Debian 12\n', 'failed'],
  ] as const)('has no fact for %s', ([, text, status]) => {
    expect([analyze(text).status, fact(text)]).toEqual([status, undefined]);
  });

  it('survives every cut', () => {
    readsEveryPrefix(Buffer.from('ID="a"\nID_LIKE=\'b c\'\n'), analyze);
  });
});

describe.skipIf(corpus === undefined)('os/os-release on real files', () => {
  type Expected = {
    file: string;
    expected: { id?: string; id_like?: string[]; version_id?: string; version_codename?: string; pretty_name?: string };
  };
  const rows = (
    corpus === undefined
      ? []
      : (JSON.parse(readFileSync(corpusFile('pkgdb/os-release/syft.expected.json'), 'utf8')) as Expected[])
  ).flatMap(({ file, expected }) => {
    const path = ['etc/os-release', 'usr/lib/os-release']
      .map((name) => corpusFile(file, name))
      .find((name) => existsSync(name));
    // There the peer takes the version of that file, which is compose's business here.
    const joined = existsSync(corpusFile(file, 'etc/debian_version'));
    return path === undefined || joined ? [] : [{ file, path, expected }];
  });

  it('has files to read', () => {
    expect(rows.length).toBeGreaterThan(20);
  });

  it.for(rows)('$file', ({ path, expected }) => {
    const { cited: _, ...stated } = fact(readFileSync(path)) ?? { cited: null };
    expect(stated).toEqual({
      kind: 'os-release',
      id: expected.id ?? null,
      idLike: expected.id_like ?? [],
      versionId: expected.version_id ?? null,
      versionCodename: expected.version_codename ?? null,
      prettyName: expected.pretty_name ?? null,
    });
  });
});
