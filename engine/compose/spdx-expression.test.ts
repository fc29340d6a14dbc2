import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { spdxExpression } from './spdx-expression.ts';

describe('spdxExpression', () => {
  it.for([
    ['MIT', 'MIT'],
    [' MIT ', 'MIT'],
    ['GPL-2.0-or-later', 'GPL-2.0-or-later'],
    ['MIT and BSD-2-Clause', 'MIT AND BSD-2-Clause'],
    ['(MIT)  OR (Apache-2.0)', 'MIT OR Apache-2.0'],
    ['(MIT OR Zlib) AND ISC', '(MIT OR Zlib) AND ISC'],
    ['MIT OR Zlib AND ISC', 'MIT OR Zlib AND ISC'],
    ['GPL-2.0+ WITH GCC-exception-2.0', 'GPL-2.0+ WITH GCC-exception-2.0'],
    ['LicenseRef-KISA-SEED AND curl', 'LicenseRef-KISA-SEED AND curl'],
  ] as const)('%s → %s', ([text, want]) => {
    expect(spdxExpression(text)).toBe(want);
  });

  it.for([
    '',
    'GPL-2+',
    'GPLv2+',
    'ASL 2.0',
    'GPL2 LGPL2',
    'BSD',
    'Expat',
    'MIT OR',
    'MIT ORacle',
    'MIT ANDZlib',
    'MIT, Zlib',
    '(MIT',
  ])('stays raw: %s', (text) => {
    expect(spdxExpression(text)).toBeNull();
  });

  test('its own output is canonical', () => {
    const leaf = fc.constantFrom('MIT', 'ISC', 'GPL-2.0+', 'Apache-2.0 WITH LLVM-exception');
    const expression = fc.letrec<{ node: string }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.tuple(tie('node'), fc.constantFrom(' AND ', ' or '), tie('node')).map(([a, op, b]) => `(${a})${op}(${b})`),
      ),
    })).node;
    fc.assert(
      fc.property(expression, (text) => {
        const canonical = spdxExpression(text);
        expect(canonical).not.toBeNull();
        expect(spdxExpression(canonical ?? '')).toBe(canonical);
      }),
    );
  });

  test('hostile text ends in null', () => {
    expect(spdxExpression('('.repeat(100_000))).toBeNull();
    expect(spdxExpression('('.repeat(8000))).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => typeof spdxExpression(text) !== 'undefined'));
  });
});
