import { describe, expect, it } from 'vitest';
import { layerIndex } from '#engine/testing/layer.ts';
import { file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import { replayLayers } from '#engine/rootfs/replay.ts';
import type { CodeEdge } from '#shared/model/code-graph.ts';
import type { CodeInput, RequestCache } from '../types.ts';
import { nodeClosure, type NodeEntry } from './node-closure.ts';

/** A file tree by path; a text that begins with `-> ` is a link. */
type Files = Readonly<Record<string, string | object>>;

function input(files: Files, env: readonly string[] = []): CodeInput {
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
  files: Files,
  { entries = [main], env }: { entries?: readonly NodeEntry[]; env?: readonly string[] } = {},
): string[] {
  return nodeClosure(input(files, env), entries, new Map()).edges.map(
    ({ from, specifier, to, rule, reason, lazy }) =>
      `${from}: ${specifier || '-'} is ${to ?? reason ?? ''} (${rule}${lazy ? ', lazy' : ''})`,
  );
}

/** The edges of `app/main.js` for one file that asks. */
function asked(source: string, files: Files, env?: readonly string[]): string[] {
  const only = { 'app/main.js': source, ...files };
  return edges(only, env === undefined ? {} : { env })
    .filter((edge) => edge.startsWith('app/main.js: ') && !edge.startsWith('app/main.js: - is app/package.json'))
    .map((edge) => edge.slice('app/main.js: '.length));
}

describe('where a request leads', () => {
  it.for<readonly [what: string, source: string, files: Files, ...expected: string[]]>([
    // CommonJS: files and folders
    ['a file as named', 'require("./a.js")', { 'app/a.js': '' }, './a.js is app/a.js (relative)'],
    [
      'extensions in their order',
      'require("./a"); require("./b"); require("./c")',
      { 'app/a.js': '', 'app/a.json': '', 'app/b.json': '', 'app/b.node': '', 'app/c.node': '' },
      './a is app/a.js (relative)',
      './b is app/b.json (relative)',
      './c is app/c.node (relative)',
    ],
    [
      'a file before its name with an extension',
      'require("./a")',
      { 'app/a': '', 'app/a.js': '' },
      './a is app/a (relative)',
    ],
    [
      'no extension of modules',
      'require("./a")',
      { 'app/a.mjs': '', 'app/a.ts': '' },
      './a is ModuleNotFound (relative)',
    ],
    [
      'the index of a folder',
      'require("./a"); require("./b/")',
      { 'app/a/index.js': '', 'app/b.js': '', 'app/b/index.json': '' },
      './a is app/a/index.js (relative)',
      './b/ is app/b/index.json (relative)',
    ],
    [
      'main of a folder',
      'require("./a")',
      { 'app/a/package.json': { main: './lib' }, 'app/a/lib.js': '' },
      './a is app/a/package.json (package.json)',
      './a is app/a/lib.js (relative)',
    ],
    [
      'main that is a folder',
      'require("./a")',
      { 'app/a/package.json': { main: 'lib/' }, 'app/a/lib/index.js': '', 'app/a/lib/package.json': { main: 'x' } },
      './a is app/a/package.json (package.json)',
      './a is app/a/lib/index.js (relative)',
    ],
    [
      'the index where main is not there',
      'require("./a")',
      { 'app/a/package.json': { main: 'x' }, 'app/a/index.js': '' },
      './a is app/a/package.json (package.json)',
      './a is app/a/index.js (relative)',
    ],
    ['the own folder', 'require(".")', { 'app/index.js': '' }, '. is app/index.js (relative)'],
    ['the folder above', 'require("..")', { 'index.js': '' }, '.. is index.js (relative)'],
    ['an absolute path', 'require("/lib/a")', { 'lib/a.js': '' }, '/lib/a is lib/a.js (absolute)'],
    ['a path above the root', 'require("../../../a")', { 'a.js': '' }, '../../../a is a.js (relative)'],
    ['names that are not ASCII', 'require("./é")', { 'app/\xc3\xa9.js': '' }, './é is app/é.js (relative)'],
    // Packages
    [
      'what is built in',
      'require("fs"); require("node:x"); require("fs/promises"); require("punycode/")',
      { 'app/node_modules/fs/index.js': '', 'app/node_modules/punycode/index.js': '' },
      'punycode/ is app/node_modules/punycode/index.js (node_modules)',
    ],
    [
      'packages above',
      'require("a"); require("b")',
      { 'app/node_modules/a/index.js': '', 'node_modules/a/index.js': '', 'node_modules/b/index.js': '' },
      'a is app/node_modules/a/index.js (node_modules)',
      'b is node_modules/b/index.js (node_modules)',
    ],
    [
      'a file in node_modules',
      'require("a"); require("b/c")',
      { 'app/node_modules/a.js': '', 'app/node_modules/b/c/index.js': '' },
      'a is app/node_modules/a.js (node_modules)',
      'b/c is app/node_modules/b/c/index.js (node_modules)',
    ],
    [
      'a scoped package',
      'require("@a/b/c")',
      { 'app/node_modules/@a/b/c.js': '' },
      '@a/b/c is app/node_modules/@a/b/c.js (node_modules)',
    ],
    ['a package that is not there', 'require("a")', {}, 'a is ModuleNotFound (node_modules)'],
    // exports
    [
      'exports as a text',
      'require("a"); require("a/index.js")',
      {
        'app/node_modules/a/package.json': { exports: './x.js', main: 'index.js' },
        'app/node_modules/a/x.js': '',
        'app/node_modules/a/index.js': '',
      },
      'a is app/node_modules/a/package.json (package.json)',
      'a is app/node_modules/a/x.js (exports)',
      'a/index.js is ModuleNotFound (exports)',
    ],
    [
      'conditions in the order of the table',
      'require("a"); import("a")',
      {
        'app/node_modules/a/package.json': {
          exports: { '.': { browser: './0.js', import: './1.js', require: './2.js', default: './3.js' } },
        },
        'app/node_modules/a/1.js': '',
        'app/node_modules/a/2.js': '',
      },
      'a is app/node_modules/a/package.json (package.json)',
      'a is app/node_modules/a/2.js (exports)',
      'a is app/node_modules/a/1.js (exports)',
    ],
    [
      'module-sync before the others',
      'require("a"); import("a")',
      {
        'app/node_modules/a/package.json': { exports: { 'module-sync': './0.mjs', default: './1.js' } },
        'app/node_modules/a/0.mjs': '',
      },
      'a is app/node_modules/a/package.json (package.json)',
      'a is app/node_modules/a/0.mjs (exports)',
      'a is app/node_modules/a/0.mjs (exports)',
    ],
    [
      'conditions inside conditions',
      'require("a")',
      {
        'app/node_modules/a/package.json': { exports: { node: { import: './0.js' }, default: './1.js' } },
        'app/node_modules/a/1.js': '',
      },
      'a is app/node_modules/a/package.json (package.json)',
      'a is app/node_modules/a/1.js (exports)',
    ],
    [
      'no extensions in exports',
      'require("a/x")',
      { 'app/node_modules/a/package.json': { exports: { './x': './x' } }, 'app/node_modules/a/x.js': '' },
      'a/x is app/node_modules/a/package.json (package.json)',
      'a/x is ModuleNotFound (exports)',
    ],
    [
      'patterns, the longest first',
      'require("a/b/c"); require("a/b/d.js"); require("a/e/f")',
      {
        'app/node_modules/a/package.json': {
          exports: { './*': './0/*.js', './b/*': './1/*.js', './b/*.js': './2/*.js', './e/f': null },
        },
        'app/node_modules/a/1/c.js': '',
        'app/node_modules/a/2/d.js': '',
      },
      'a/b/c is app/node_modules/a/package.json (package.json)',
      'a/b/c is app/node_modules/a/1/c.js (exports)',
      'a/b/d.js is app/node_modules/a/2/d.js (exports)',
      'a/e/f is ModuleNotFound (exports)',
    ],
    [
      'a pattern twice in its target',
      'require("a/x")',
      { 'app/node_modules/a/package.json': { exports: { './*': './*/*.js' } }, 'app/node_modules/a/x/x.js': '' },
      'a/x is app/node_modules/a/package.json (package.json)',
      'a/x is app/node_modules/a/x/x.js (exports)',
    ],
    [
      'the first valid one of a list',
      'require("a")',
      {
        'app/node_modules/a/package.json': { exports: ['nothing', { import: './0.js' }, './1.js', './2.js'] },
        'app/node_modules/a/1.js': '',
        'app/node_modules/a/2.js': '',
      },
      'a is app/node_modules/a/package.json (package.json)',
      'a is app/node_modules/a/1.js (exports)',
    ],
    [
      'targets that leave the package',
      'require("a"); require("a/b"); require("a/c")',
      {
        'app/node_modules/a/package.json': {
          exports: { '.': '../x.js', './b': './../x.js', './c': './node_modules/x.js' },
        },
        'app/node_modules/x.js': '',
        'app/node_modules/a/node_modules/x.js': '',
      },
      'a is app/node_modules/a/package.json (package.json)',
      'a is ModuleNotFound (exports)',
      'a/b is ModuleNotFound (exports)',
      'a/c is ModuleNotFound (exports)',
    ],
    [
      'a package that exports nothing',
      'require("a")',
      { 'app/node_modules/a/package.json': { exports: {} }, 'app/node_modules/a/index.js': '' },
      'a is app/node_modules/a/package.json (package.json)',
      'a is ModuleNotFound (exports)',
    ],
    [
      'names and subpaths in one table',
      'require("a")',
      {
        'app/node_modules/a/package.json': { exports: { '.': './x.js', default: './x.js' } },
        'app/node_modules/a/x.js': '',
      },
      'a is app/node_modules/a/package.json (package.json)',
      'a is ModuleNotFound (exports)',
    ],
    [
      'the own name',
      'require("me/x"); import("me")',
      {
        'app/package.json': { name: 'me', exports: { '.': './y.js', './x': './x.js' } },
        'app/x.js': '',
        'app/y.js': '',
      },
      'me/x is app/x.js (self)',
      'me is app/y.js (self)',
    ],
    [
      'no own name without exports',
      'require("me")',
      { 'app/package.json': { name: 'me', main: 'x.js' }, 'app/x.js': '' },
      'me is ModuleNotFound (node_modules)',
    ],
    // imports
    [
      'imports',
      'require("#a"); require("#b/c"); require("#d"); import("#e"); require("#f")',
      {
        'app/package.json': {
          imports: { '#a': './a.js', '#b/*': './b/*.js', '#d': 'd/x', '#e': { require: './0.js', import: 'fs' } },
        },
        'app/a.js': '',
        'app/b/c.js': '',
        'app/node_modules/d/x': '',
      },
      '#a is app/a.js (imports)',
      '#b/c is app/b/c.js (imports)',
      '#d is app/node_modules/d/x (imports)',
      '#f is ModuleNotFound (imports)',
    ],
    [
      'package.json that is not JSON',
      'require("a")',
      { 'app/node_modules/a/package.json': '{', 'app/node_modules/a/index.js': '' },
      'a is app/node_modules/a/package.json (package.json)',
      'a is NotParsed (exports)',
    ],
    // ES modules
    [
      'no extensions, no folders for import',
      'import("./a"); import("./b"); import("./a.js"); import(".")',
      { 'app/a.js': '', 'app/b/index.js': '', 'app/index.js': '' },
      './a is ModuleNotFound (relative)',
      './b is ModuleNotFound (relative)',
      './a.js is app/a.js (relative)',
      '. is ModuleNotFound (relative)',
    ],
    [
      'URLs',
      'import("./a%20b.js?x#y"); import("file:///app/c.js"); import("./%2f.js"); import("https://x/y.js"); import("data:text/javascript,1")',
      { 'app/a b.js': '', 'app/c.js': '' },
      './a%20b.js?x#y is app/a b.js (relative)',
      'file:///app/c.js is app/c.js (url)',
      './%2f.js is ModuleNotFound (relative)',
      'https://x/y.js is ModuleNotFound (url)',
    ],
    [
      'main for import, and files by their whole names',
      'import("a"); import("a/x"); import("a/x.js"); import("b")',
      {
        'app/node_modules/a/package.json': { main: 'lib' },
        'app/node_modules/a/lib.js': '',
        'app/node_modules/a/x.js': '',
        'app/node_modules/b/index.js': '',
      },
      'a is app/node_modules/a/package.json (package.json)',
      'a is app/node_modules/a/lib.js (node_modules)',
      'a/x is ModuleNotFound (node_modules)',
      'a/x.js is app/node_modules/a/x.js (node_modules)',
      'b is app/node_modules/b/index.js (node_modules)',
    ],
    [
      'only folders are packages for import',
      'import("a")',
      { 'app/node_modules/a.js': '' },
      'a is ModuleNotFound (node_modules)',
    ],
    // Links
    [
      'the real path of a link',
      'require("a")',
      { 'app/node_modules/a': '-> ../store/a', 'app/store/a/index.js': '' },
      'a is app/store/a/index.js (node_modules)',
    ],
    // Unknown
    [
      'what is known only when it runs',
      'require(x); import(y)',
      {},
      '- is DynamicImport (require)',
      '- is DynamicImport (import())',
    ],
    // Compiled addons
    [
      'bindings',
      'require("bindings")("x"); require("bindings")("y.node"); require("bindings")("z")',
      {
        'app/package.json': {},
        'app/node_modules/bindings/index.js': '',
        'app/build/Release/x.node': '',
        'app/build/Debug/x.node': '',
        'app/build/y.node': '',
      },
      'bindings is app/node_modules/bindings/index.js (node_modules)',
      'x is app/build/Debug/x.node (bindings)',
      'bindings is app/node_modules/bindings/index.js (node_modules)',
      'y.node is app/build/y.node (bindings)',
      'bindings is app/node_modules/bindings/index.js (node_modules)',
      'z is ModuleNotFound (bindings)',
    ],
    [
      'what node-gyp built',
      'require("node-gyp-build")(__dirname)',
      {
        'app/node_modules/node-gyp-build/index.js': '',
        'app/build/Release/x.node': '',
        'app/prebuilds/linux-x64/y.node': '',
      },
      'node-gyp-build is app/node_modules/node-gyp-build/index.js (node_modules)',
      '. is app/build/Release/x.node (node-gyp-build)',
    ],
    [
      'prebuilt files of the machine',
      'require("node-gyp-build")(__dirname)',
      {
        'lib64/ld-linux-x86-64.so.2': '',
        'app/node_modules/node-gyp-build/index.js': '',
        'app/prebuilds/linux-x64/x.glibc.node': '',
        'app/prebuilds/linux-x64/x.musl.node': '',
        'app/prebuilds/linux-x64/x.abi93.glibc.node': '',
        'app/prebuilds/linux-arm64/x.node': '',
        'app/prebuilds/darwin-x64+arm64/x.node': '',
      },
      'node-gyp-build is app/node_modules/node-gyp-build/index.js (node_modules)',
      '. is app/prebuilds/linux-x64/x.glibc.node (node-gyp-build)',
    ],
    [
      'prebuilt files for musl',
      'require("node-gyp-build")(__dirname)',
      {
        'lib/ld-musl-aarch64.so.1': '',
        'app/node_modules/node-gyp-build/index.js': '',
        'app/prebuilds/linux-arm64/x.glibc.node': '',
        'app/prebuilds/linux-arm64/x.musl.node': '',
      },
      'node-gyp-build is app/node_modules/node-gyp-build/index.js (node_modules)',
      '. is app/prebuilds/linux-arm64/x.musl.node (node-gyp-build)',
    ],
    // Threads and processes
    [
      'threads and processes',
      'const { Worker } = require("worker_threads"); new Worker("./w.js"); new Worker(__dirname + "/w"); require("child_process").fork(__dirname + "/c")',
      { 'app/w.js': '', 'app/c.js': '' },
      './w.js is app/w.js (relative)',
      './w is ModuleNotFound (relative)',
      './c is app/c.js (relative)',
    ],
  ])('%s', ([, source, files, ...expected]) => {
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

describe('nodeClosure', () => {
  it('goes on from file to file, breadth first, each file once', () => {
    const files: Files = {
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
    const files: Files = {
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

function edge(from: string, line: number, column: number, to: string, rule: string): CodeEdge {
  return { from, specifier: 'a', to, rule, line, column, lazy: false };
}
