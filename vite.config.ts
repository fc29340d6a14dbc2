import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { TruthOrder } from './engine/testing/truth-order.ts';

/**
 * Bundles hold every package that has no native part. Vitest reads this of any environment and would then bundle packages for
 * tests too, CommonJS ones wrongly.
 */
const bundleAll = process.env['VITEST'] === undefined;

/**
 * Node code is bundled per entry; packages with native parts stay outside. Chunks lie beside the entries, because code in them
 * finds the worker by a path relative to its own.
 */
const engine = {
  build: {
    outDir: 'dist/engine',
    target: 'node24',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        cli: 'engine/hosts/cli/main.ts',
        desktop: 'engine/hosts/desktop/main.ts',
        'layer-worker': 'engine/run/layer-worker.ts',
        'plugin-runner': 'engine/plugins/runner/plugin-runner.js',
      },
      output: { format: 'es' as const, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  // The one has native parts, the other CommonJS code that finds its WebAssembly by __dirname.
  resolve: { external: ['better-sqlite3', 'roaring-wasm'], noExternal: bundleAll || [] },
};

/**
 * One file of the desktop program. Electron runs a sandboxed preload script only as CommonJS in one file; the main process is built
 * alike, so that its first listeners are there before Electron is ready.
 */
const desktop = (name: 'main' | 'preload') => ({
  build: {
    outDir: 'dist/app',
    // Its sibling is there already.
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: { [name]: `app/${name}/index.ts` },
      platform: 'node' as const,
      external: /^electron(\/|$)/,
      output: { format: 'cjs' as const, entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
  consumer: 'server' as const,
  resolve: { external: ['electron', 'electron/main', 'electron/common'], noExternal: bundleAll || [] },
});

/** The console's page. Everything is a file of its own: the page's policy allows no inline script, style or data address. */
const client = {
  build: {
    outDir: 'dist/renderer',
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { page: 'renderer/index.html' } },
  },
};

/** The project is the root, so Vite would write the page as `renderer/index.html`; the server wants it at the top. */
const pageAtTop: Plugin = {
  name: 'page-at-top',
  enforce: 'post',
  applyToEnvironment: ({ name }) => name === 'client',
  generateBundle(_options, bundle) {
    const page = bundle['renderer/index.html'];
    if (page) page.fileName = 'index.html';
  },
};

export default defineConfig({
  plugins: [react(), pageAtTop],
  environments: { engine, client, main: desktop('main'), preload: desktop('preload') },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments))
        if (environment.name !== 'ssr') await builder.build(environment);
    },
  },
  test: {
    pool: 'forks',
    sequence: { sequencer: TruthOrder },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{app,engine,shared,renderer}/**/*.test.ts'],
          testTimeout: 30_000,
          css: { include: /\.css/ },
        },
      },
      {
        extends: true,
        test: {
          name: 'renderer',
          environment: 'jsdom',
          include: ['renderer/**/*.test.tsx'],
          // Ends what hangs: whole screens are drawn for every key, which takes 6 s alone and five times that on a busy machine.
          testTimeout: 120_000,
          setupFiles: ['renderer/testing/set-up.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'truth',
          include: ['e2e/{images,languages,usage,package,proof,trace,documents}/**/*.truth.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 1_200_000,
          // Much of a file's time is waiting for other programs; more at once would only be slow together.
          maxWorkers: 2,
        },
      },
    ],
  },
});
