import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SAMPLE_FILE, SAMPLE_UPDATE_FILE, sampleImage, sampleUpdate } from './sample-image.ts';

test('the sample images are what their recipe makes', () => {
  // If it differs on purpose: node engine/testing/sample-image.ts
  expect(readFileSync(SAMPLE_FILE).equals(sampleImage())).toBe(true);
  expect(readFileSync(SAMPLE_UPDATE_FILE).equals(sampleUpdate())).toBe(true);
});
