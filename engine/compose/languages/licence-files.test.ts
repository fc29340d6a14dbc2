import { expect, it } from 'vitest';
import { licenceFiles } from './licence-files.ts';

it.for<[name: string, isOne: boolean]>([
  ['LICENSE', true],
  ['license', true],
  ['LICENCE.md', true],
  ['LICENSE-MIT', true],
  ['UNLICENSE', true],
  ['COPYING.LESSER', true],
  ['NOTICE.txt', true],
  ['licenses/LICENSE.APACHE', true],
  ['licenses', true],
  ['license-checker/index.js', false],
  ['relicense.js', false],
  ['README.md', false],
])('%s', ([name, isOne]) => {
  expect(licenceFiles([name])).toEqual(isOne ? { 'licence-files': name } : {});
});

it('sorted, and not more than somebody reads', () => {
  expect(licenceFiles(['NOTICE', 'COPYING'])).toEqual({ 'licence-files': 'COPYING, NOTICE' });
  const many = Array.from({ length: 50 }, (_, i) => `LICENSE.${i}`);
  expect(licenceFiles(many)['licence-files']?.split(', ')).toHaveLength(20);
});
