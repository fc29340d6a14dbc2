import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { tempFolder } from './temp-folder.ts';

/*
 * A rule can go silent: a moved folder, another way to resolve a package, a TypeScript that the tool cannot read. So each rule
 * of dependency-cruiser.cjs and each banned name of .oxlintrc.json has to find a violation planted for it, and nothing else.
 */
const root = join(import.meta.dirname, '../..');

/** What stands at both ends of the planted imports; each of these imports is allowed. */
const good: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    type: 'module',
    imports: { '#shared/*': './shared/*', '#engine/*': './engine/*' },
    dependencies: { 'better-sqlite3': '*', zod: '*' },
    devDependencies: { vitest: '*' },
  }),
  'engine/tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true } }',
  ...packages('better-sqlite3', 'zod', 'vitest'),
  'shared/model/noun.ts': 'export type Noun = string;',
  'shared/schema/noun.ts': "import 'zod'; import '../model/noun.ts';",
  'shared/model/noun.test.ts': "import 'vitest'; import '#engine/bytes/limits.ts';",
  'engine/bytes/limits.ts': 'export const limits = {};',
  'engine/formats/tar/read-tar.ts': "import 'node:zlib'; import '#engine/bytes/limits.ts';",
  'engine/formats/tar/read-tar.test.ts': "import 'node:fs'; import '#engine/testing/tar.ts';",
  'engine/layers/pass.ts': "import '#engine/formats/tar/read-tar.ts';",
  'engine/rootfs/replay.ts': "import '#engine/layers/pass.ts';",
  'engine/analyzers/analyzer.ts': 'export type Analyzer = string;',
  'engine/analyzers/os/apk/index.ts': "import '../../analyzer.ts'; import './parts.ts';",
  'engine/analyzers/os/apk/parts.ts': "import 'node:crypto';",
  'engine/analyzers/registry.ts': "import './os/apk/index.ts';",
  'engine/compose/compose.ts': "import '#shared/model/noun.ts'; import '#engine/bytes/limits.ts';",
  'engine/acquire/net/connect.ts': "import 'node:https';",
  'engine/store/index.ts': "import 'better-sqlite3'; import 'node:fs';",
  'engine/run/index.ts': "import '#engine/compose/compose.ts'; import '#engine/store/index.ts';",
  'engine/serve/router.ts': "import 'node:http'; import '#engine/run/index.ts'; export type Router = string;",
  'engine/hosts/cli/main.ts': "import '#engine/run/index.ts';",
  'engine/testing/tar.ts': "import 'node:fs';",
  'engine/index.ts': "import './run/index.ts';",
  'app/main/window.ts': "import 'electron'; import '../../engine/index.ts'; import '#shared/model/noun.ts';",
  'renderer/data/client.ts': "import type { Router } from '../../engine/serve/router.ts';",
  'e2e/images/scan.truth.ts': "import '#engine/run/index.ts'; import 'better-sqlite3';",
};

/** By rule: a file and what it must not import. */
const planted: Readonly<Record<string, readonly [from: string, text: string]>> = {
  'no-cycles': ['engine/run/one.ts', "import './one.ts';"],
  'shared-is-a-leaf': ['shared/model/leaf.ts', "import '#engine/bytes/limits.ts';"],
  'shared-needs-zod-alone': ['shared/text/size.ts', "import 'node:os';"],
  'renderer-sees-shared': ['renderer/a.ts', "import type { Store } from '../engine/store/index.ts';"],
  'renderer-router-type-only': ['renderer/b.ts', "import '../engine/serve/router.ts';"],
  'renderer-no-node': ['renderer/c.ts', "import 'node:fs';"],
  'engine-knows-no-host': ['engine/serve/host.ts', "import '../../app/main/window.ts';"],
  'one-owner-of-electron': ['engine/acquire/electron.ts', "import { net } from 'electron';"],
  'app-uses-the-front-door': ['app/main/reach.ts', "import '../../engine/store/index.ts';"],
  'plug-ins-are-islands': ['engine/analyzers/os/deb/index.ts', "import '../apk/parts.ts';"],
  'formats-know-no-policy': ['engine/formats/tar/policy.ts', "import '#engine/layers/pass.ts';"],
  'pure-stages': ['engine/rootfs/files.ts', "import { readFile } from 'node:fs/promises';"],
  'pure-stages-no-store': ['engine/analyzers/cache.ts', "import '#engine/store/index.ts';"],
  'late-stages-see-the-model': ['engine/emit/reach.ts', "import '#engine/layers/pass.ts';"],
  'one-owner-of-sqlite': ['engine/serve/sql.ts', "import Database from 'better-sqlite3';"],
  'one-owner-of-the-network': ['engine/store/upload.ts', "import { connect } from 'node:net';"],
  'only-run-knows-the-order': ['engine/layers/order.ts', "import '#engine/run/index.ts';"],
};

