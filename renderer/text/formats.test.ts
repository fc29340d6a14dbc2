import { expect, it } from 'vitest';
import { ago, counted, duration, exactBytes, listed, sentence, shortDigest, size, utc } from './formats.ts';

it.for([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [999_499, '999 kB'],
  [999_600, '1 MB'],
  [77_240_000, '77.2 MB'],
  [2_147_483_648, '2.15 GB'],
  [5e15, '5,000 TB'],
] as const)('%i bytes are %s', ([bytes, want]) => {
  expect(size(bytes)).toBe(want);
});

it.for([
  ['installedSize', 'Installed size'],
  ['error-flag', 'Error flag'],
  ['sourceRpm', 'Source rpm'],
  ['Known from', 'Known from'],
  ['', ''],
] as const)('%j reads %j', ([key, want]) => expect(sentence(key)).toBe(want));

it.for([
  [0, '0 layers'],
  [1, '1 layer'],
  [2, '2 layers'],
  [21, '21 layers'],
  [50_000, '50,000 layers'],
] as const)('%i agrees with its noun', ([value, want]) => {
  expect(counted(value, 'layer', 'layers')).toBe(want);
});

it('writes times, spans, lists and digests', () => {
  expect(utc('2026-09-14T08:11:02.104233Z')).toBe('2026-09-14 08:11:02 UTC');
  expect(utc('never')).toBe('never');
  expect(duration(41_900)).toBe('00:41');
  expect(duration(3_723_000)).toBe('1:02:03');
  expect(ago(0, 150_000)).toBe('2 min. ago');
  expect(ago(0, 400)).toBe('now');
  expect(listed(['a', 'b', 'c'])).toBe('a, b, and c');
  expect(exactBytes(1)).toBe('1 byte');
  expect(shortDigest(`sha256:${'5e98'.repeat(16)}`)).toBe('5e985e985e98');
});
