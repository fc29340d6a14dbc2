import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBodies, type Keep } from './cut-bodies.ts';
import type { SourceKind } from './module-request.ts';
import { readModuleRequests } from './read-module-requests.ts';

const keep: Keep = { words: new Set(['require', 'import']), bodies: new Set() };
const cut = (text: string): string | undefined => cutBodies(text, keep)?.text;

describe('bodies of functions without a word', () => {
  it.for<readonly [string, string | undefined]>([
    ['function f() { a(); } require("x")', 'function f() {} require("x")'],
    ['const f = function (a, b = {}) { a(); }', 'const f = function (a, b = {}) {}'],
    ['const f = (a) => { a(); }; f()', 'const f = (a) => {}; f()'],
    ['const f = (a) => ({ a })', undefined],
    ['class A { m() { a(); } get x() { return 1 } static { a(); } }', 'class A { m() {} get x() {} static { a(); } }'],
    ['({ m() { a(); }, async *n() { b(); } })', '({ m() {}, async *n() {} })'],
    // What holds the word is kept, and what is beside it is not.
    [
      'function f() { function g() { a(); } require("x"); (() => { b(); })() }',
      'function f() { function g() {} require("x"); (() => {})() }',
    ],
    ['function f(a = require("x")) { a(); }', 'function f(a = require("x")) {}'],
    // Blocks are no functions: what they declare is seen outside.
    [
      'if (a) { b(); } for (;;) { c(); } while (a) { d(); } switch (a) { case 1: e() } try {} catch (e) { f() }',
      undefined,
    ],
    ['with (a) { b(); } for await (const x of y) { z(); }', undefined],
    ['a.if(b) \n function f() { c(); }', 'a.if(b) \n function f() {}'],
    // Comments in between
    ['function f() /* { */ { a(); } // }', 'function f() /* { */ {} // }'],
    ['const f = () => // {\n { a(); }', 'const f = () => // {\n {}'],
    // Braces and words in texts, templates and regular expressions
    ['function f() { return "}" + \'{\' + `}${`${"}"}`}` }', 'function f() {}'],
    ['function f() { return /[/}]\\/}/.test(a) / 2 } b', 'function f() {} b'],
    ['function f() { if (a) /}/.test(b); (a) / 2; a[0] / 2; return /}/ }', 'function f() {}'],
    ['function f() { a = b / c; d = /}/ }', 'function f() {}'],
    ['function f() { return "require" + `import` }', 'function f() {}'],
    ['function f() { return `${require("x")}` }', undefined],
    ['#!/usr/bin/env node {\nfunction f() { a(); }', '#!/usr/bin/env node {\nfunction f() {}'],
    // Not sure: after a brace, a word that may be a name, a comment of scripts, an escape in a name
    ['function f() { {} /a/ } ', undefined],
    ['function f() { yield /a/ }', undefined],
    ['function f() { break\n/a/ }', undefined],
    ['function f() { a++ /b/ 1 }', undefined],
    ['function f() { <!-- }\n }', undefined],
    ['function f() {\n --> }\n }', undefined],
    ['function f() { n --> 0; }', 'function f() {}'],
    ['function f() { \\u0072equire("x") }', undefined],
    ['function f() { return\u3000require("x") }', undefined],
    ['function f() { module["require"]("x") }', undefined],
    // What does not end
    ['function f() { a();', undefined],
    ['function f() { a(); }}', undefined],
    ['function f() { "a }', undefined],
    ['function f() { `a }', undefined],
    ['function f() { /a }', undefined],
    ['function f() { /* }', undefined],
    ['function f( { a(); }', undefined],
  ])('%s', ([text, expected]) => {
    expect(cut(text)).toBe(expected);
  });

  it('keeps bodies that are named by their place', () => {
    const text = 'function f() { a(); } function g() { b(); }';
    expect(cutBodies(text, { ...keep, bodies: new Set([14]) })?.text).toBe('function f() { a(); } function g() {}');
  });

  it('tells where the rest was', () => {
    const text = 'function f() { a(); } const g = () => { b(); }; require("x")';
    const { text: short, originalAt } = cutBodies(text, keep) ?? { text: '', originalAt: (at: number) => at };
    expect(text.slice(originalAt(short.indexOf('require')))).toBe('require("x")');
    expect(originalAt(0)).toBe(0);
    expect(originalAt(short.length - 1)).toBe(text.length - 1);
  });
});

