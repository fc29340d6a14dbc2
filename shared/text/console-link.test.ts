import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageId } from '#shared/model/digest.ts';
import { type ConsoleLink, linkLimits, type LinkProblem, looksLikeLink, parseConsoleLink } from './console-link.ts';

const [one, two] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}` as ImageId) as [ImageId, ImageId];
const plain: ConsoleLink = {
  imageId: one,
  section: 'components',
  query: '',
  facets: {},
  removed: false,
  sort: null,
  selection: null,
  other: null,
  linksOf: null,
  tree: null,
};
const at = `stellaops://image/${one}/components`;

describe('a link', () => {
  it.for<[text: string, link: Partial<ConsoleLink>]>([
    [at, {}],
    [`${at}/`, {}],
    [`${at}?#`, {}],
    [`stellaops://image/${one}/overview#layer=12`, { section: 'overview', selection: { kind: 'layer', index: 12 } }],
    [
      `${at}?q=ssl+type%3Adeb&type=deb&type=apk&layer=2&removed=1&sort=-recordWritten`,
      {
        query: 'ssl type:deb',
        facets: { type: ['apk', 'deb'], layer: ['2'] },
        removed: true,
        sort: { by: 'recordWritten', descending: true },
      },
    ],
    [`${at}?licence=`, { facets: { licence: [''] } }],
    [`${at}?view=usage`, { facets: { usage: ['reached'] } }],
    [
      `${at}#component=pkg%3Adeb%2Fdebian%2Flibssl3%403.0%3Farch%3Damd64`,
      { selection: { kind: 'component', key: 'pkg:deb/debian/libssl3@3.0?arch=amd64' } },
    ],
    [`${at}#file=etc%2Fa%3Ab:L7`, { selection: { kind: 'file', path: 'etc/a:b', line: 7 } }],
    [`${at}#file=etc%2F%E6%96%87`, { selection: { kind: 'file', path: 'etc/文' } }],
    [`${at}#hop=3.1`, { selection: { kind: 'hop', id: '3.1' } }],
    [`stellaops://image/${one}/links?of=usr%2Fbin%2Fnode`, { section: 'links', linksOf: 'usr/bin/node' }],
    [`stellaops://image/${one}/layers`, { section: 'layers' }],
    [
      `stellaops://image/${one}/layers?mode=upTo&layer=2&kinds=added&find=etc#layer=2`,
      {
        section: 'layers',
        tree: { mode: 'upTo', layer: 2, states: ['added'], types: [], later: [], query: 'etc' },
        selection: { kind: 'layer', index: 2 },
      },
    ],
    [`stellaops://image/${one}/diff?old=${two}`, { section: 'diff', other: two }],
    [`stellaops://diff?old=${two}&new=${one}`, { section: 'diff', other: two }],
    [`stellaops://diff/?new=${one}&old=${two}`, { section: 'diff', other: two }],
  ])('%s is understood', ([text, link]) => expect(parseConsoleLink(text)).toEqual({ link: { ...plain, ...link } }));

  it.for<[text: string, problem: LinkProblem]>([
    ['', 'scheme'],
    ['https://example.org', 'scheme'],
    ['STELLAOPS://image', 'scheme'],
    ['stellaops:image', 'scheme'],
    [`${at}?q=${'a'.repeat(linkLimits.length)}`, 'length'],
    [`${at}?q=a b`, 'characters'],
    [`${at}?q=\u202e`, 'characters'],
    [`${at}\n`, 'characters'],
    ['stellaops://', 'document'],
    [`stellaops://file/etc/passwd`, 'document'],
    [`stellaops://image/${one}`, 'document'],
    [`stellaops://image/${one}/Components`, 'document'],
    [`${at}/../x`, 'document'],
    [`stellaops://user@image/${one}/components`, 'document'],
    [`stellaops://image/sha256:1/components`, 'digest'],
    [`stellaops://image/sha256:${'A'.repeat(64)}/components`, 'digest'],
    [`${at}?old=web:1`, 'digest'],
    [`stellaops://diff?old=${two}`, 'digest'],
    [`stellaops://diff?old=${two}&new=${one}&new=${one}`, 'parameter'],
    [`stellaops://diff?old=${two}&new=${one}&q=x`, 'parameter'],
    [`${at}?path=/etc/passwd`, 'parameter'],
    [`${at}?q`, 'parameter'],
    [`${at}?q=1&`, 'parameter'],
    [`${at}?${'type=a&'.repeat(200)}type=a`, 'parameter'],
    [`${at}?q=%`, 'value'],
    [`${at}?q=%ff`, 'value'],
    [`${at}?q=%00`, 'value'],
    [`${at}?q=a&q=b`, 'value'],
    [`${at}?sort=colour`, 'value'],
    [`${at}?removed=0`, 'value'],
    [`${at}?view=usage&usage=open`, 'value'],
    [`${at}?layer=-1`, 'value'],
    [`${at}?layer=01`, 'value'],
    [`${at}?mode=final`, 'parameter'],
    [`stellaops://image/${one}/layers?kinds=added`, 'parameter'],
    [`stellaops://image/${one}/layers?mode=x`, 'value'],
    [`stellaops://image/${one}/layers?mode=final&kinds=x`, 'value'],
    [`stellaops://image/${one}/layers?mode=final&find=a&find=b`, 'value'],
    [`${at}?of=..%2Fetc`, 'value'],
    [`${at}#file=a%2F..%2F..%2Fb`, 'value'],
    [`${at}#layer=9999999`, 'value'],
    [`${at}#component=`, 'selection'],
    [`${at}#url=x`, 'selection'],
    [`${at}#file=a:L0`, 'selection'],
    [`${at}#component=a#layer=1`, 'selection'],
  ])('%s is refused: %s', ([text, problem]) => expect(parseConsoleLink(text)).toMatchObject({ problem }));

  it('tells at most a little of what it refuses', () => {
    const parsed = parseConsoleLink('x'.repeat(1e6));
    expect('found' in parsed && parsed.found.length).toBe(80);
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `${at}${tail}`),
          fc.string().map((q) => `${at}?q=${q}`),
        ),
        (text) => {
          const parsed = parseConsoleLink(text);
          return 'link' in parsed ? parsed.link.imageId === one : parsed.found.length <= 80;
        },
      ),
    );
  });
});

it.for([
  ['stellaops://image/x', true],
  ['StellaOps:x', true],
  ['stellaops', false],
  ['/srv/stellaops:x', false],
] as const)('%s looks like one: %s', ([text, looks]) => expect(looksLikeLink(text)).toBe(looks));
