import { expect, it } from 'vitest';
import * as store from './index.ts';

it('the front door gives these and no others', () => {
  expect(Object.keys(store).sort()).toEqual([
    'FILE_MODE',
    'FOLDER_MODE',
    'StoreError',
    'checkStore',
    'handedOutFolder',
    'openBlobStore',
    'openFactReader',
    'openStore',
    'processToken',
    'putArtifactBytes',
    'readArtifactBytes',
    'setContentKey',
  ]);
});
