import { describe, expect, it } from 'vitest';
import {
  type Files,
  inputOf,
  LIBRARY_FOLDER as LIB,
  SITE_FOLDER as SITE,
  startOf as script,
} from '#engine/testing/python-root.ts';
import { file } from '#engine/testing/tar.ts';
import type { CodeEdge } from '#shared/model/code-graph.ts';
import type { CodeInput, RequestCache } from '../types.ts';
import { pythonClosure } from './python-closure.ts';
import type { PythonStart } from './types.ts';

const module = (name: string): PythonStart => script('', { program: { kind: 'module', name } });

const told = ({ from, specifier, to, rule, line, column, lazy, reason }: CodeEdge): string =>
  `${from}${line === null ? '' : `:${line}:${column}`} ${specifier} → ${to ?? reason} (${rule}${lazy ? ', lazy' : ''})`.replaceAll(
    `/${LIB}/`,
    'LIB/',
  );

/** All edges but those of the interpreter's own start. */
function edges(
  files: Files,
  start: PythonStart = script('main.py'),
  more: Parameters<typeof inputOf>[1] = {},
): string[] {
  return pythonClosure(inputOf(files, more), start, new Map())
    .edges.filter(({ rule }) => rule !== 'startup')
    .map(told);
}

it('the interpreter reaches its library before the program', () => {
  const closure = pythonClosure(
    inputOf({ 'app/main.py': '', [`${SITE}/sitecustomize.py`]: '' }),
    script('main.py'),
    new Map(),
  );
  expect(closure.entries).toEqual(['/app/main.py']);
  expect(closure.edges.map(told)).toEqual([
    '/usr/bin/python3.11 codecs → LIB/codecs.py (startup)',
    '/usr/bin/python3.11 encodings → LIB/encodings/__init__.py (startup)',
    '/usr/bin/python3.11 encodings.aliases → LIB/encodings/aliases.py (startup)',
    '/usr/bin/python3.11 encodings.utf_8 → LIB/encodings/utf_8.py (startup)',
    '/usr/bin/python3.11 abc → LIB/abc.py (startup)',
    '/usr/bin/python3.11 io → LIB/io.py (startup)',
    '/usr/bin/python3.11 site → LIB/site.py (startup)',
    '/usr/bin/python3.11 sitecustomize → LIB/site-packages/sitecustomize.py (startup)',
  ]);
});

