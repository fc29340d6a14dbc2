import type { KnipConfig } from 'knip';

/** Dead code: what no entry reaches. Vitest and Vite plug-ins of knip add the test files and the bundle's inputs. */
const config: KnipConfig = {
  entry: [
    'engine/hosts/**/*.{ts,js}',
    // Started as a thread, by URL.
    'engine/run/layer-worker.ts',
    // Started as a process of its own, by URL.
    'engine/plugins/runner/plugin-runner.js',
    // Started as programs, by tests and by hand.
    'engine/testing/{check,demo,fuzz,report-usage,protobuf-code,store-child,validator-code}.ts',
    'engine/testing/rules/lock-file.ts',
    'engine/testing/bench/*.ts',
    // Loaded by URL, in a thread.
    'engine/testing/fuzz/{fuzz-worker,planted-readers}.ts',
    // Named by renderer/index.html and by vite.config.ts.
    'renderer/main.tsx',
    'app/{main,preload}/index.ts',
    'e2e/**/*.truth.ts',
  ],
  'dependency-cruiser': { config: ['dependency-cruiser.cjs'] },
  // The names of a front door's own types, for those who call it.
  ignoreIssues: { 'engine/*/index.ts': ['types'], 'shared/text/query.ts': ['types'] },
  // Run as programs: by engine/testing/check.ts (the last of the three is loaded by the one before), and by protoc.
  ignoreDependencies: ['dependency-cruiser', 'oxlint', 'oxlint-tsgolint', '@bufbuild/protoc-gen-es'],
  // Programs of the machine, which make images for measuring, or a terminal.
  ignoreBinaries: [
    'dpkg',
    'gcc',
    'go',
    'mmdebstrap',
    'musl-gcc',
    'openssl',
    'osslsigncode',
    'pigz',
    'protoc',
    'script',
    'strace',
    'umount',
  ],
  project: ['{app,engine,renderer,shared,e2e}/**/*.{ts,tsx,js}', '*.{ts,cjs}'],
  ignore: ['**/generated/**'],
  // A type's name is documentation also where only its own file needs it; a function or value is not.
  ignoreExportsUsedInFile: { type: true, interface: true },
};

export default config;
