import { defineConfig } from 'vitest/config';

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
      input: { cli: 'engine/hosts/cli/main.ts', 'layer-worker': 'engine/run/layer-worker.ts' },
      output: { format: 'es' as const, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  resolve: { external: ['better-sqlite3'], noExternal: true as const },
};

export default defineConfig({
  environments: { engine },
  builder: {
    async buildApp(builder) {
      const environment = builder.environments['engine'];
      if (environment) await builder.build(environment);
    },
  },
  test: {
    pool: 'forks',
    projects: [
      { extends: true, test: { name: 'unit', include: ['{engine,shared}/**/*.test.ts'], testTimeout: 30_000 } },
      {
        extends: true,
        test: {
          name: 'truth',
          include: ['e2e/images/**/*.truth.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 1_200_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
