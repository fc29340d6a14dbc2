import { expect, it } from 'vitest';
import { uuid5 } from './uuid5.ts';

// The first is the example of RFC 9562, Appendix A.4; the second one of Python's documentation of `uuid`.
it.for([
  ['www.example.com', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
  ['python.org', '886313e1-3b8a-5372-9b90-0c9aee199e5d'],
] as const)('%s', ([name, want]) => {
  expect(uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', name)).toBe(want);
});

it('refuses a namespace that is no UUID', () => {
  expect(() => uuid5('x', '')).toThrow(RangeError);
});
