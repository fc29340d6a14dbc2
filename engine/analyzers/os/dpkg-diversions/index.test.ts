import { expect, it } from 'vitest';
import { dpkgDiversions } from './index.ts';

it('os/dpkg-diversions tells diversions of packages from local ones', () => {
  const bytes = Buffer.from('/bin/sh\n/bin/sh.distrib\ndash\n/a\n/b\n:\n/cut\n');
  expect(dpkgDiversions.analyze({ bytes })).toEqual({
    status: 'partial',
    facts: [
      { kind: 'diversion', contested: 'bin/sh', divertedTo: 'bin/sh.distrib', by: 'dash' },
      { kind: 'diversion', contested: 'a', divertedTo: 'b', by: null },
    ],
    diagnostics: [
      {
        code: 'malformed',
        what: 'dpkg diversion',
        at: { from: 37, to: 41 },
        found: '/cut',
        expected: 'two absolute paths and a package',
      },
    ],
  });
});
