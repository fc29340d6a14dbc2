import { describe, expect, it } from 'vitest';
import { type KeptPresets, parsePresets, presetLimits, shippedPresets, wishOf, withPreset } from './presets.ts';

const lean = { format: 'cdx16-json', view: 'usage', profile: 'lean', byTag: true } as const;

describe('kept presets', () => {
  it.for<[stored: string | undefined, kept: KeptPresets]>([
    [undefined, { last: null, own: [] }],
    ['{', { last: null, own: [] }],
    ['7', { last: null, own: [] }],
    [
      JSON.stringify({ last: lean, own: [{ ...lean, name: 'Customer' }] }),
      { last: lean, own: [{ ...lean, name: 'Customer' }] },
    ],
    [JSON.stringify({ last: { ...lean, format: 'pdf' }, own: 'x' }), { last: null, own: [] }],
    [
      JSON.stringify({
        own: [
          { ...lean, name: 'b' },
          { ...lean, name: ' ' },
          { name: 'c' },
          { ...lean, name: 'a' },
          { ...lean, name: 'b' },
        ],
      }),
      {
        last: null,
        own: [
          { ...lean, name: 'a' },
          { ...lean, name: 'b' },
        ],
      },
    ],
    [
      JSON.stringify({ last: { format: 'cdx-json', view: 'inventory', profile: 'full' } }),
      { last: shippedPresets.inventory, own: [] },
    ],
  ])('%s', ([stored, kept]) => expect(parsePresets(stored)).toEqual(kept));

  it('are replaced by name, and have an end', () => {
    let kept: KeptPresets = { last: null, own: [] };
    for (let at = 0; at < presetLimits.presets; at++)
      kept = withPreset(kept, { ...lean, name: `p${at}` }) ?? expect.fail(`no room for ${at}`);
    expect(withPreset(kept, { ...lean, name: 'one more' })).toBeUndefined();
    const changed = withPreset(kept, { ...shippedPresets.spdx, name: 'p3' });
    expect(changed?.own.find(({ name }) => name === 'p3')).toEqual({ ...shippedPresets.spdx, name: 'p3' });
    expect(changed?.own.length).toBe(presetLimits.presets);
  });
});

it('a preset is a wish of each image: by its first tag where it has one; an index has neither extent nor name', () => {
  expect(wishOf(lean, ['web:1', 'web:2'])).toEqual({
    format: 'cdx16-json',
    view: 'usage',
    profile: 'lean',
    name: 'web:1',
  });
  expect(wishOf(lean, [])).toMatchObject({ name: null });
  expect(wishOf({ ...lean, format: 'bom-index' }, ['web:1'])).toMatchObject({ profile: 'full', name: null });
});