function packages(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })],
      [`node_modules/${name}/index.js`, 'module.exports = {};'],
    ]),
  );
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Standard output of one of the project's tools, whatever its exit code. */
function run(cwd: string, program: string, parameters: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const path = join(root, 'node_modules/.bin', program);
    execFile(process.execPath, [path, ...parameters], { cwd, maxBuffer: 64 << 20 }, (_, out, err) =>
      out === '' ? fail(new Error(err)) : done(out),
    );
  });
}

/** The violated rules, each with the file that violates it, sorted. */
async function violations(files: Readonly<Record<string, string>>): Promise<string[]> {
  await using folder = await tempFolder();
  write(folder.path, files);
  const folders = ['shared', 'engine', 'app', 'renderer', 'e2e'];
  const config = join(root, 'dependency-cruiser.cjs');
  const out = await run(folder.path, 'depcruise', ['--config', config, '--output-type', 'json', ...folders]);
  const { summary } = JSON.parse(out) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
}

describe('import rules', () => {
  test('the allowed imports violate none', async () => {
    expect(await violations(good)).toEqual([]);
  });

  test('each rule finds what is planted for it, and no other does', async () => {
    const bad = Object.fromEntries(Object.values(planted));
    const expected = Object.entries(planted).map(([name, [from]]) => `${name}: ${from}`);
    expect(await violations({ ...good, ...bad })).toEqual(expected.sort());
  });

  test('there is a violation for each rule', () => {
    const config = createRequire(import.meta.url)('../../dependency-cruiser.cjs') as { forbidden: { name: string }[] };
    expect(config.forbidden.map(({ name }) => name).sort()).toEqual(Object.keys(planted).sort());
  });

  test('types that need each other are a cycle', async () => {
    const cycle = {
      'engine/run/one.ts': "import type { Two } from './two.ts'; export type One = Two[];",
      'engine/run/two.ts': "import type { One } from './one.ts'; export type Two = One[];",
    };
    expect(await violations({ ...good, ...cycle })).toContain('no-cycles: engine/run/one.ts');
  });

  test('Electron is refused everywhere outside app, installed or not', async () => {
    const paths = [
      'engine/formats/tar/x.test.ts',
      'engine/hosts/cli/open.ts',
      'renderer/ui.ts',
      'shared/model/window.ts',
    ];
    const refused = paths.map((path) => `one-owner-of-electron: ${path}`);
    const files = Object.fromEntries(paths.map((path) => [path, "export { app } from 'electron';"]));
    const found = [
      await violations({ ...good, ...files }),
      await violations({ ...good, ...files, ...packages('electron') }),
    ];
    expect(found.map((list) => list.filter((line) => line.startsWith('one-owner-of-electron')))).toEqual([
      refused,
      refused,
    ]);
  });
});

describe('banned names', () => {
  const impure = [
    'export const now = Date.now();',
    'export const random = Math.random();',
    'export const folder = process.cwd();',
    "export const page = fetch('https://example.org');",
    'export const timer = setTimeout(() => undefined, 1);',
    'export const since = performance.now();',
  ].join('\n');

  async function lint(paths: readonly string[]): Promise<string[]> {
    await using folder = await tempFolder();
    copyFileSync(join(root, '.oxlintrc.json'), join(folder.path, '.oxlintrc.json'));
    write(folder.path, Object.fromEntries(paths.map((path) => [path, impure])));
    const out = await run(folder.path, 'oxlint', ['--format', 'json', '.']);
    const { diagnostics } = JSON.parse(out) as {
      diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[];
    };
    return diagnostics.map(({ code, filename, labels }) => `${filename}:${labels[0]?.span.line} ${code}`).sort();
  }

  const pure = ['bytes', 'formats/tar', 'analyzers/os/apk', 'rootfs', 'compose', 'emit/cyclonedx'];
  it.for([...pure.map((stage) => `engine/${stage}/x.ts`), 'shared/model/x.ts'])('%s', async (path) => {
    expect(await lint([path])).toEqual([
      `${path}:1 eslint(no-restricted-properties)`,
      `${path}:2 eslint(no-restricted-properties)`,
      ...[3, 4, 5, 6].map((line) => `${path}:${line} eslint(no-restricted-globals)`),
    ]);
  });

  test('stages with a host may use them', async () => {
    expect(await lint(['engine/run/x.ts', 'engine/hosts/cli/x.ts', 'engine/store/x.ts'])).toEqual([]);
  });
});
