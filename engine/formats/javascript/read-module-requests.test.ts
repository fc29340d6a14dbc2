import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '#engine/bytes/limits.ts';
import { readsEveryPrefix } from '#engine/testing/every-prefix.ts';
import type { SourceKind } from './module-request.ts';
import { readModuleRequests } from './read-module-requests.ts';

const bytes = (source: string): Uint8Array => new TextEncoder().encode(source);

/** Requests as text: construct, what is asked for, whether only sometimes. */
function asked(source: string, kind: SourceKind = 'commonjs'): string[] | string {
  const result = readModuleRequests(bytes(source), kind);
  if (!result.ok) return `${result.line}:${result.column} ${result.detail}`;
  return result.requests.map(({ how, specifier, lazy }) => `${how} ${specifier ?? '?'}${lazy ? ' (lazy)' : ''}`);
}

describe('requests of a CommonJS file', () => {
  it.for<readonly [string, ...string[]]>([
    // Forms
    ['require("a"); var b = require(`b`)', 'require a', 'require b'],
    ['#!/usr/bin/env node\nreturn require("a")', 'require a'],
    ['module.require("a")', 'require a'],
    ['import("a")', 'import() a'],
    ['require.resolve("a")', 'require.resolve a'],
    ['require(require.resolve("a"))', 'require.resolve a'],
    ['require.resolve("a", { paths: [x] })', 'require.resolve ?'],
    ['(0, require)("a"); _interopRequireWildcard(require("b"))', 'require a', 'require b'],
    ['const { a: { b } = require("c") } = require("d")', 'require c', 'require d'],
    [
      'class A { static x = require("a"); y = require("b"); static { require("c") } }',
      'require a',
      'require b (lazy)',
      'require c',
    ],
    // Laziness
    ['function f() { require("a") } () => require("b")', 'require a (lazy)', 'require b (lazy)'],
    [
      '(function () { require("a") })(); (() => require("b"))(); (function () { require("c") }).call(this)',
      'require a',
      'require b',
      'require c',
    ],
    ['if (require("a")) require("b"); else require("c")', 'require a', 'require b (lazy)', 'require c (lazy)'],
    ['require("a") ? require("b") : 0; x || require("c")', 'require a', 'require b (lazy)', 'require c (lazy)'],
    [
      'try { require("a") } catch { require("b") } finally { require("c") }',
      'require a (lazy)',
      'require b (lazy)',
      'require c (lazy)',
    ],
    [
      'for (const x of require("a")) require("b"); switch (x) { case 1: require("c") }',
      'require a',
      'require b (lazy)',
      'require c (lazy)',
    ],
    // Constants
    ['require("./a" + "/b"); require(`./${"c"}.js`)', 'require ./a/b', 'require ./c.js'],
    ['const dir = "./lib"; require(dir + "/x"); require(`${dir}/y`)', 'require ./lib/x', 'require ./lib/y'],
    ['require(name)', 'require ?'],
    ['require("./" + name)', 'require ?'],
    ['require()', 'require ?'],
    ['require(...x)', 'require ?'],
    ['var p = "./a"; if (x) p = "./b"; require(p)', 'require ./a (lazy)', 'require ./b (lazy)'],
    ['require(x ? "a" : "b")', 'require a (lazy)', 'require b (lazy)'],
    ['require(x || "a")', 'require a (lazy)', 'require ?'],
    ['var n = "a"; n += x; require(n)', 'require a (lazy)', 'require ?'],
    [
      'let n = "a"; if (x) n += "-b"; else n += "-c"; require(n)',
      'require a (lazy)',
      'require a-b (lazy)',
      'require a-c (lazy)',
    ],
    ['let n = 1; n -= 1; require(n)', 'require 1 (lazy)', 'require ?'],
    ['let n; n ??= "a"; require(n)', 'require a'],
    ['let a = b, b = a; require(a)', 'require ?'],
    ['["a", "b"].forEach((n) => require("./" + n))', 'require ./a (lazy)', 'require ./b (lazy)'],
    ['const names = ["a", "b"]; for (const n of names) require(n)', 'require a (lazy)', 'require b (lazy)'],
    ['const at = { a: "./a" }; require(at.a)', 'require ./a (lazy)', 'require ?'],
    // Places told from the file
    ['require(__dirname + "/a"); require(__dirname)', 'require ./a', 'require .'],
    [
      'const path = require("path"); require(path.join(__dirname, "..", "a.json"))',
      'require path',
      'require ../a.json',
    ],
    ['const { join: j } = require("node:path"); require(j(__dirname, "a/../b"))', 'require node:path', 'require ./b'],
    ['require(path.resolve(__dirname, "/a")); require(path.resolve(__dirname, "a", ".."))', 'require /a', 'require .'],
    ['require(path.join(path.dirname(__filename), "a/"))', 'require ./a/'],
    ['require(path.resolve("a"))', 'require ?'],
    ['require(__dirname + "a")', 'require ?'],
    ['require(["a", "b"].join("/"))', 'require ?'],
    // What functions are given, and what they return
    ['function load(name) { return require(name) } load("a"); load("b")', 'require a (lazy)', 'require b (lazy)'],
    [
      'const load = (name) => require(`./${name}`); load("a"); exports.load = load',
      'require ./a (lazy)',
      'require ? (lazy)',
    ],
    ['function load(r, name = "a") { r(name) } load(require)', 'require a (lazy)'],
    ['function load(name) { require(name) } load(...names)', 'require ? (lazy)'],
    ['function at() { const dir = __dirname; return dir + "/a" } require(at())', 'require ./a'],
    ['const at = () => __dirname + "/a"; require(at())', 'require ./a'],
    [
      'function at() { if (x) return null; return "./a" } require(at() || "b")',
      'require ./a (lazy)',
      'require b (lazy)',
    ],
    ['function at(n) { return n ? at(n - 1) : "./a" } require(at(1))', 'require ./a (lazy)', 'require ?'],
    ['require(`./${process.platform}-${process.arch}.node`)', 'require ./linux-${process.arch}.node'],
    [
      'const os = require("os"); require(`./${os.platform()}-${os.arch()}`)',
      'require os',
      'require ./linux-${process.arch}',
    ],
    [
      'const { runtimePlatformArch: p } = require("./libvips"); require(`@img/sharp-${p()}/sharp.node`)',
      'require ./libvips',
      'require @img/sharp-linux-${process.arch}/sharp.node (lazy)',
      'require @img/sharp-linuxmusl-${process.arch}/sharp.node (lazy)',
    ],
    // Other things named require
    ['function f(require) { require("a") }'],
    ['(function (r) { r("a") })(require)', 'require a'],
    ['const r = require; r("a"); const x = y ? require : null; x("b")', 'require a', 'require b'],
    ['var __webpack_require__ = {}; __webpack_require__("a"); function require(x) {} require("b")'],
    ['modules = { 1: [function (require, module) { require("./a") }] }'],
    [
      '(function (factory) { if (typeof module === "object") factory(require, exports) })(function (require, exports) { require("a") })',
      'require a (lazy)',
    ],
    [
      'var __require = ((x) => typeof require !== "undefined" ? require : x)(function (x) {}); __require("a")',
      'require a',
    ],
    ['x.require("a"); require.main.require("b"); require.extensions[".x"]("c")'],
    // Threads, processes, compiled addons
    [
      'const { Worker } = require("worker_threads"); new Worker(path.join(__dirname, "w.js"))',
      'require worker_threads',
      'Worker ./w.js',
    ],
    [
      'const t = require("node:worker_threads"); new t.Worker("./w.js")',
      'require node:worker_threads',
      'Worker in cwd ./w.js',
    ],
    ['const { Worker } = require("worker_threads"); new Worker("code", { eval: true })', 'require worker_threads'],
    ['require("a"); new Worker("./w.js")', 'require a'],
    [
      'function _w() { const data = require("worker_threads"); _w = function () { return data }; return data } new (_w().Worker)(__dirname + "/w.js", { eval: false })',
      'require worker_threads (lazy)',
      'Worker ./w.js',
    ],
    ['require("child_process").fork(__dirname + "/c.js")', 'require child_process', 'fork ./c.js'],
    ['process.dlopen(module, __dirname + "/a.node")', 'process.dlopen ./a.node'],
    [
      'require("bindings")("a"); var b = require("bindings"); b({ bindings: "c" })',
      'require bindings',
      'bindings a',
      'require bindings',
      'bindings c',
    ],
    [
      'var load = require("node-gyp-build"); module.exports = load(__dirname)',
      'require node-gyp-build',
      'node-gyp-build .',
    ],
    ['require("node-gyp-build")(path.join(__dirname, ".."))', 'require node-gyp-build', 'node-gyp-build ..'],
  ])('%s', ([source, ...expected]) => {
    expect(asked(source)).toEqual(expected);
  });
});

