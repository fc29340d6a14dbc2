import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { dpkgMd5sums } from './index.ts';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

describe('os/dpkg-md5sums', () => {
  it('lists files with their checksums, and says what line is none', () => {
    expect(dpkgMd5sums.analyze({ bytes: Buffer.from(`${md5}  usr/x\nwhat\n`) })).toEqual({
      status: 'partial',
      facts: [{ kind: 'file-list', files: [{ path: 'usr/x', digest: { alg: 'md5', hex: md5 } }] }],
      diagnostics: [
        {
          code: 'malformed',
          what: 'dpkg checksum list',
          at: { from: 40, to: 44 },
          found: 'what',
          expected: 'MD5  path',
        },
      ],
    });
  });

  it
    .skipIf(corpus === undefined)
    .for([
      'dpkg-info/syft/zlib1g.md5sums',
      'dpkg/scancode-ubuntu-var-lib-dpkg/var/lib/dpkg/info/base-passwd.md5sums',
      'dpkg/syft-image-distroless-deb/var/lib/dpkg/status.d/libsqlite3-0.md5sums',
    ])('reads %s', (file) => {
    const bytes = readFileSync(corpusFile('pkgdb', file));
    const result = dpkgMd5sums.analyze({ bytes });
    expect(result.status).toBe('complete');
    const lines = factsOf(result)[0]?.files.map(({ path, digest }) => `${digest?.hex}  ${path}`);
    expect(lines).toEqual(bytes.toString('latin1').trimEnd().split('\n'));
  });
});
