import { expect, it } from 'vitest';
import * as store from './index.ts';

it('the front door gives these and no others', () => {
  expect(Object.keys(store).sort()).toEqual([
    'StoreError',
    'checkStore',
    'openBlobStore',
    'openFactReader',
    'openStore',
    'processToken',
    'putArtifactBytes',
    'readArtifactBytes',
    'setContentKey',
  ]);
});
