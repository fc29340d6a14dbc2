import { describe, expect, it, test } from 'vitest';
import { readsFlippedBytes } from '#engine/testing/byte-flips.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { parseContainerManifest } from './parse-container-manifest.ts';

const line = 'vim\t9.0-1.cm2\t1653816591\t1653753130\tMicrosoft\t2\t45000\tx86_64\t2\tvim-9.0-1.cm2.src.rpm';
const vim = {
  name: 'vim',
  versionRelease: '9.0-1.cm2',
  installTime: '1653816591',
  buildTime: '1653753130',
  vendor: 'Microsoft',
  epoch: '2',
  size: '45000',
  arch: 'x86_64',
  sourceRpm: 'vim-9.0-1.cm2.src.rpm',
};
const parse = (text: string) => [...parseContainerManifest(Buffer.from(text, 'latin1'))];

describe('parseContainerManifest', () => {
  it.for([
    { name: 'nothing', given: '', want: [] },
    { name: 'empty lines', given: '\n\n', want: [] },
    { name: 'a line', given: `${line}\n`, want: [{ row: { ...vim, range: { from: 0, to: line.length + 1 } } }] },
    { name: 'no line feed at the end', given: line, want: [{ row: { ...vim, range: { from: 0, to: line.length } } }] },
    {
      name: 'a line feed before it is part of a line',
      given: `\n${line}\n\n`,
      want: [{ row: { ...vim, range: { from: 0, to: line.length + 2 } } }],
    },
    {
      name: '(none) and nothing are not stated',
      given: 'a\t1-1\t\t\t(none)\t(none)\t0\t(none)\t0\t(none)',
      want: [
        {
          row: {
            name: 'a',
            versionRelease: '1-1',
            installTime: undefined,
            buildTime: undefined,
            vendor: undefined,
            epoch: undefined,
            size: '0',
            arch: undefined,
            sourceRpm: undefined,
            range: { from: 0, to: 39 },
          },
        },
      ],
    },
    {
      name: 'too few fields: told, and the next line stays',
      given: `a\t1-1\n${line}`,
      want: [
        {
          diagnostic: {
            code: 'malformed',
            what: 'rpm container manifest line',
            at: { from: 0, to: 5 },
            found: '2 fields',
            expected: '10, of which name and version are not empty',
          },
        },
        { row: { ...vim, range: { from: 5, to: line.length + 6 } } },
      ],
    },
  ])('$name', ({ given, want }) => {
    expect(parse(given)).toEqual(want);
  });

  const good = Buffer.from(`${line}\n${line}\n`);
  test('every prefix', () => readsEveryPrefix(good, (bytes) => [...parseContainerManifest(bytes)]));
  test('any byte', () => readsFlippedBytes(good, (bytes) => [...parseContainerManifest(bytes)]));
});