describe('requests of a module', () => {
  it.for<readonly [string, ...string[]]>([
    [
      'import a from "a"; import "b"; import * as c from "c"; import { d } from "d"',
      'import a',
      'import b',
      'import c',
      'import d',
    ],
    ['export * from "a"; export { b } from "b"; export const c = 1', 'export a', 'export b'],
    ['import a from "./a.json" with { type: "json" }', 'import ./a.json'],
    ['await import("a"); const x = () => import("b")', 'import() a', 'import() b (lazy)'],
    [
      'import(new URL("./a.js", import.meta.url)); import(new URL("../b.js", import.meta.url).href)',
      'import() ./a.js',
      'import() ../b.js',
    ],
    ['import.meta.resolve("a")', 'import.meta.resolve a'],
    ['import(import.meta.dirname + "/a.js")', 'import() ./a.js'],
    // There is no require in a module, but what it makes itself.
    ['require("a"); import.meta'],
    [
      'import { createRequire } from "module"; const require = createRequire(import.meta.url); require("a")',
      'import module',
      'require a',
    ],
    ['import { createRequire as c } from "module"; c(import.meta.url)("a")', 'import module', 'require a'],
    [
      'import m from "module"; const r = m.createRequire(import.meta.url); r.resolve("a")',
      'import module',
      'require.resolve a',
    ],
    ['import m from "module"; m.createRequire("/elsewhere/x.js")("a")', 'import module'],
    ['import { r as __require } from "./runtime.mjs"; __require("a")', 'import ./runtime.mjs', 'require a'],
    [
      'import { Worker } from "node:worker_threads"; new Worker(new URL("./w.js", import.meta.url))',
      'import node:worker_threads',
      'Worker ./w.js',
    ],
    [
      'import { dirname, join } from "path"; import { fileURLToPath } from "url"; const d = dirname(fileURLToPath(import.meta.url)); import(join(d, "a.js"))',
      'import path',
      'import url',
      'import() ./a.js',
    ],
    [
      'import { register } from "module"; register("./hooks.js", import.meta.url)',
      'import module',
      'module.register ./hooks.js',
    ],
    ['import a, { "b c" as d } from "a"; export * as e from "f"', 'import a', 'export f'],
  ])('%s', ([source, ...expected]) => {
    expect(asked(source, 'module')).toEqual(expected);
  });
});

