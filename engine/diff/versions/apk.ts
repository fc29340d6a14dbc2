import { orderDigits, orderText } from './order.ts';

/** Suffixes before the plain version, and after it. */
const BEFORE = ['alpha', 'beta', 'pre', 'rc'];
const AFTER = ['cvs', 'svn', 'git', 'hg', 'p'];

/** What ends first is newer, and an error ends last: apk's own order of kinds. */
const KINDS = ['first', 'number', 'letter', 'suffix', 'suffix-number', 'hash', 'revision', 'end', 'invalid'] as const;
type Token = Readonly<{ kind: (typeof KINDS)[number]; text: string }>;

/** Is it `1.2.3c_rc4~0a1b-r5`, as apk 3 accepts it? */
export function isApkVersion(text: string): boolean {
  return /^[0-9]+(\.[0-9]+)*[a-z]?(_(alpha|beta|pre|rc|cvs|svn|git|hg|p)[0-9]*)*(~[0-9a-f]+)?(-r[0-9]+)?$/.test(text);
}

/**
 * apk's order. apk orders texts too that are no versions: what cannot be read ends them and is older.
 *
 * @see apk-tools, doc/apk-package.5, "Package version"
 */
export function orderApk(a: string, b: string): -1 | 0 | 1 {
  const [x, y] = [tokens(a), tokens(b)];
  for (let i = 0; ; i++) {
    const [s, t] = [x[i] ?? END, y[i] ?? END];
    if (s.kind !== t.kind) {
      if (isBefore(s)) return -1;
      if (isBefore(t)) return 1;
      return KINDS.indexOf(s.kind) > KINDS.indexOf(t.kind) ? -1 : 1;
    }
    if (s.kind === 'end' || s.kind === 'invalid') return 0;
    const order = orderTokens(s, t);
    if (order !== 0) return order;
  }
}

const END: Token = { kind: 'end', text: '' };

function isBefore({ kind, text }: Token): boolean {
  return kind === 'suffix' && BEFORE.includes(text);
}

function orderTokens(a: Token, b: Token): -1 | 0 | 1 {
  // A zero in front makes it a fraction: 1.09 is older than 1.1.
  const isFraction = a.kind === 'number' && (a.text.startsWith('0') || b.text.startsWith('0'));
  if (a.kind === 'letter' || a.kind === 'hash' || isFraction) return orderText(a.text, b.text);
  if (a.kind !== 'suffix') return orderDigits(a.text, b.text);
  const place = ({ text }: Token): number => [...BEFORE, ...AFTER].indexOf(text);
  return place(a) === place(b) ? 0 : place(a) < place(b) ? -1 : 1;
}

/** Each pattern with the kinds that it may follow. Older apk took `.r2` and `c3`, and such versions are still about. */
const RULES: readonly [kind: Token['kind'], pattern: RegExp, after: readonly Token['kind'][]][] = [
  ['number', /\.([0-9]*)/y, ['first', 'number', 'letter']],
  ['letter', /([a-z])/y, ['first', 'number']],
  ['number', /([0-9]+)/y, ['letter']],
  ['suffix-number', /([0-9]+)/y, ['suffix']],
  [
    'suffix',
    /_(alpha|beta|pre|rc|cvs|svn|git|hg|p)(?![a-z])/y,
    ['first', 'number', 'letter', 'suffix', 'suffix-number'],
  ],
  ['hash', /~([0-9a-f]+)/y, ['first', 'number', 'letter', 'suffix', 'suffix-number']],
  ['revision', /-r([0-9]+)/y, ['first', 'number', 'letter', 'suffix', 'suffix-number', 'hash']],
];

function tokens(version: string): Token[] {
  const first = /^[0-9]+/.exec(version)?.[0] ?? '';
  if (first === '') return [{ kind: 'invalid', text: '' }];
  const found: Token[] = [{ kind: 'first', text: first }];
  let kind: Token['kind'] = 'first';
  for (let at = first.length; at < version.length && kind !== 'invalid';) {
    const next = nextToken(version, at, kind);
    found.push(next.token);
    kind = next.token.kind;
    at = next.end;
  }
  return found;
}

function nextToken(version: string, at: number, before: Token['kind']): { token: Token; end: number } {
  for (const [kind, pattern, after] of RULES) {
    if (!after.includes(before)) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(version);
    if (match) return { token: { kind, text: match[1] ?? '' }, end: at + match[0].length };
  }
  return { token: { kind: 'invalid', text: '' }, end: version.length };
}
