// The import rules of ARCHITECTURE.md. `engine/testing/boundaries.test.ts` plants one violation of each and expects every name.
const inside = (...names) => `^engine/(${names.join('|')})/`;
const pure = inside(
  'bytes',
  'formats',
  'analyzers',
  'rootfs',
  'entrytrace',
  'usage',
  'compose',
  'emit',
  'diff',
  'attest',
);
// A package that is not installed keeps its bare name.
const installed = (name) => `(^|/)node_modules/${name}/|^${name}(/|$)`;
const test = '[.](test|truth)[.]ts$';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle has no reading order.', {}, { circular: true }),
    rule(
      'shared-is-a-leaf',
      'Both sides load it, so it knows neither.',
      { path: '^shared/', pathNot: test },
      { path: '^(app|engine|renderer)/' },
    ),
    rule(
      'shared-needs-zod-alone',
      'Whatever it imports, the window loads too.',
      { path: '^shared/', pathNot: test },
      { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: installed('zod') },
    ),
    rule(
      'renderer-sees-shared',
      'Screens talk to the engine through the API.',
      { path: '^renderer/' },
      { path: '^(app|engine)/', pathNot: '^engine/serve/router[.]ts$' },
    ),
    rule(
      'renderer-router-type-only',
      'The one exception carries types, never code.',
      { path: '^renderer/' },
      { path: '^engine/', dependencyTypesNot: ['type-only'] },
    ),
    rule('renderer-no-node', 'It runs in a sandboxed window.', { path: '^renderer/' }, { dependencyTypes: ['core'] }),
    rule(
      'engine-knows-no-host',
      'The same engine runs under Electron, the CLI and the server.',
      { path: '^(engine|shared)/' },
      { path: '^(app|renderer)/' },
    ),
    rule(
      'one-owner-of-electron',
      'Outside Electron, importing it starts a download and throws.',
      { pathNot: '^app/' },
      { path: installed('electron') },
    ),
    rule(
      'app-uses-the-front-door',
      'App starts the engine; it does not reach into it.',
      { path: '^app/' },
      { path: '^engine/', pathNot: '^engine/index[.]ts$' },
    ),
    rule(
      'plug-ins-are-islands',
      'A plug-in may go without another noticing.',
      { path: '^engine/analyzers/([^/]+/[^/]+)/' },
      { path: '^engine/analyzers/[^/]+/[^/]+/', pathNot: '^engine/analyzers/$1/' },
    ),
    rule(
      'formats-know-no-policy',
      'Readers say what the bytes are, not what they mean.',
      { path: inside('bytes', 'formats'), pathNot: test },
      { path: '^engine/', pathNot: inside('bytes', 'formats') },
    ),
    rule(
      'pure-stages',
      'Facts in, facts out: no files, network, clock or database. (Inflating and hashing are pure.)',
      { path: pure, pathNot: test },
      { dependencyTypes: ['core'], pathNot: '^(node:)?(zlib|crypto)$' },
    ),
    rule(
      'pure-stages-no-store',
      'Only run/ and serve/ may touch what is stored.',
      { path: pure, pathNot: test },
      { path: inside('store', 'acquire', 'serve', 'sync', 'run') },
    ),
    rule(
      'late-stages-see-the-model',
      'Compose, emit and diff work on values, not on stages.',
      { path: inside('compose', 'emit', 'diff'), pathNot: test },
      { path: '^engine/', pathNot: inside('compose', 'emit', 'diff', 'bytes') },
    ),
    rule(
      'one-owner-of-sqlite',
      'SQL stays in one place.',
      { pathNot: '(^engine/store/|[.](test|truth)[.]ts$)' },
      { path: installed('better-sqlite3') },
    ),
    rule(
      'one-owner-of-the-network',
      'Offline is provable: one module can connect.',
      { pathNot: '(^engine/(acquire/net|serve|testing)/|^e2e/|[.](test|truth)[.]ts$)' },
      { dependencyTypes: ['core'], path: '^(node:)?(net|tls|http|https|http2|dgram|dns)(/|$)' },
    ),
    rule(
      'only-run-knows-the-order',
      'A stage can be called in a test with plain values.',
      { pathNot: '(^engine/(run|serve|hosts|testing)/|^engine/index[.]ts$|^e2e/|[.](test|truth)[.]ts$)' },
      { path: '^engine/run/' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'engine/tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
