import { describe, expect, it } from 'vitest';
import { placeFrom } from './place-from.ts';

describe('placeFrom', () => {
  it.for([
    ['srv/vendor/composer', '../a/b', 'srv/vendor/a/b'],
    ['srv', '/opt/x', 'opt/x'],
    ['srv', '../../x', undefined],
    ['srv/vendor', './a//b', 'srv/vendor/a/b'],
  ] as const)('%s + %s', ([from, relative, want]) => {
    expect(placeFrom(from, relative)).toBe(want);
  });
});
