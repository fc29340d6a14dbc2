import { describe, expect, it } from 'vitest';
import { LOCALE_KEY, locale, localeOf } from './locale.ts';
import { pseudo } from './pseudo.ts';

const catalogue = {
  plain: 'Images',
  none: '',
  nested: { of: (name: string, count: number) => `${name} of ${count} layers` },
  list: (names: readonly string[]) => `${names.join(' and ')} are known`,
  number: 3,
} as const;

describe('a catalogue in no language', () => {
  it('is longer, accented and in brackets; what it is given is as it was', () => {
    const made = pseudo(catalogue, 'en-XA');
    expect(made.plain).toBe('[Îmåĝéš~~~]');
    expect(made.none).toBe('');
    expect(made.number).toBe(3);
    expect(made.nested.of('sha256:layers', 2)).toBe('[sha256:layers öf 2 ļåýéŕš~~~~~~~~~~]');
    expect(made.list(['bash', 'ash'])).toBe('[bash åñð ash åŕé ķñöŵñ~~~~~~~~~]');
  });

  it('is marked as read from the right', () => {
    expect(pseudo(catalogue, 'ar-XB').plain).toBe('\u2067Images\u2069');
  });

  it.for([
    [null, 'en'],
    ['en', 'en'],
    ['en-XA', 'en-XA'],
    ['ar-XB', 'ar-XB'],
    ['de', 'en'],
    ['', 'en'],
  ] as const)('%j means %s', ([stored, want]) => expect(localeOf(stored)).toBe(want));

  it('is not what a page without a wish has', () => {
    expect(locale).toBe('en');
    expect(LOCALE_KEY).toBe('stellaops.locale');
  });
});
