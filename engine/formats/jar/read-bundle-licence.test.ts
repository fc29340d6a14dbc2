import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readBundleLicence } from './read-bundle-licence.ts';

it.for<[value: string, names: readonly string[]]>([
  ['MIT', ['MIT']],
  ['https://www.apache.org/licenses/LICENSE-2.0.txt', ['https://www.apache.org/licenses/LICENSE-2.0.txt']],
  ['Apache-2.0;link="https://a/b,c;d"', ['Apache-2.0']],
  ['EPL-2.0, GPL-2.0-only;description="with, a comma"', ['EPL-2.0', 'GPL-2.0-only']],
  ['"Apache License, Version 2.0";link=x', ['Apache License, Version 2.0']],
  ['<<EXTERNAL>>', []],
  [' , ;link=x', []],
  ['"', []],
])('%s states %j', ([value, names]) => expect(readBundleLicence(value)).toEqual(names));

it('takes any text, in one pass', () => {
  fc.assert(
    fc.property(fc.string(), (value) => readBundleLicence(value).every((name) => value.includes(name[0] ?? ''))),
  );
  expect(readBundleLicence('"'.repeat(100_000))).toEqual([]);
});
