import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModuleRequests } from '#engine/formats/javascript/read-module-requests.ts';
import { NODE_CASES, NODE_KINDS } from '#engine/testing/node-cases.ts';
import { nodeClosure, nodeResolver } from '#engine/usage/code/node/node-closure.ts';
import type { CodeInput, RequestCache } from '#engine/usage/code/types.ts';
import type { CodeClosure } from '#shared/model/code-graph.ts';
import { run } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { hostTree } from './support/host-tree.ts';
import { type Application, APPLICATIONS, NPM_PACKAGES, PNPM_PACKAGES } from './support/node/applications.ts';
import { compareRequests, record } from './support/node/record.ts';

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());
const root = realpathSync(work.path);
const folders = { npm: join(root, 'npm'), pnpm: join(root, 'pnpm'), project: join(root, 'project') };

/** Each file is read and parsed once for all, as from a store. */
const cache: RequestCache = new Map();
const contents = new Map<string, Uint8Array>();

const inputOf = (cwd: string): CodeInput => ({
  tree: hostTree(),
  bytesOf({ path }) {
    let bytes = contents.get(path);
    if (bytes === undefined) contents.set(path, (bytes = readFileSync(`/${path}`)));
    return bytes;
  },
  env: ['HOME=/nonexistent'],
  cwd,
});

/** Entries and everything that edges lead to, as absolute paths. */
function filesOf({ entries, edges }: CodeClosure): Set<string> {
  return new Set([...entries, ...edges.map(({ to }) => to)].filter((path) => path !== null).map((path) => `/${path}`));
}

function place(path: string, content: string | object): void {
  mkdirSync(dirname(path), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  if (text.startsWith('-> ')) symlinkSync(text.slice(3), path);
  else writeFileSync(path, text);
}

describe('where requests lead', () => {
  it('is where Node itself goes, for each rule', () => {
    const folder = join(root, 'cases');
    // This machine's tree tells names as text.
    const asked = NODE_CASES.filter(([, source]) => !/[^\0-\x7f]/.test(source)).map(([, source, files], i) => {
      for (const [path, content] of Object.entries(files)) place(join(folder, String(i), path), content);
      place(join(folder, String(i), 'app/main.js'), source);
      place(join(folder, String(i), 'app/ask.mjs'), 'export default (name) => import(name);');
      const read = readModuleRequests(Buffer.from(source), 'commonjs');
      const requests = read.ok ? read.requests : [];
      return {
        main: join(folder, String(i), 'app/main.js'),
        requests: requests.filter(
          ({ how, specifier }) => specifier !== null && (how === 'require' || how === 'import()'),
        ),
      };
    });
    place(join(folder, 'asked.json'), asked);
    const rows = record(folder, [fileURLToPath(new URL('support/node/ask.cjs', import.meta.url)), 'asked.json']);
    const own = rows.filter((row) => row.kind === 'request' && /\/app\/(main\.js|ask\.mjs)$/.test(row.from ?? ''));
    const compared = new Set(
      asked.flatMap(({ main, requests }) => requests.map(({ how, specifier }) => `${main} ${how} ${specifier}`)),
    ).size;
    expect(compared).toBeGreaterThan(60);
    expect(compareRequests(own, nodeResolver(inputOf(folder)))).toEqual({ compared, different: {} });
  });
});

describe('what files are taken for', () => {
  it.for(NODE_KINDS.map((row, i) => [i, ...row] as const))('%i: %s', ([i, , main, files]) => {
    const folder = join(root, `kind-${i}`);
    for (const [path, content] of Object.entries({ ...files, 'app/end.cjs': '' })) place(join(folder, path), content);
    const loaded = record(folder, [main]).flatMap((row) => (row.kind === 'load' ? [row.path] : []));
    expect(loaded).toContain(join(folder, 'app/end.cjs'));
  });
});

describe('the import graph of Node programs', () => {
  beforeAll(() => {
    for (const [by, dependencies] of [
      ['npm', NPM_PACKAGES],
      ['pnpm', PNPM_PACKAGES],
    ] as const) {
      place(join(folders[by], 'package.json'), { name: 'apps', version: '1.0.0', private: true, dependencies });
      const options = ['install', '--ignore-scripts', '--silent', '--prefer-offline'];
      if (by === 'npm') run('npm', [...options, '--no-audit', '--no-fund'], { cwd: folders[by] });
      else run('npx', ['--yes', 'pnpm@9.15.0', ...options, '--store-dir', join(root, 'store')], { cwd: folders[by] });
    }
    place(join(folders.project, 'node_modules'), `-> ${join(process.cwd(), 'node_modules')}`);
    for (const { installed, main, source } of APPLICATIONS)
      if (source !== undefined) place(join(folders[installed], main), source);
  });

  it.for(APPLICATIONS.map((application) => [application.name, application] as const))('%s', ([name, application]) => {
    const { installed, main, args = [], unproven = {} }: Application = application;
    const folder = folders[installed];
    const rows = record(folder, [main, ...args]);
    const input = inputOf(folder);
    const closure = nodeClosure(input, [{ path: join(folder, main), how: 'main' }], cache);

    const reached = filesOf(closure);
    const loaded = new Set(rows.flatMap((row) => (row.kind === 'load' ? [realpathSync(row.path)] : [])));
    const missing = [...loaded].filter((path) => !reached.has(path));
    const listed = Object.keys(unproven).map((path) => join(folder, path));
    const behind = filesOf(
      nodeClosure(
        input,
        listed.map((path) => ({ path, how: 'require' })),
        cache,
      ),
    );
    const unlisted = missing.filter((path) => !behind.has(path));
    expect(unlisted.map((path) => relative(folder, path)).sort()).toEqual([]);
    expect(
      listed.filter((path) => !missing.includes(path)),
      'listed, and not needed',
    ).toEqual([]);

    const { compared, different } = compareRequests(rows, nodeResolver(input));
    expect(different).toEqual({});

    const count = (reason: string): number => closure.edges.filter((edge) => edge.reason === reason).length;
    expect(count('NotParsed')).toBe(0);
    console.info(
      `${name}: ${loaded.size} files loaded, ${missing.length} of them by ${listed.length} listed requests; ${reached.size} in the closure; ` +
        `${compared} resolutions equal; ${count('DynamicImport')} unknown requests, ${count('ModuleNotFound')} that lead nowhere`,
    );
  });
});
