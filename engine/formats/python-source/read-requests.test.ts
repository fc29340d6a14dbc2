import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { readPth } from './read-pth.ts';
import { readPythonRequests } from './read-requests.ts';
import { readVenvConfig } from './read-venv-config.ts';
import type { PythonRequests } from './types.ts';

/** `how specifier line:column`, with `?` behind a lazy one. */
function told(read: PythonRequests): string[] {
  if (!read.ok) return [`refused ${read.line}:${read.column} ${read.detail}`];
  return read.requests.map(
    ({ how, specifier, line, column, lazy }) => `${how} ${specifier} ${line}:${column}${lazy ? '?' : ''}`,
  );
}

const read = (source: string): string[] => told(readPythonRequests(Buffer.from(source)));

describe('statements', () => {
  it.for<[string, string[]]>([
    ['import a', ['import a 1:8']],
    ['import a.b as c, d', ['import a.b 1:8', 'import d 1:18']],
    ['x = 1; import a', ['import a 1:15']],
    ['from a.b import c, d as e', ['from a.b 1:1', 'from name a.b.c 1:17', 'from name a.b.d 1:20']],
    ['from a import (\n  b, # first\n  c,\n)', ['from a 1:1', 'from name a.b 2:3', 'from name a.c 3:3']],
    ['from . import c', ['from . 1:1', 'from name .c 1:15']],
    ['from .... a import b', ['from ....a 1:1', 'from name ....a.b 1:20']],
    ['from ...a.b import c', ['from ...a.b 1:1', 'from name ...a.b.c 1:20']],
    ['from a import *', ['from * a 1:1']],
    ['from a import b \\\n, c', ['from a 1:1', 'from name a.b 1:15', 'from name a.c 2:3']],
    ['"""import a"""\n# import b\ns = "from c import d"', []],
    ['def f():\n    import a', ['import a 2:12?']],
    ['async def f(): import a', ['import a 1:23?']],
    ['class A:\n    import a', ['import a 2:12']],
    ['with b():\n    import a', ['import a 2:12']],
    ['try:\n    import a\nexcept ImportError:\n    import b', ['import a 2:12?', 'import b 4:12?']],
    ['for x in y:\n    import a\nelse:\n    import b', ['import a 2:12?', 'import b 4:12?']],
    ['if x:\n    import a\nelif y:\n    import b', ['import a 2:12?', 'import b 4:12?']],
    ['match x:\n    case 1:\n        import a', ['import a 3:16?']],
    ['if TYPE_CHECKING:\n    import a\nelse:\n    import b', ['import b 4:12']],
    ['if typing.TYPE_CHECKING:\n    import a', []],
    ['if not TYPE_CHECKING:\n    import a\nelse:\n    import b', ['import a 2:12']],
    [
      'if x:\n    import a\nelif TYPE_CHECKING:\n    import b\nelse:\n    import c',
      ['import a 2:12?', 'import c 6:12?'],
    ],
    // The grammar does not know a `yield` without a value; nor what it sees after one.
    ['def f():\n    yield\n    import a\nimport b', ['import a 3:12?', 'import b 4:8']],
    ['x = 1.\nfrom a import (\n    b,\n)', ['from a 2:1', 'from name a.b 3:5']],
    ['with x as (y, z):\n    import a', ['import a 2:12?']],
    ['import caf\u00e9', ['import caf\u00e9 1:8']],
    ['import a\r\nimport b\rimport c', ['import a 1:8', 'import b 2:8', 'import c 3:8']],
  ])('%j', ([source, want]) => expect(read(source)).toEqual(want));
});

describe('calls', () => {
  it.for<[string, string[]]>([
    ['importlib.import_module("a.b")', ['import_module a.b 1:1']],
    [
      'from importlib import import_module as load\nload("a")',
      ['from importlib 1:1', 'from name importlib.import_module 1:23', 'import_module a 2:1'],
    ],
    ['import_module(".b", __package__)', ['import_module .b 1:1']],
    ['import_module(".b", package="a")', ['import_module a.b 1:1']],
    ['import_module(".b", f())', ['import_module null 1:1']],
    ['import_module(name=("a" ".b"))', ['import_module a.b 1:1']],
    ['import_module(__name__ + ".b")', ['import_module .b 1:1']],
    ['import_module(f"{__name__}.b")', ['import_module .b 1:1']],
    ['import_module(f"{x}.b")', ['import_module null 1:1']],
    ['import_module("a" + x)', ['import_module null 1:1']],
    ['__import__("a")', ['__import__ a 1:1']],
    ['__import__("b", globals(), locals(), ["c"], 1)', ['__import__ .b 1:1']],
    ['__import__("b", level=n)', ['__import__ null 1:1']],
    ['x and __import__("a")', ['__import__ a 1:7?']],
    ['f = lambda: __import__("a")', ['__import__ a 1:13?']],
    ['y = __import__("a") if x else None', ['__import__ a 1:5?']],
    ['runpy.run_module("a.b")', ['run_module a.b 1:1']],
    ['load_entry_point("a", "console_scripts", "b")()', ['load_entry_point null 1:1']],
    ['for e in entry_points(group="g"): e.load()', ['entry_points null 1:10']],
    ['def f(n):\n  return importlib.import_module(n)', ['import_module null 2:10?']],
    [
      '__path__ = __import__("pkgutil").extend_path(__path__, __name__)',
      ['extend_path  1:12', '__import__ pkgutil 1:12'],
    ],
    ['__import__("pkg_resources").declare_namespace(__name__)', ['extend_path  1:1', '__import__ pkg_resources 1:1']],
    ['__all__ = ["a", "b"]\n__all__ += ("c",)', ['__all__ a,b 1:1', '__all__ c 2:1']],
    ['__all__ = [x for x in y]', []],
    ['MAPPING: dict[str, str] = {"a": "/src/a"}\nclass _EditableFinder: pass', ['editable a=/src/a 1:1']],
  ])('%j', ([source, want]) => expect(read(source)).toEqual(want));
});

