import { describe, expect, it } from 'vitest';
import { documentTime } from './document-time.ts';

describe('documentTime', () => {
  it.for<[sourceDateEpoch: string | null, created: string | null, want: string | null]>([
    ['1700000000', '2001-01-01T00:00:00Z', '2023-11-14T22:13:20Z'],
    ['0', null, '1970-01-01T00:00:00Z'],
    ['', '2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'],
    [null, '2024-05-06T07:08:09.987654321Z', '2024-05-06T07:08:09Z'],
    [null, '2024-05-06T00:30:00+02:00', '2024-05-05T22:30:00Z'],
    [null, '1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    [null, '1969-12-31T23:59:59.5Z', null],
    [null, '0001-01-01T00:00:00Z', null],
    [null, '2024-13-06T07:08:09Z', null],
    [null, 'yesterday', null],
    [null, null, null],
  ])('%s, %s → %s', ([sourceDateEpoch, created, want]) => {
    expect(documentTime({ sourceDateEpoch, created })).toBe(want);
  });

  it.for(['-1', '1.5', 'now', '253402300800', '9999999999999'])('refuses SOURCE_DATE_EPOCH=%s', (sourceDateEpoch) => {
    expect(() => documentTime({ sourceDateEpoch, created: null })).toThrow(RangeError);
  });
});
