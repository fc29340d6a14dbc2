import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SAMPLE_FILE, sampleImage } from './sample-image.ts';

test('the sample image is what its recipe makes', () => {
  // If it differs on purpose: node engine/testing/sample-image.ts
  expect(readFileSync(SAMPLE_FILE).equals(sampleImage())).toBe(true);
});
