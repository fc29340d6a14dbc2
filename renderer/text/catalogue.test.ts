import { describe, expect, it } from 'vitest';
import { text } from './en.ts';

/** Every sentence of the catalogue; functions are called with numbers and with words. */
function sentences(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') {
    const make = value as (...values: unknown[]) => unknown;
    // Some want numbers, some words, some a list: what one refuses says nothing about another.
    return [1, 2, 'name', ['name'], [{ from: 1, to: 2 }]].flatMap((one) => {
      try {
        return [String(make(one, one, one))];
      } catch {
        return [];
      }
    });
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(sentences) : [];
}

describe('catalogue', () => {
  const all = sentences(text);

  it('states facts and passes no verdict', () => {
    const banned =
      /\b(unused|safe|unsafe|clean|score|grade|vulnerable|vulnerability|severity|critical|risk|pass|passed|oops)\b|!/i;
    expect(all.filter((sentence) => banned.test(sentence))).toEqual([]);
    expect(all.length).toBeGreaterThan(300);
  });

  it('has no empty sentence', () => {
    expect(all.filter((sentence) => sentence.trim() === '')).toEqual([]);
  });
});