describe('imports', () => {
  it.for<[string, Files, string[]]>([
    [
      'a package before a module, its parents first, each package once',
      {
        'app/main.py': 'import a.b.c\nimport a.b',
        'app/a/__init__.py': '',
        'app/a.py': '',
        'app/a/b/__init__.py': '',
        'app/a/b/c.py': '',
      },
      [
        '/app/main.py:1:8 a.b.c → /app/a/__init__.py (parent)',
        '/app/main.py:1:8 a.b.c → /app/a/b/__init__.py (parent)',
        '/app/main.py:1:8 a.b.c → /app/a/b/c.py (package)',
        '/app/main.py:2:8 a.b → /app/a/b/__init__.py (package)',
      ],
    ],
    [
      'a name of `from` is a module, or else an attribute',
      {
        'app/main.py': 'from a import b, c\nfrom m import x',
        'app/a/__init__.py': '',
        'app/a/b.py': '',
        'app/m.py': '',
      },
      [
        '/app/main.py:1:1 a → /app/a/__init__.py (sys.path)',
        '/app/main.py:1:15 a.b → /app/a/b.py (package)',
        '/app/main.py:2:1 m → /app/m.py (sys.path)',
      ],
    ],
    [
      'relative ones begin at the package',
      {
        'app/main.py': 'import a.b.c\nfrom . import d',
        'app/a/__init__.py': '',
        'app/a/e.py': '',
        'app/a/b/__init__.py': 'from . import c',
        'app/a/b/c.py': 'from .. import e\nfrom ..e import f\nfrom ... import g',
      },
      [
        '/app/main.py:1:8 a.b.c → /app/a/__init__.py (parent)',
        '/app/main.py:1:8 a.b.c → /app/a/b/__init__.py (parent)',
        '/app/main.py:1:8 a.b.c → /app/a/b/c.py (package)',
        '/app/main.py:2:1 . → ModuleNotFound (relative)',
        '/app/a/b/__init__.py:1:1 . → /app/a/__init__.py (parent)',
        '/app/a/b/__init__.py:1:1 . → /app/a/b/__init__.py (relative)',
        '/app/a/b/__init__.py:1:15 .c → /app/a/b/c.py (relative)',
        '/app/a/b/c.py:1:1 .. → /app/a/__init__.py (relative)',
        '/app/a/b/c.py:1:16 ..e → /app/a/e.py (relative)',
        '/app/a/b/c.py:2:1 ..e → /app/a/e.py (relative)',
        '/app/a/b/c.py:3:1 ... → ModuleNotFound (relative)',
      ],
    ],
    [
      'a star asks for what the package lists',
      {
        'app/main.py': 'from a import *',
        'app/a/__init__.py': '__all__ = ["b", "x"]',
        'app/a/b.py': '',
        'app/a/c.py': '',
      },
      ['/app/main.py:1:1 a → /app/a/__init__.py (sys.path)', '/app/main.py:1:1 a → /app/a/b.py (__all__)'],
    ],
    [
      'folders without __init__ count together, after all else',
      { 'app/main.py': 'import n.b, n.c\nfrom n import d', 'app/n/b.py': '', [`${SITE}/n/c.py`]: '' },
      [
        '/app/main.py:1:8 n.b → /app/n/b.py (package)',
        '/app/main.py:1:13 n.c → LIB/site-packages/n/c.py (package)',
        '/app/main.py:2:15 n.d → ModuleNotFound (package)',
      ],
    ],
    [
      'extend_path makes one package of all folders of its name',
      {
        'app/main.py': 'import n.c',
        'app/n/__init__.py': '__path__ = __import__("pkgutil").extend_path(__path__, __name__)',
        [`${SITE}/n/c.py`]: '',
      },
      [
        '/app/main.py:1:8 n.c → /app/n/__init__.py (parent)',
        '/app/main.py:1:8 n.c → LIB/site-packages/n/c.py (package)',
        '/app/n/__init__.py:1:12 pkgutil → ModuleNotFound (sys.path)',
      ],
    ],
    [
      'extension modules before sources, of this version alone; bytecode last',
      {
        'app/main.py': 'import a, b, c, d, e',
        'app/a.cpython-311-x86_64-linux-gnu.so': '',
        'app/a.py': '',
        'app/b.cpython-310-x86_64-linux-gnu.so': '',
        'app/b.py': '',
        'app/c.abi3.so': '',
        'app/d.pyc': '',
        'app/e.cpython-310-x86_64-linux-gnu.so': '',
      },
      [
        '/app/main.py:1:8 a → /app/a.cpython-311-x86_64-linux-gnu.so (sys.path)',
        '/app/main.py:1:11 b → /app/b.py (sys.path)',
        '/app/main.py:1:14 c → /app/c.abi3.so (sys.path)',
        '/app/d.pyc  → NotParsed (bytecode)',
        '/app/main.py:1:17 d → /app/d.pyc (sys.path)',
        '/app/main.py:1:20 e → ModuleNotFound (sys.path)',
      ],
    ],
    [
      'built-in modules have no file; what is built in only by some is looked for',
      {
        'app/main.py': 'import sys, math, _struct',
        'app/sys.py': '',
        [`${LIB}/lib-dynload/_struct.cpython-311-x86_64-linux-gnu.so`]: '',
      },
      ['/app/main.py:1:19 _struct → LIB/lib-dynload/_struct.cpython-311-x86_64-linux-gnu.so (sys.path)'],
    ],
    [
      'a frozen module is that of the library, whatever the program has beside it',
      { 'app/main.py': 'import stat, runpy', 'app/stat.py': '', [`${LIB}/stat.py`]: '' },
      ['/app/main.py:1:8 stat → LIB/stat.py (frozen)', '/app/main.py:1:14 runpy → ModuleNotFound (sys.path)'],
    ],
    [
      'os.path is no submodule',
      { 'app/main.py': 'import os.path', [`${LIB}/posixpath.py`]: '' },
      ['/app/main.py:1:8 os.path → LIB/os.py (parent)', '/app/main.py:1:8 os.path → LIB/posixpath.py (frozen)'],
    ],
    [
      'modules written in C ask too',
      {
        'app/main.py': 'import _zoneinfo',
        [`${LIB}/zoneinfo/__init__.py`]: '',
        [`${LIB}/zoneinfo/_common.py`]: '',
        [`${LIB}/lib-dynload/_zoneinfo.cpython-311-x86_64-linux-gnu.so`]: '',
      },
      [
        '/app/main.py:1:8 _zoneinfo → LIB/lib-dynload/_zoneinfo.cpython-311-x86_64-linux-gnu.so (sys.path)',
        'LIB/lib-dynload/_zoneinfo.cpython-311-x86_64-linux-gnu.so zoneinfo._common → LIB/zoneinfo/__init__.py (parent)',
        'LIB/lib-dynload/_zoneinfo.cpython-311-x86_64-linux-gnu.so zoneinfo._common → LIB/zoneinfo/_common.py (from-c)',
      ],
    ],
    [
      'what only a run tells is said with its place',
      { 'app/main.py': 'import m.x\nfor n in l:\n  __import__(n)', 'app/m.py': '' },
      [
        '/app/main.py:1:8 m.x → /app/m.py (parent)',
        '/app/main.py:1:8 m.x → DynamicImport (package)',
        '/app/main.py:3:3  → DynamicImport (__import__, lazy)',
      ],
    ],
    [
      'a source that cannot be read',
      { 'app/main.py': '# coding: klingon\nimport a' },
      ['/app/main.py:1:1  → NotParsed (source)'],
    ],
    [
      'a text names a module in a package, or something in one; not in the library',
      {
        'app/main.py':
          'import shop.apps\nX = ["shop.views", "shop.apps.Shop", "shop.Nothing", "shop.wsgi:app", "os.path"]',
        'app/shop/__init__.py': '',
        'app/shop/apps.py': '',
        'app/shop/views.py': '',
        'app/shop/wsgi.py': '',
      },
      [
        '/app/main.py:1:8 shop.apps → /app/shop/__init__.py (parent)',
        '/app/main.py:1:8 shop.apps → /app/shop/apps.py (package)',
        '/app/main.py:2:6 shop.views → /app/shop/__init__.py (parent, lazy)',
        '/app/main.py:2:6 shop.views → /app/shop/views.py (text, lazy)',
        '/app/main.py:2:20 shop.apps.Shop → /app/shop/apps.py (text, lazy)',
        '/app/main.py:2:54 shop.wsgi:app → /app/shop/wsgi.py (text, lazy)',
      ],
    ],
    [
      'the library’s own tests are nobody’s but theirs',
      {
        'app/main.py': 'import m',
        [`${LIB}/m.py`]: 'def f():\n    from test import support',
        [`${LIB}/test/__init__.py`]: '',
        [`${LIB}/test/support.py`]: '',
      },
      ['/app/main.py:1:8 m → LIB/m.py (sys.path)'],
    ],
    [
      'a cycle ends',
      { 'app/main.py': 'import a', 'app/a.py': 'import b', 'app/b.py': 'import a' },
      [
        '/app/main.py:1:8 a → /app/a.py (sys.path)',
        '/app/a.py:1:8 b → /app/b.py (sys.path)',
        '/app/b.py:1:8 a → /app/a.py (sys.path)',
      ],
    ],
  ])('%s', ([, files, want]) => expect(edges(files)).toEqual(want));
});

