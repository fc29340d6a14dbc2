import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { dpkgList } from './index.ts';

const analyze = (text: string) => dpkgList.analyze({ bytes: Buffer.from(text, 'latin1') });

describe('os/dpkg-list', () => {
  it('lists paths as they stand, directories among them', () => {
    expect(analyze('/.\n/usr\n/usr/caf\xe9\n')).toEqual({
      status: 'complete',
      facts: [{ kind: 'file-list', files: [{ path: 'usr' }, { path: 'usr/caf\xe9' }] }],
    });
  });

  it('lists nothing for a package without files', () => {
    expect(analyze('')).toEqual({ status: 'complete', facts: [{ kind: 'file-list', files: [] }] });
  });

  it.skipIf(corpus === undefined)('reads a real list', () => {
    const file = corpusFile('pkgdb/dpkg/scancode-ubuntu-var-lib-dpkg/var/lib/dpkg/info/bash.list');
    const lines = readFileSync(file, 'latin1').trimEnd().split('\n');
    const result = dpkgList.analyze({ bytes: readFileSync(file) });
    expect(result.status).toBe('complete');
    expect(factsOf(result)[0]?.files.map(({ path }) => `/${path}`)).toEqual(lines.filter((line) => line !== '/.'));
  });
});