/** More than is read without cutting. */
const FILL = `// ${'-'.repeat(1000)}\n`;
/** Makes it unsure what the text asks for, so that it is read whole. */
const WHOLE = '\n// module["require"]';

const read = (text: string, kind: SourceKind) => readModuleRequests(Buffer.from(text), kind);

describe('requests of a text without them are those of the whole text', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'require', 'load', 'fork');
  const value = fc.oneof(
    name,
    name.map((one) => `${one}()`),
    fc.tuple(name, name).map(([f, x]) => `${f}(${x})`),
    fc.constantFrom(
      '"./x"',
      '`./${a}`',
      'require("./y")',
      'require("child_process")',
      'require("os")',
      'a + "z"',
      'require',
    ),
    name.map((one) => `{ ${one} }`),
    name.map((one) => `["./p", ${one}]`),
  );
  const { statement } = fc.letrec<{ statement: string; body: string }>((tie) => ({
    body: fc.array(tie('statement'), { maxLength: 3 }).map((some) => `{ ${some.join(' ')} }`),
    statement: fc.oneof(
      { depthSize: 'small' },
      fc.tuple(fc.constantFrom('var', 'let', 'const'), name, value).map(([kind, x, v]) => `${kind} ${x} = ${v};`),
      fc.tuple(name, value).map(([x, v]) => `${x} = ${v};`),
      fc.tuple(name, value).map(([f, v]) => `${f}(${v});`),
      fc.tuple(name, value).map(([x, v]) => `for (const ${x} of ${v}) require(${x});`),
      value.map((v) => `return ${v};`),
      fc.tuple(name, value).map(([x, v]) => `${x}.fork(${v}); ${x}.join(__dirname, ${v});`),
      fc.tuple(name, name, tie('body')).map(([f, x, body]) => `function ${f}(${x}) ${body}`),
      fc.tuple(name, name, tie('body')).map(([f, x, body]) => `const ${f}_ = ((${x}) => ${body})(${f});`),
      fc.tuple(name, tie('body')).map(([x, body]) => `["./q", "./r"].forEach((${x}) => ${body});`),
      fc.tuple(name, tie('body')).map(([x, body]) => `if (${x}) ${body} else try ${body} catch {}`),
    ),
  }));

  it('in programs of all kinds', () => {
    let whole = 0;
    fc.assert(
      fc.property(fc.array(statement, { minLength: 2, maxLength: 8 }), (statements) => {
        const text = FILL + statements.join('\n');
        const expected = read(text + WHOLE, 'commonjs');
        if (!expected.ok) return;
        whole += 1;
        expect(read(text, 'commonjs')).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
    // Others are no programs.
    expect(whole).toBeGreaterThan(500);
  });

  it('in files of real packages', () => {
    const modules = join(import.meta.dirname, '../../../node_modules');
    const packages = [
      'jsdom/lib/jsdom/browser',
      'ajv/dist',
      'zod/v4/core',
      'vite/dist/node',
      'better-sqlite3',
      'yaml',
      'acorn',
    ];
    const files = packages.flatMap((one) => filesIn(join(modules, one)));
    expect(files.length).toBeGreaterThan(100);
    let shorter = 0;
    for (const path of files) {
      const text = readFileSync(path, 'utf8');
      const kind = path.endsWith('.mjs') ? 'module' : 'detect';
      expect(read(text, kind), path).toEqual(read(text + WHOLE, kind));
      if ((cut(text)?.length ?? text.length) < text.length / 2) shorter += 1;
    }
    expect(shorter).toBeGreaterThan(20);
  });
});

it('takes any text', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'function f() {',
      '}',
      '(',
      ')',
      '`',
      '${',
      '/',
      '"',
      '=>',
      '{',
      '\n',
      'if',
      '--',
      '<!--',
      '\\',
      '/*',
      '*/',
      '[',
      ']',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join(' ');
      const made = cutBodies(text, keep);
      if (made) expect(text.slice(0, 1)).toBe(made.text.slice(0, 1));
    }),
    { numRuns: 2000 },
  );
});

it.for([
  ['braces', 'function f() {', '}'],
  ['arrows of a line', 'n --> 0;', ''],
  ['bodies', 'f = () => { a };', ''],
  ['ends of lists', ')', ''],
  ['spaces', '() ', ''],
] as const)('takes no square of the number of %s', ([, open, close]) => {
  // Above the time that a test may take, where it did.
  cutBodies(open.repeat(500_000) + close.repeat(500_000), keep);
});

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[cm]?js$/.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