describe('starts', () => {
  it('-m runs a module inside its package', () => {
    const files = { 'app/a/__init__.py': '', 'app/a/b.py': 'from . import c', 'app/a/c.py': '' };
    expect(edges(files, module('a.b'))).toEqual([
      '/usr/bin/python3.11 a.b → /app/a/__init__.py (parent)',
      '/usr/bin/python3.11 a.b → /app/a/b.py (-m)',
      '/app/a/b.py:1:1 . → /app/a/__init__.py (relative)',
      '/app/a/b.py:1:15 .c → /app/a/c.py (relative)',
      '/app/a/b.py:1:1 . → /app/a/__init__.py (relative)',
      '/app/a/b.py:1:15 .c → /app/a/c.py (relative)',
    ]);
  });
  it('-m of a package runs its __main__', () => {
    const files = { 'app/a/__init__.py': '', 'app/a/__main__.py': 'import a' };
    const closure = pythonClosure(inputOf(files), module('a'), new Map());
    expect(closure.entries).toEqual(['/app/a/__main__.py']);
  });
  it('a folder with __main__.py', () => {
    const files = { 'app/__main__.py': 'import b', 'app/b.py': '' };
    expect(edges(files, script('/app'))).toEqual(['/app/__main__.py:1:8 b → /app/b.py (sys.path)']);
  });
  it('code of the command line', () => {
    const program = { kind: 'code', text: 'import a; a.run()' } as const;
    expect(edges({ 'app/a.py': '' }, script('', { program }))).toEqual([
      '/usr/bin/python3.11 a → /app/a.py (sys.path)',
    ]);
  });
  it('folders that the program adds are searched for what it asks for then', () => {
    const files = {
      'app/main.py':
        'import sys, os\nsys.path.insert(0, os.path.dirname(__file__) + x)\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))\nimport a\nsys.path.append("more")\nimport b',
      'app/lib/a.py': '',
      'app/more/b.py': '',
    };
    expect(edges(files)).toEqual([
      '/app/main.py:1:13 os → LIB/os.py (frozen)',
      '/app/main.py:2:1  → DynamicImport (sys.path)',
      '/app/main.py:4:8 a → /app/lib/a.py (sys.path)',
      '/app/main.py:6:8 b → /app/more/b.py (sys.path)',
    ]);
  });
  it('a script that is not there', () => {
    expect(edges({}, script('main.py'))).toEqual(['/usr/bin/python3.11 main.py → ModuleNotFound (script)']);
  });
  it('modules that the program is told to load, from a folder that it is told', () => {
    const files = { 'bin/serve': 'import b', 'srv/b.py': '', 'srv/shop/__init__.py': '', 'srv/shop/wsgi.py': '' };
    expect(edges(files, script('/bin/serve', { modules: ['shop.wsgi'], folders: ['/srv'] }))).toEqual([
      '/bin/serve shop.wsgi → /srv/shop/__init__.py (parent)',
      '/bin/serve shop.wsgi → /srv/shop/wsgi.py (argument)',
      '/bin/serve:1:8 b → /srv/b.py (sys.path)',
    ]);
  });
  it('no library, no program', () => {
    const input = inputOf({}, { entries: [file('opt/bin/python')] });
    expect(pythonClosure(input, script('x', { interpreter: '/opt/bin/python' }), new Map())).toEqual({
      language: 'python',
      entries: [],
      edges: [
        {
          from: '/opt/bin/python',
          specifier: 'encodings',
          to: null,
          rule: 'startup',
          line: null,
          column: null,
          lazy: false,
          reason: 'ModuleNotFound',
        },
      ],
    });
  });
});

