/** A file tree by path; an object is JSON; a text that begins with `-> ` is a link. */
export type NodeCaseFiles = Readonly<Record<string, string | object>>;

/** A source `app/main.js`, the files around it, and where each of its requests leads, in order, with the rule that decides. */
export type NodeCase = readonly [what: string, source: string, files: NodeCaseFiles, ...expected: string[]];

/** One case or more for each rule of Node's resolution. A truth test lets Node itself answer them. */
export const NODE_CASES: readonly NodeCase[] = [
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
    'require("fs"); require("node:sqlite"); require("fs/promises"); require("punycode/")',
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
  [
    'imports that are no modules of the package',
    'require("#a"); require("#b"); require("#c"); require("#/d")',
    {
      'app/package.json': {
        imports: { '#a': 'node:fs', '#b': ['/x.js', null, './x.js'], '#c': '../x.js', '#/*': './*.js' },
      },
      'app/x.js': '',
      'x.js': '',
      'app/d.js': '',
    },
    '#a is ModuleNotFound (imports)',
    '#b is app/x.js (imports)',
    '#c is ModuleNotFound (imports)',
    '#/d is app/d.js (imports)',
  ],
  [
    'exports that are neither text nor table',
    'require("a")',
    { 'app/node_modules/a/package.json': { exports: false, main: 'x' }, 'app/node_modules/a/x.js': '' },
    'a is app/node_modules/a/package.json (package.json)',
    'a is app/node_modules/a/x.js (node_modules)',
  ],
  [
    'a null in the middle of conditions',
    'require("a"); require("a/b")',
    {
      'app/node_modules/a/package.json': {
        exports: { '.': { node: null, default: './x.js' }, './b': { node: { other: './y.js' }, default: './x.js' } },
      },
      'app/node_modules/a/x.js': '',
    },
    'a is app/node_modules/a/package.json (package.json)',
    'a is ModuleNotFound (exports)',
    'a/b is app/node_modules/a/x.js (exports)',
  ],
  [
    'conditions named by numbers',
    'require("a")',
    {
      'app/node_modules/a/package.json': { exports: { '.': { 0: './x.js', default: './x.js' } } },
      'app/node_modules/a/x.js': '',
    },
    'a is app/node_modules/a/package.json (package.json)',
    'a is ModuleNotFound (exports)',
  ],
  [
    'a missing file in a list ends the search',
    'require("a")',
    { 'app/node_modules/a/package.json': { exports: ['./0.js', './1.js'] }, 'app/node_modules/a/1.js': '' },
    'a is app/node_modules/a/package.json (package.json)',
    'a is ModuleNotFound (exports)',
  ],
  [
    'parts of a request that would leave a pattern',
    'require("a/x/../y"); require("a/x//y"); require("a/%2e%2e/y")',
    {
      'app/node_modules/a/package.json': { exports: { './*': './lib/*.js' } },
      'app/node_modules/a/lib/y.js': '',
      'app/node_modules/a/lib/x/y.js': '',
    },
    'a/x/../y is app/node_modules/a/package.json (package.json)',
    'a/x/../y is ModuleNotFound (exports)',
    'a/x//y is app/node_modules/a/lib/x/y.js (exports)',
    'a/%2e%2e/y is ModuleNotFound (exports)',
  ],
  [
    'percents in exports',
    'require("a/p%20q"); require("a/b")',
    {
      'app/node_modules/a/package.json': { exports: { './p%20q': './p%20q.js', './b': './b%20c.js' } },
      'app/node_modules/a/p q.js': '',
      'app/node_modules/a/b c.js': '',
    },
    'a/p%20q is app/node_modules/a/package.json (package.json)',
    'a/p%20q is app/node_modules/a/p q.js (exports)',
    'a/b is app/node_modules/a/b c.js (exports)',
  ],
  [
    'a byte order mark in package.json',
    'require("a")',
    { 'app/node_modules/a/package.json': '\ufeff{"main": "x"}', 'app/node_modules/a/x.js': '' },
    'a is app/node_modules/a/package.json (package.json)',
    'a is app/node_modules/a/x.js (node_modules)',
  ],
  [
    'exports of a folder that is no package of node_modules',
    'require("./a")',
    { 'app/a/package.json': { exports: './x.js', main: 'y.js' }, 'app/a/x.js': '', 'app/a/y.js': '' },
    './a is app/a/package.json (package.json)',
    './a is app/a/y.js (relative)',
  ],
  [
    'node_modules in node_modules',
    'require("a"); import("a")',
    { 'app/node_modules/node_modules/a/index.js': '' },
    'a is ModuleNotFound (node_modules)',
    'a is ModuleNotFound (node_modules)',
  ],
  [
    'a package without an index that CommonJS knows',
    'require("a"); require("b")',
    { 'app/node_modules/a/index.mjs': '', 'app/node_modules/b/index.cjs': '', 'node_modules/b/index.js': '' },
    'a is ModuleNotFound (node_modules)',
    'b is node_modules/b/index.js (node_modules)',
  ],
  [
    'the first folder of the name, for import',
    'import("a"); import("a/b.js")',
    { 'app/node_modules/a/x.txt': '', 'node_modules/a/index.js': '', 'node_modules/a/b.js': '' },
    'a is ModuleNotFound (node_modules)',
    'a/b.js is ModuleNotFound (node_modules)',
  ],
  [
    'a scope alone',
    'require("@a"); import("@a")',
    { 'app/node_modules/@a/index.js': '' },
    '@a is app/node_modules/@a/index.js (node_modules)',
    '@a is ModuleNotFound (node_modules)',
  ],
  [
    'a package.json without a name between the file and its package',
    'require("me")',
    { 'app/package.json': { private: true }, 'package.json': { name: 'me', exports: './x.js' }, 'x.js': '' },
    'me is ModuleNotFound (node_modules)',
  ],
  [
    'main that leads out of the package',
    'require("a")',
    {
      'app/node_modules/a/package.json': { main: '..' },
      'app/node_modules/a/index.js': '',
      'app/node_modules/index.js': '',
    },
    'a is app/node_modules/a/package.json (package.json)',
    'a is app/node_modules/index.js (node_modules)',
  ],
  [
    'a link that leads nowhere',
    'require("a")',
    { 'app/node_modules/a': '-> nowhere', 'node_modules/a/index.js': '' },
    'a is node_modules/a/index.js (node_modules)',
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
  [
    'a file for the machine',
    'require(`./${process.platform}-${process.arch}.node`)',
    { 'lib/ld-linux-aarch64.so.1': '', 'app/linux-x64.node': '', 'app/linux-arm64.node': '' },
    './linux-arm64.node is app/linux-arm64.node (relative)',
  ],
  ['a file for a machine that is not known', 'require(`./${process.arch}`)', {}, '- is DynamicImport (require)'],
  // Threads and processes
  [
    'threads and processes',
    'const { Worker } = require("worker_threads"); new Worker("./w.js"); new Worker(__dirname + "/w"); require("child_process").fork(__dirname + "/c")',
    { 'app/w.js': '', 'app/c.js': '' },
    './w.js is app/w.js (relative)',
    './w is ModuleNotFound (relative)',
    './c is app/c.js (relative)',
  ],
];

/** A program whose file is taken for what it must be: then it loads `app/end.cjs`. */
export type NodeKindCase = readonly [what: string, main: string, files: NodeCaseFiles];

const MODULE = { type: 'module' };
const REQUIRE = 'require("./end.cjs")';
const IMPORT = 'import "./end.cjs"';

/** One case or more for each rule by which Node takes a file for a module or for CommonJS. */
export const NODE_KINDS: readonly NodeKindCase[] = [
  ['.mjs', 'app/main.mjs', { 'app/main.mjs': IMPORT }],
  ['.cjs in a package of modules', 'app/main.cjs', { 'app/package.json': MODULE, 'app/main.cjs': REQUIRE }],
  ['.js in a package of modules', 'app/main.js', { 'package.json': MODULE, 'app/main.js': IMPORT }],
  ['.js in no package, a module', 'app/main.js', { 'app/main.js': IMPORT }],
  ['.js in no package', 'app/main.js', { 'app/main.js': REQUIRE }],
  ['.js with a type that is none', 'app/main.js', { 'app/package.json': { type: 'x' }, 'app/main.js': IMPORT }],
  [
    'a package without a type inside one of modules',
    'app/main.js',
    { 'package.json': MODULE, 'app/package.json': {}, 'app/main.js': REQUIRE },
  ],
  [
    'no package above node_modules',
    'app/main.js',
    { 'package.json': MODULE, 'app/main.js': 'import "a"', 'app/node_modules/a/index.js': 'require("../../end.cjs")' },
  ],
  [
    'a script that makes require itself',
    'app/main.js',
    { 'app/main.js': `const require = (await import("module")).createRequire(import.meta.url); ${REQUIRE}` },
  ],
  ['no suffix', 'app/main', { 'app/main': REQUIRE }],
  ['no suffix, a module', 'app/main', { 'app/main': IMPORT }],
  ['no suffix in a package of modules', 'app/main', { 'app/package.json': MODULE, 'app/main': IMPORT }],
  ['no suffix in a package of CommonJS', 'app/main', { 'app/package.json': { type: 'commonjs' }, 'app/main': REQUIRE }],
  [
    'no suffix in a package of modules, required',
    'app/main.cjs',
    { 'app/package.json': MODULE, 'app/main.cjs': 'require("./a")', 'app/a': REQUIRE },
  ],
  ['a name that begins with a dot', 'app/.main', { 'app/package.json': MODULE, 'app/.main': IMPORT }],
  ['a suffix that nobody knows', 'app/main.x', { 'app/main.x': REQUIRE }],
  [
    'a suffix that nobody knows, required',
    'app/main.cjs',
    { 'app/package.json': MODULE, 'app/main.cjs': 'require("./a.x")', 'app/a.x': REQUIRE },
  ],
  ['a suffix that nobody knows, a module', 'app/main.cjs', { 'app/main.cjs': 'require("./a.x")', 'app/a.x': IMPORT }],
  [
    'several suffixes',
    'app/main.cjs',
    { 'app/package.json': MODULE, 'app/main.cjs': 'require("./a.node.js")', 'app/a.node.js': IMPORT },
  ],
  ['TypeScript without types', 'app/main.js', { 'app/main.js': 'require("./a.ts")', 'app/a.ts': REQUIRE }],
];
