import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** A browser of the system, where there is one; else the one that Playwright was told to install. */
const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** Journeys through the console in a real browser, against a real engine on a data folder of its own per test file. */
export default defineConfig({
  testDir: 'flows',
  testMatch: '**/*.spec.ts',
  // What is measured is for people to read, on a machine that does nothing else.
  projects: [
    { name: 'flows', testIgnore: 'figures/**' },
    { name: 'figures', testMatch: 'figures/**/*.spec.ts' },
  ],
  globalSetup: './flows/support/built-copy.ts',
  outputDir: '../.cache/e2e',
  // Each has a browser and an engine of its own; most of the time one waits for the other.
  workers: 2,
  // Each test has a console of its own, so none needs those before it in its file: a long file, too, is shared by the workers.
  fullyParallel: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    actionTimeout: 15_000,
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: {
      ...(system === undefined ? {} : { executablePath: system }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
