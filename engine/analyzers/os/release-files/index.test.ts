import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { releaseFiles } from './index.ts';

const analyze = (bytes: string | Uint8Array) => releaseFiles.analyze({ bytes: Buffer.from(bytes) });

describe('os/release-files', () => {
  it('states the first line', () => {
    const cited = { kind: 'lines', container: [], segments: [{ from: 0, to: 6 }], sha256: sha256('12.5 \n') };
    expect(analyze('12.5 \n')).toEqual({ status: 'complete', facts: [{ kind: 'release-file', text: '12.5', cited }] });
  });

  it.for([
    ['nothing', '', []],
    ['an empty line', '\n \n', []],
    ['no line feed', 'trixie/sid', ['trixie/sid']],
    ['further lines', '\nVMware Photon OS 4.0\nPHOTON_BUILD_NUMBER=1\n', ['VMware Photon OS 4.0']],
  ] as const)('%s', ([, text, want]) => {
    expect(factsOf(analyze(text)).map((fact) => fact.text)).toEqual(want);
  });

  it('wants files in /etc, each once', () => {
    const paths = releaseFiles.wants.map((pattern) => ('path' in pattern ? pattern.path : ''));
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(expect.arrayContaining(['etc/debian_version', 'etc/alpine-release', 'etc/redhat-release']));
  });

  it('survives every cut', () => {
    readsEveryPrefix(Buffer.from('\n\nx\ny'), analyze);
  });
});

describe.skipIf(corpus === undefined)('os/release-files on real files', () => {
  it.for([
    'centos5/etc/redhat-release',
    'rockylinux/from-redhat-release/etc/redhat-release',
    'scientific/from-redhat-release/etc/redhat-release',
    'debian/with-point-release/etc/debian_version',
  ])('%s', (file) => {
    const bytes = readFileSync(corpusFile('pkgdb/os-release/syft', file));
    expect(factsOf(analyze(bytes)).map((fact) => fact.text)).toEqual([bytes.toString().trim()]);
  });
});