describe('a file of which nobody says what it is', () => {
  it.for([
    ['require("a")', ['require a']],
    ['import "a"', ['import a']],
    ['require("a"); await x', []],
    ['const require = null; import("a")', ['import() a']],
    ['var require = null; import("a"); require.resolve("a")', ['import() a']],
    ['// require\nexport default 1', []],
    ['require("a"', '1:12 Unexpected token'],
    ['import type { a } from "a"', "1:1 'import' and 'export' may appear only with 'sourceType: module'"],
  ] as const)('%s', ([source, expected]) => {
    expect(asked(source, 'detect')).toEqual(expected);
  });
});

describe('readModuleRequests', () => {
  it('says line and column', () => {
    const source = '\ufeff// é\r\n\u2028  x = require("é");\n\trequire(y)';
    expect(readModuleRequests(bytes(source), 'commonjs')).toEqual({
      ok: true,
      requests: [
        { specifier: 'é', how: 'require', line: 3, column: 7, lazy: false },
        { specifier: null, how: 'require', line: 4, column: 2, lazy: false },
      ],
    });
  });

  it('does not parse what asks for nothing', () => {
    expect(asked('this is no JavaScript')).toEqual([]);
  });

  const nestings = [
    ['(', ')'],
    ['[', ']'],
    ['{a:', '}'],
    ['function f(){', '}'],
    ['`${', '}`'],
    ['class A{m(){', '}}'],
    ['x=>', ''],
    ['if(a)b();else ', ''],
    ['a+', ''],
    ['a?b:', ''],
    ['!', ''],
    ['a=', ''],
    ['new ', ''],
    ['class extends ', ''],
    ['await ', ''],
    ['a[', ']'],
    ['({[', ']:1})'],
    ['{a=[', ']}'],
  ] as const;
  const nested = ([open, close]: readonly [string, string]): string =>
    `x=\n${open.repeat(100_000)}require${close.repeat(100_000)}`.replace(
      'x=\n',
      /^(function|class A|if)/.test(open) ? '' : 'x=',
    );

  it.for(nestings)('ends at the same depth everywhere: %s', (nesting) => {
    expect(asked(nested(nesting), 'module')).toBe('1:1 nested too deep');
  });

  it('ends there where nothing is compiled, and frames are the largest', () => {
    const program = `
      import { readModuleRequests } from ${JSON.stringify(new URL('read-module-requests.ts', import.meta.url).href)};
      for (const text of ${JSON.stringify(nestings.map(nested))}) console.log(readModuleRequests(Buffer.from(text), 'module').detail);`;
    const uncompiled = ['--no-opt', '--no-sparkplug', '--no-maglev', '--input-type=module'];
    const { stdout } = spawnSync(process.execPath, uncompiled, { input: program, encoding: 'utf8' });
    expect(stdout.trim().split('\n')).toEqual(nestings.map(() => 'nested too deep'));
  });

  it('takes chains that are long and not deep', () => {
    expect(asked(`require("a")${'.then(f)'.repeat(100_000)}`)).toEqual(['require a']);
  });

  it('refuses what is too long', () => {
    expect(asked(' '.repeat(limits.scriptBytes + 1))).toBe(`1:1 longer than ${limits.scriptBytes} bytes`);
  });

  it('stays small where texts and lists grow', () => {
    const doubled = Array.from({ length: 40 }, (_, i) => `const a${i + 1} = a${i} + a${i};`).join('');
    expect(asked(`const a0 = "xxxxxxxxxx";${doubled}require(a40)`)).toEqual(['require ?']);
    const branched = Array.from({ length: 40 }, (_, i) => `const b${i + 1} = b${i} + (x ? "a" : "b");`).join('');
    expect(asked(`const b0 = "";${branched}require(b40)`)).toEqual(['require ?']);
    expect(asked('function f() { return x ? f() : f() } f()("a"); require(f())')).toEqual(['require ?']);
    const modules = Array.from({ length: 60 }, (_, i) => `var m${i} = m${i + 1}; m${i} = m${i + 1}.x;`).join('');
    expect(asked(`${modules}m0("require")`)).toEqual([]);
  });

  it.for([
    ['names', 'import a# from "x";', '', 100_000],
    ['functions that return', 'if (y) return "a";', 'require(f()); '.repeat(10_000) + 'function f() {', 10_000],
    ['objects', 'k#: 1,', 'require(o.a);'.repeat(2000) + 'const o = {', 2000],
    ['parameters', 'p#,', 'function f(', 1],
  ] as const)('takes no square of the number of %s', ([, each, before, expected]) => {
    // Above the time that a test may take, where it did.
    const many = Array.from({ length: 100_000 }, (_, i) => each.replace('#', String(i))).join('');
    const after = before.endsWith('{') ? '}' : before.endsWith('(') ? 'q) {} require(1)' : '';
    expect(asked(before + many + after, 'detect').length).toBe(expected);
  });

  const good =
    'import { createRequire as c } from "module"; export * from "./a"; const r = c(import.meta.url), { x = `./${y}` } = r("b" + "c");\n' +
    'for (const z of ["d", "e"]) try { await import(z) } catch (e) { new Worker(new URL("./w", import.meta.url), { eval: 1 }) }';

  it('reads every prefix of a file', () => {
    readsEveryPrefix(bytes(good), (prefix) => readModuleRequests(prefix, 'detect'));
  });

  it('takes any bytes', () => {
    const piece = fc.oneof(
      fc.constantFrom(...(good.match(/\w+|\W/g) ?? [])),
      fc.constantFrom(
        'require',
        '(',
        ')',
        '{',
        '}',
        '=>',
        'function ',
        '__dirname',
        '+',
        ',',
        'a',
        '"',
        '`',
        '${',
        '.',
        '[',
        ']',
        'async ',
        '=',
        '?',
        ':',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.constantFrom<SourceKind>('module', 'commonjs', 'detect'),
        (pieces, kind) => {
          readModuleRequests(bytes(`require;${pieces.join('')}`), kind);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
