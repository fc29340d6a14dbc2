import { describe, expect, it } from 'vitest';
import { failureOf, failureWords } from './failure-words.ts';

const asked = (failure: object): Error => Object.assign(new Error('in other words'), { data: { failure } });

describe('why a request failed', () => {
  it.each([
    [asked({ kind: 'no-image', imageId: 'sha256:1f' }), 'Cannot find image sha256:1f'],
    [
      asked({ kind: 'no-path', imageId: 'sha256:1f', path: 'etc/\u202egnp' }),
      'Cannot find "etc/U+202Egnp" in any layer of sha256:1f',
    ],
    [asked({ kind: 'no-signer' }), 'Cannot sign: no signer is configured'],
    [
      asked({ kind: 'not-attestable', name: 'a.cdx.json', why: 'of-a-layer' }),
      'Cannot attest a.cdx.json: it is about a layer, and a statement is about an image',
    ],
    [
      { message: 'x', data: { failure: null, reason: 'locked' } },
      'Another process collects garbage. Try again when it has ended.',
    ],
    [new Error('the connection broke'), 'The engine says: the connection broke'],
    [asked({ kind: 'of a later engine' }), 'The engine says: in other words'],
    ['a word', 'The engine says: a word'],
  ])('%s', (error, words) => {
    expect(failureWords(error)).toBe(words);
  });

  it('is nothing where nothing failed', () => {
    expect([failureOf(null), failureOf(undefined)]).toEqual([null, null]);
  });
});
