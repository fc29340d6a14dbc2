import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readPamService } from './read-pam-service.ts';

const read = (text: string): string[] =>
  readPamService(Buffer.from(text)).map(
    ({ kind, name, optional, line }) => `${line} ${kind} ${name}${optional ? ' (optional)' : ''}`,
  );

// pam.conf(5), and Debian's @include.
it.for<[text: string, want: string[]]>([
  ['auth sufficient pam_rootok.so\n', ['1 module pam_rootok.so']],
  ['auth\t[success=1 default=ignore]\tpam_unix.so nullok', ['1 module pam_unix.so']],
  ['AUTH Required /lib/x.so', ['1 module /lib/x.so']],
  ['-session optional pam_systemd.so', ['1 module pam_systemd.so (optional)']],
  ['@include common-auth', ['1 include common-auth']],
  ['account include system-auth\naccount substack other', ['1 include system-auth', '2 include other']],
  ['# auth required a.so\nauth required b.so # c', ['2 module b.so']],
  ['auth required \\\n  a.so \\\n  b\nauth required c.so', ['1 module a.so', '4 module c.so']],
  ['auth required', []],
  ['nonsense required a.so', []],
  ['@include', []],
])('%j', ([text, want]) => {
  expect(read(text)).toEqual(want);
});

it('says where, with the lines that it goes on in', () => {
  expect(readPamService(Buffer.from('#\nauth \\\nrequired a.so\n'))).toEqual([
    { kind: 'module', name: 'a.so', optional: false, line: 2, range: { from: 2, to: 23 } },
  ]);
});

it('survives every cut and any bytes', () => {
  readsEveryPrefix(Buffer.from('auth [a=b] x.so \\\n y\n@include z\n-session include q'), readPamService);
  const piece = fc.constantFrom('auth', '-', '@include', '[', ']', '#', ' ', '\n', '\\', '\0', 'x.so');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => readsOrRefuses(Buffer.from(pieces.join('')), readPamService, 'random')),
    { numRuns: 1000 },
  );
});
