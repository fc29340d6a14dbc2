import { describe, expect, it } from 'vitest';
import { LINE, lineTop, listTop, scrollOf, scrollToLine, TALLEST } from './scaled-scroll.ts';

const VIEWPORT = 600;

describe('lists of any length', () => {
  it.for([1, 10, 20, 1000, 285_714, 285_715, 640_000, 1_000_000, 30_000_000])('%d lines', (lines) => {
    // The head lies in the scrolled element too, above the lines.
    const viewport = VIEWPORT;
    const scroll = scrollOf(lines, viewport);
    expect(scroll.height).toBeLessThanOrEqual(TALLEST);
    const end = Math.max(0, scroll.height - viewport);
    // At the top the first line is at the top; at the end the last one is at the end of the box.
    expect(lineTop(scroll, 0, 0)).toBe(0);
    const last = lineTop(scroll, end, lines - 1) - end + LINE;
    expect(Math.abs(last - Math.min(viewport, lines * LINE))).toBeLessThan(0.01);
    // Whatever line is gone to is whole in the box.
    for (const line of [0, 1, Math.floor(lines / 2), lines - 2, lines - 1].filter((one) => one >= 0 && one < lines))
      for (const from of [0, end / 3, end]) {
        const to = scrollToLine(scroll, from, viewport, 0, line);
        const top = line * LINE - listTop(scroll, to);
        expect(top).toBeGreaterThanOrEqual(-0.01);
        expect(top + LINE).toBeLessThanOrEqual(Math.max(viewport, LINE) + 0.01);
      }
  });
});