describe('.pth files', () => {
  const setuptools = {
    [`${SITE}/distutils-precedence.pth`]: 'import os; enabled and __import__("_distutils_hack").add_shim();',
    [`${SITE}/_distutils_hack/__init__.py`]: 'def f():\n    import distutils\n    import setuptools',
    [`${SITE}/setuptools/__init__.py`]: '',
    [`${LIB}/distutils/__init__.py`]: '',
  };
  const started = [
    'LIB/site-packages/distutils-precedence.pth:1:8 os → LIB/os.py (frozen)',
    'LIB/site-packages/distutils-precedence.pth:1:24 _distutils_hack → LIB/site-packages/_distutils_hack/__init__.py (sys.path, lazy)',
  ];
  it('setuptools stands ready, and is reached when somebody asks for distutils', () => {
    expect(edges({ ...setuptools, 'app/main.py': '' })).toEqual(started);
    expect(edges({ ...setuptools, 'app/main.py': 'import distutils' })).toEqual([
      ...started,
      '/app/main.py:1:8 distutils → LIB/distutils/__init__.py (sys.path)',
      'LIB/site-packages/_distutils_hack/__init__.py:2:12 distutils → LIB/distutils/__init__.py (sys.path, lazy)',
      'LIB/site-packages/_distutils_hack/__init__.py:3:12 setuptools → LIB/site-packages/setuptools/__init__.py (sys.path, lazy)',
    ]);
  });
  it('name paths and run lines; an editable install says where its packages are', () => {
    const files = {
      'app/main.py': 'import one, two.three',
      [`${SITE}/a.pth`]: '/src\nimport __editable___x_finder; __editable___x_finder.install()\n/nowhere',
      [`${SITE}/__editable___x_finder.py`]: 'class _EditableFinder: pass\nMAPPING = {"two": "/work/two"}',
      'src/one.py': '',
      'work/two/__init__.py': '',
      'work/two/three.py': '',
    };
    expect(edges(files)).toEqual([
      'LIB/site-packages/a.pth:2:8 __editable___x_finder → LIB/site-packages/__editable___x_finder.py (sys.path)',
      '/app/main.py:1:8 one → /src/one.py (sys.path)',
      '/app/main.py:1:13 two.three → /work/two/__init__.py (parent)',
      '/app/main.py:1:13 two.three → /work/two/three.py (package)',
    ]);
  });
});

it('a content that is not there yet is asked for again, and no content is parsed twice', () => {
  const files = { 'app/main.py': 'import a', 'app/a.py': 'import b', 'app/b.py': '' };
  const whole = inputOf(files);
  const want = pythonClosure(whole, script('main.py'), new Map());
  const had = new Set<string>();
  const given: string[] = [];
  const cache: RequestCache = new Map();
  const missing = new Set<string>();
  const input: CodeInput = {
    ...whole,
    bytesOf(node) {
      if (!had.has(node.path)) missing.add(node.path);
      else given.push(node.path);
      return had.has(node.path) ? whole.bytesOf(node) : undefined;
    },
  };
  let closure = pythonClosure(input, script('main.py'), cache);
  expect(closure.edges.map(told)).toContain('/app/main.py  → NotParsed (not-read)');
  for (let round = 0; missing.size > 0 && round < 9; round++) {
    for (const path of missing) had.add(path);
    missing.clear();
    closure = pythonClosure(input, script('main.py'), cache);
  }
  expect(closure).toEqual(want);
  // Empty files have one content, so one is parsed for all of them.
  expect(given.sort()).toEqual(['app/a.py', 'app/main.py', `${LIB}/encodings/__init__.py`]);
});
