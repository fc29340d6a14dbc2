import { expect, it } from 'vitest';
import type { DiffId } from '#shared/model/digest.ts';
import { chainIds } from './chain-id.ts';

it('chains layers as the OCI image specification says', () => {
  const layer = (digit: string): DiffId => `sha256:${digit.repeat(64)}` as DiffId;
  // printf 'sha256:11… sha256:22…' | sha256sum, and so on.
  expect(chainIds([layer('1'), layer('2'), layer('1')])).toEqual([
    layer('1'),
    'sha256:9932074217c35353d2e03a3f5a86549f7c67bfeb0ba53e23d69f4d4c8f7958f5',
    'sha256:cc68b5999b6e49875d65ff354334e05c43e65a3921cab7ff95f6385e3390e63a',
  ]);
  expect(chainIds([])).toEqual([]);
});