describe('changes of sys.path', () => {
  it.for<[string, string[]]>([
    ['sys.path.insert(0, "/opt/lib")', ['path first /opt/lib 1:1']],
    ['sys.path.append("lib")', ['path last lib 1:1']],
    ['sys.path.insert(1, os.path.dirname(__file__))', ['path last __file__/.. 1:1']],
    [
      'sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))',
      ['path first __file__/../.. 1:1'],
    ],
    ['sys.path.append(join(dirname(realpath(__file__)), "..", "lib"))', ['path last __file__/../../lib 1:1']],
    ['sys.path.append(str(Path(__file__).resolve().parent.parent / "lib"))', ['path last __file__/../../lib 1:1']],
    ['site.addsitedir("/opt/site")', ['path last /opt/site 1:1']],
    ['if x:\n    sys.path.append(folder)', ['path last null 2:5?']],
    ['sys.path.remove("x")', []],
  ])('%j', ([source, want]) => expect(read(source)).toEqual(want));
});

it('texts that name something in a module, each once', () => {
  const source = `A = ["a.b", "a.b", 'c.d.E', "f.g:h", "x", "a.b ", "1.2", ".a.b", "a..b", r"a.c", f"a.d", "a.f" "a.g"]\n"""a.e"""\n`;
  expect(read(source)).toEqual([
    'text a.b 1:6?',
    'text c.d.E 1:20?',
    'text f.g:h 1:29?',
    'text a.f 1:90?',
    'text a.g 1:96?',
  ]);
});

describe('encodings', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
  it.for<[string, Uint8Array, string[]]>([
    ['a byte order mark', bytes('\xef\xbb\xbfimport a'), ['import a 1:8']],
    ['latin-1, declared', bytes('# -*- coding: latin-1 -*-\ns = "\xe9"; import a'), ['import a 2:17']],
    [
      'declared in the second line',
      bytes('#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\ns="\x80"; import a'),
      ['import a 3:15'],
    ],
    ['not declared', bytes('s = "\xe9"; import a'), ['refused 1:1 not in the encoding that it declares']],
    [
      'declared too late',
      bytes('import a\n\n# coding: latin-1\ns = "\xe9"'),
      ['refused 1:1 not in the encoding that it declares'],
    ],
    ['not known', bytes('# coding: rot13\nvzcbeg n'), ['refused 1:1 not in the encoding that it declares']],
    [
      'more than ASCII',
      bytes('# coding: ascii\ns = "\xc3\xa9"; import a'),
      ['refused 1:1 not in the encoding that it declares'],
    ],
  ])('%s', ([, source, want]) => expect(told(readPythonRequests(source))).toEqual(want));
});

it('.pth files: paths and lines that are run', () => {
  const source = '# comment\n\n../src  \r\nimport a; import b\nimport\tc\n/opt/x\n';
  expect(told(readPth(Buffer.from(source)))).toEqual([
    'path ../src 3:1',
    'import a 4:8',
    'import b 4:18',
    'import c 5:8',
    'path /opt/x 6:1',
  ]);
});

it('pyvenv.cfg', () => {
  const source = 'home = /usr/bin\nInclude-System-Site-Packages = False\nversion=3.11.2\nnothing\n';
  expect(told(readVenvConfig(Buffer.from(source)))).toEqual([
    'home /usr/bin 1:1',
    'include-system-site-packages False 2:1',
    'version 3.11.2 3:1',
  ]);
});

describe('hostile input', () => {
  const source = Buffer.from(
    '# coding: utf-8\nimport a.b as c, d\nfrom ..x import (y, z)\nif TYPE_CHECKING:\n  import q\nelse:\n  f"{__import__(\'a\' "b")}"\n' +
      'try:\n  importlib.import_module(f"{__name__}.b", package=__name__)\nexcept:\n  yield\n__all__ = ["a",\n "b"]\n',
  );
  it('every prefix', () => readsEveryPrefix(source, readPythonRequests));
  it('any text of its words', { timeout: 60_000 }, () => {
    const word = fc.constantFrom(
      'import ',
      'from ',
      '.',
      '...',
      '(',
      ')',
      '[',
      '{',
      '"',
      "'''",
      'f"{',
      '\n',
      '\n  ',
      'as ',
      ',',
      '*',
      'x',
      'if ',
      ':',
      'try:',
      'def f():',
      '__all__',
      ' = ',
      ' + ',
      '__import__',
      'import_module',
      '\\',
      '#',
      '\0',
      'é',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) =>
        readsOrRefuses(Buffer.from(words.join('')), readPythonRequests, words.join('')),
      ),
      { numRuns: 1000 },
    );
  });
  it.for(['(', '[', 'f(', 'x if ', 'lambda:', 'not ', '-', 'a.', '"a"+', 'if x:\n '])('deep nesting of %j', (piece) => {
    readsOrRefuses(Buffer.from(`import a\n__all__ = ${piece.repeat(5000)}`), readPythonRequests, piece);
    readsOrRefuses(Buffer.from(`__import__(${piece.repeat(5000)}`), readPythonRequests, piece);
  });
});
