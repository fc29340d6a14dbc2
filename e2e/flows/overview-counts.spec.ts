import { expect } from '@playwright/test';
import { sampleImage } from '#engine/testing/sample-image.ts';
import { drop, test } from './support/console.ts';
import { alpine, oci } from './support/images.ts';

for (const { name, bytes } of [
  { name: 'the sample', bytes: sampleImage() },
  { name: 'an Alpine image', bytes: oci(alpine('acme/alpine:3')) },
])
  test(`every count on the overview of ${name} is the number of rows that it leads to`, async ({ page, console }) => {
    await page.goto(console.address);
    await drop(page, [{ name: 'image.tar', bytes }]);
    const contents = page.locator('.count-row');
    await expect(contents.first()).toBeVisible();
    const all = await contents.count();
    expect(all).toBeGreaterThan(1);
    for (let i = 0; i < all; i++) {
      const row = contents.nth(i);
      const figures = row.locator('.figures');
      const text = (await figures.count()) > 0 ? await figures.textContent() : await row.textContent();
      const stated = Number(/\d[\d,]*/.exec(text ?? '')?.[0].replaceAll(',', ''));
      expect(stated).toBeGreaterThan(0);
      await row.click();
      const grid = page.getByRole('grid', { name: 'Components' });
      // One more row for the names of the columns.
      await expect(grid, `${i}: ${text}`).toHaveAttribute('aria-rowcount', String(stated + 1));
      await page.getByRole('button', { name: 'Overview', exact: true }).click();
      await expect(contents).toHaveCount(all);
    }
  });
