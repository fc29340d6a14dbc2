import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import { layerIndex } from '#engine/testing/layer.ts';
import { NODE_CASES, NODE_KINDS, type NodeCaseFiles } from '#engine/testing/node-cases.ts';
import { file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import type { CodeEdge } from '#shared/model/code-graph.ts';
import type { CodeInput, RequestCache } from '../types.ts';
import { nodeClosure, type NodeEntry, nodeResolver } from './node-closure.ts';

function input(files: NodeCaseFiles, env: readonly string[] = []): CodeInput {
  const texts = new Map(
    Object.entries(files).map(([path, text]) => [path, typeof text === 'string' ? text : JSON.stringify(text)]),
  );
  const entries: TarEntry[] = [...texts].map(([path, text]) =>
    text.startsWith('-> ') ? symlink(path, text.slice(3)) : file(path, text),
  );
  const { rootfs } = replayLayers([layerIndex(entries)]);
  return {
    tree: rootfs,
    bytesOf: ({ path }) => (texts.has(path) ? Buffer.from(texts.get(path) ?? '') : undefined),
    env,
    cwd: 'app',
  };
}

const main: NodeEntry = { path: 'app/main.js', how: 'main' };

/** Edges as text, in order of discovery. */
function edges(
  files: NodeCaseFiles,
  { entries = [main], env }: { entries?: readonly NodeEntry[]; env?: readonly string[] } = {},
): string[] {
  return nodeClosure(input(files, env), entries, new Map()).edges.map(
    ({ from, specifier, to, rule, reason, lazy }) =>
      `${from}: ${specifier || '-'} is ${to ?? reason ?? ''} (${rule}${lazy ? ', lazy' : ''})`,
  );
}

/** The edges of `app/main.js` for one file that asks. */
function asked(source: string, files: NodeCaseFiles, env?: readonly string[]): string[] {
  const only = { 'app/main.js': source, ...files };
  return edges(only, env === undefined ? {} : { env })
    .filter((edge) => edge.startsWith('app/main.js: ') && !edge.startsWith('app/main.js: - is app/package.json'))
    .map((edge) => edge.slice('app/main.js: '.length));
}

describe('where a request leads', () => {
  it.for(NODE_CASES)('%s', ([, source, files, ...expected]) => {
    expect(asked(source, files)).toEqual(expected);
  });

  it('NODE_PATH is looked at last, by require only', () => {
    const files = { 'opt/lib/a.js': '', 'opt/lib/b/index.js': '', 'app/node_modules/a/index.js': '' };
    expect(asked('require("a"); require("b"); import("b")', files, ['NODE_PATH=/nowhere:/opt/lib'])).toEqual([
      'a is app/node_modules/a/index.js (node_modules)',
      'b is opt/lib/b/index.js (NODE_PATH)',
      'b is ModuleNotFound (node_modules)',
    ]);
  });

  it('conditions of NODE_OPTIONS', () => {
    const files = {
      'app/node_modules/a/package.json': { exports: { x: './x.js', default: './y.js' } },
      'app/node_modules/a/x.js': '',
    };
    expect(asked('require("a")', files, ['NODE_OPTIONS=--max-old-space-size=100 --conditions=x'])).toEqual([
      'a is app/node_modules/a/package.json (package.json)',
      'a is app/node_modules/a/x.js (exports)',
    ]);
  });
});

describe('what a file is taken for', () => {
  it.for(NODE_KINDS)('%s', ([, main, files]) => {
    const { edges } = nodeClosure(input({ ...files, 'app/end.cjs': '' }), [{ path: main, how: 'main' }], new Map());
    expect(edges.filter(({ to, reason }) => to === 'app/end.cjs' || reason).map(({ to }) => to)).toEqual([
      'app/end.cjs',
    ]);
  });
});

describe('nodeClosure', () => {
  it('goes on from file to file, breadth first, each file once', () => {
    const files: NodeCaseFiles = {
      'app/package.json': { type: 'module' },
      'app/main.js': 'import "./a.js"; import "./b.cjs"; import x from "./c.json"',
      'app/a.js': 'import "./b.cjs"; require("./not")',
      'app/b.cjs': 'require("./a"); require("./d.node"); import "not"',
      'app/c.json': '{"require": 1}',
      'app/d.node': 'require',
    };
    expect(edges(files)).toEqual([
      'app/main.js: - is app/package.json (package.json)',
      'app/main.js: ./a.js is app/a.js (relative)',
      'app/main.js: ./b.cjs is app/b.cjs (relative)',
      'app/main.js: ./c.json is app/c.json (relative)',
      'app/a.js: ./b.cjs is app/b.cjs (relative)',
      'app/b.cjs: - is NotParsed (parse)',
    ]);
  });

  it('tells what each entry reaches, links followed, and package.json files again where they are not only lazily asked for', () => {
    const files: NodeCaseFiles = {
      'bin/run': '-> ../app/main.js',
      'app/main.js': 'try { require("a") } catch {}\nrequire("a")',
      'app/first.mjs': 'import "a"',
      'app/node_modules/a/package.json': { main: 'x.js' },
      'app/node_modules/a/x.js': '',
    };
    const entries: NodeEntry[] = [
      { path: '/app/first.mjs', how: 'import' },
      { path: 'bin/run', how: 'main' },
      { path: 'app/absent.js', how: 'require' },
    ];
    const closure = nodeClosure(input(files), entries, new Map());
    expect(closure).toEqual({
      language: 'node',
      entries: ['app/first.mjs', 'app/main.js', 'app/absent.js'],
      edges: [
        edge('app/first.mjs', 1, 1, 'app/node_modules/a/package.json', 'package.json'),
        edge('app/first.mjs', 1, 1, 'app/node_modules/a/x.js', 'node_modules'),
        { ...edge('app/main.js', 1, 7, 'app/node_modules/a/x.js', 'node_modules'), lazy: true },
        edge('app/main.js', 2, 1, 'app/node_modules/a/x.js', 'node_modules'),
      ],
    });
  });

  it('says which content it lacks, and parses none twice', () => {
    const files = {
      'app/main.js': 'require("./a"); require("p")',
      'app/a.js': 'require("./b")',
      'app/b.js': '',
      'app/node_modules/p/package.json': {},
    };
    const { tree, bytesOf, ...rest } = input(files);
    const had = new Set<string>();
    const read: string[] = [];
    const cache: RequestCache = new Map();
    const run = (): string[] => {
      const partial: CodeInput = {
        ...rest,
        tree,
        bytesOf: (node) => {
          read.push(node.path);
          return had.has(node.path) ? bytesOf(node) : undefined;
        },
      };
      return nodeClosure(partial, [main], cache).edges.map(({ from, to, reason }) => `${from} ${to ?? reason ?? ''}`);
    };
    expect(run()).toEqual(['app/main.js NotParsed']);
    had.add('app/main.js');
    expect(run()).toEqual([
      'app/main.js app/a.js',
      'app/main.js app/node_modules/p/package.json',
      'app/main.js NotParsed',
      'app/a.js NotParsed',
    ]);
    had.add('app/a.js').add('app/node_modules/p/package.json');
    read.length = 0;
    const whole = [
      'app/main.js app/a.js',
      'app/main.js app/node_modules/p/package.json',
      'app/main.js ModuleNotFound',
      'app/a.js app/b.js',
    ];
    expect(run()).toEqual(whole);
    expect(read).toEqual(['app/node_modules/p/package.json', 'app/a.js']);
    expect(run()).toEqual(whole);
    expect([...cache.keys()].length).toBe(3);
  });
});

describe('nodeResolver', () => {
  it('answers for a module that is named on the command line', () => {
    const resolve = nodeResolver(
      input({ 'app/node_modules/a/package.json': { main: 'x' }, 'app/node_modules/a/x.js': '' }),
    );
    const { to, ...rest } = resolve('/app/-', 'a', 'require');
    expect([to?.path, rest]).toEqual([
      'app/node_modules/a/x.js',
      { rule: 'node_modules', packages: ['app/node_modules/a/package.json'] },
    ]);
    expect(resolve('/app/-', 'node:fs', 'import').to).toBe(undefined);
    expect(resolve('/app/-', './none', 'import').to).toBe(null);
  });
});

describe('a hostile package.json', () => {
  const ask = ['a', 'a/b', 'a/b/c.js', '#b', 'me'];
  const source = ask.map((name) => `require("${name}"); import("${name}");`).join('');
  const reads = (text: string): number =>
    edges(
      {
        'app/main.cjs': source,
        'app/package.json': text,
        'app/b.js': '',
        'app/node_modules/a/package.json': text,
        'app/node_modules/a/b.js': '',
      },
      { entries: [{ path: 'app/main.cjs', how: 'main' }] },
    ).filter((edge) => !edge.includes('(package.json')).length;

  it('leads somewhere or nowhere, whatever is in it', () => {
    const key = fc.constantFrom(
      '.',
      './b',
      './*',
      './b/*',
      '#b',
      '#*',
      'node',
      'import',
      'require',
      'default',
      '0',
      '__proto__',
      '*',
    );
    const target = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom(
          './b.js',
          './*',
          './b/../c',
          '../x',
          'me',
          'a/b',
          '/',
          '',
          './',
          'node:fs',
          './%2e%2e/x',
          '#b',
          '@',
        ),
        fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<unknown>,
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(key, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    const manifest = fc.record(
      { name: fc.constantFrom('me', 5, 'a'), main: target, exports: target, imports: target, type: target },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(manifest, (value) => reads(JSON.stringify(value)) === 2 * ask.length),
      { numRuns: 1000 },
    );
  });

  it('may be cut anywhere', () => {
    const good = Buffer.from(
      JSON.stringify({
        name: 'me',
        exports: { '.': ['./b.js'], './*': { node: './*.js' } },
        imports: { '#b': './b.js' },
      }),
    );
    readsEveryPrefix(good, (prefix) => expect(reads(Buffer.from(prefix).toString())).toBe(2 * ask.length));
  });
});

function edge(from: string, line: number, column: number, to: string, rule: string): CodeEdge {
  return { from, specifier: 'a', to, rule, line, column, lazy: false };
}
