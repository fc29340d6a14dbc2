import { describe, expect, it } from 'vitest';
import { contrast, distance, visions } from './colour-math.ts';
import { tokenCss, type Theme } from './token-css.ts';
import css from './tokens.css?raw';
import themes from './tokens.json' with { type: 'json' };

const visionNames = Object.keys(visions) as (keyof typeof visions)[];

/** Every breach of the contract of one theme, as `name: got < floor`. */
function breaches(theme: Theme): string[] {
  const found: string[] = [];
  const need = (name: string, got: number, floor: number): void => {
    if (got + 1e-9 < floor) found.push(`${name}: ${got.toFixed(2)} < ${floor}`);
  };
  const group = (name: string): Readonly<Record<string, string>> => theme[name] ?? {};
  const colour = (from: string, name: string): string => group(from)[name] ?? '';
  const grounds = Object.entries(group('bg'));
  const plain = grounds.filter(([name]) => name !== 'match');
  for (const [name, value] of Object.entries(group('fg'))) {
    if (name === 'onAccent') need('onAccent/accent', contrast(value, colour('fg', 'accent')), 4.5);
    else for (const [ground, under] of grounds) need(`fg.${name}/${ground}`, contrast(value, under), 4.5);
  }
  for (const name of ['control', 'focus'])
    for (const [ground, under] of plain) need(`line.${name}/${ground}`, contrast(colour('line', name), under), 3);
  for (const kind of ['state', 'diff', 'eco'])
    for (const [name, value] of Object.entries(group(kind))) {
      const tint = colour(`${kind}Tint`, name);
      for (const [ground, under] of plain) need(`${kind}.${name}/${ground}`, contrast(value, under), 4.5);
      need(`${kind}.${name}/tint`, contrast(value, tint), 4.5);
      need(`text/${kind}Tint.${name}`, contrast(colour('fg', 'text'), tint), 4.5);
    }
  for (const [name, value] of Object.entries(group('code')))
    for (const ground of ['surface', 'match'])
      need(`code.${name}/${ground}`, contrast(value, colour('bg', ground)), 4.5);
  for (const [kind, floor] of [
    ['diff', 12],
    ['state', 9],
  ] as const)
    for (const vision of visionNames)
      for (const [a, first] of Object.entries(group(kind)))
        for (const [b, second] of Object.entries(group(kind)))
          if (a < b) need(`${kind} ${vision} ${a}~${b}`, distance(first, second, vision), floor);
  return found;
}

describe('design tokens', () => {
  it.for(Object.entries(themes))('%s theme holds the contrast and colour-vision contract', ([, theme]) => {
    expect(breaches(theme)).toEqual([]);
  });

  it('notices a colour that is too close or too faint', () => {
    const { light } = themes;
    const faint = { ...light, fg: { ...light.fg, text3: '#8a93a1' }, diff: { ...light.diff, added: '#01523E' } };
    const found = breaches(faint).map((breach) => breach.split(':')[0]);
    expect(found).toContain('fg.text3/window');
    expect(found).toContain('diff normal added~upgraded');
  });

  it('are what the style sheet says', () => {
    expect(css).toBe(tokenCss(themes));
  });

  it('are where every colour of every sheet comes from', () => {
    const sheets = import.meta.glob('../../**/*.css', { query: '?raw', import: 'default', eager: true });
    const colours = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|lab)a?\(|:\s*(?:white|black|red|green|blue|gr[ae]y)\b/gi;
    const found = Object.entries(sheets).flatMap(([path, sheet]) =>
      path.endsWith('tokens.css') ? [] : [...sheet.matchAll(colours)].map(([colour]) => `${path}: ${colour}`),
    );
    // The one shadow is black in both themes.
    expect(found).toEqual(['../base.css: rgb(']);
    expect(Object.keys(sheets).length).toBeGreaterThan(10);
  });

  // Black and white, and the two primaries that are farthest apart, as other implementations give them.
  it('measures distance as the formula does', () => {
    expect(distance('#000000', '#FFFFFF', 'normal')).toBeCloseTo(100, 1);
    expect(distance('#FF0000', '#00FF00', 'normal')).toBeCloseTo(86.6, 0);
    expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.54, 2);
  });
});
