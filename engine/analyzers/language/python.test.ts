import fc from 'fast-check';
import { expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { pythonDirectUrl } from './python-direct-url/index.ts';
import { pythonInstalledFiles } from './python-installed-files/index.ts';
import { pythonInstaller } from './python-installer/index.ts';
import { pythonRecord } from './python-record/index.ts';
import { pythonMetadata } from './python-metadata/index.ts';

const ORIGIN = '{"url":"https://example.org/a.git","vcs_info":{"vcs":"git","commit_id":"abc"},"subdirectory":"x"}';

it.for([
  [
    pythonMetadata,
    'Metadata-Version: 2.4\r\nName: a\r\nVersion: 1\r\nLicense-Expression: MIT\r\nRequires-Dist: b>1\r\n',
  ],
  [pythonDirectUrl, ORIGIN],
  [pythonInstaller, ' pip \r\nmore'],
  [pythonInstalledFiles, '../a.py\r\n../é.py\n'],
  [pythonRecord, '"a,b",sha256=x,1\r\nc,,\n'],
] as const)('$0.id survives every cut and any damage', ([analyzer, text]) => {
  const whole = Buffer.from(text);
  readsEveryPrefix(whole, (bytes): unknown => analyzer.analyze({ bytes }));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
      const bytes = Uint8Array.from(whole);
      bytes[at] = value;
      readsOrRefuses(bytes, (damaged): unknown => analyzer.analyze({ bytes: damaged }), `${at}=${value}`);
    }),
  );
});

it('origins: values of the wrong type are none', () => {
  const found = (text: string): unknown => factsOf(pythonDirectUrl.analyze({ bytes: Buffer.from(text) }))[0];
  expect(found('{"url":1}')).toBeUndefined();
  expect(found('[]')).toBeUndefined();
  expect(found('{"url":"u","vcs_info":{"vcs":"git"},"dir_info":[],"subdirectory":2}')).toMatchObject({
    url: 'u',
    vcs: null,
    editable: false,
    subdirectory: null,
  });
});
