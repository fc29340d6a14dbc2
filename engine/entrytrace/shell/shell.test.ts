import { describe, expect, it } from 'vitest';
import { program, script, traceOf } from '#engine/testing/trace.ts';
import { dir, file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import type { EntryTrace, TraceReason } from '#shared/model/entry-trace.ts';
import { TRACE_REASONS } from '#shared/model/entry-trace.ts';
import { limits } from '#engine/bytes/limits.ts';

const BASE: readonly TarEntry[] = [
  ...'bin/dash bin/bash usr/bin/env usr/bin/app usr/bin/other usr/bin/id usr/bin/cat usr/bin/dirname usr/bin/basename usr/bin/mkdir usr/bin/date usr/bin/touch usr/bin/rm usr/bin/sort usr/bin/find'
    .split(' ')
    .map(program),
  symlink('bin/sh', 'dash'),
  file('etc/passwd', 'root:x:0:0::/root:/bin/sh\n'),
  file('etc/one', 'first\nsecond\n'),
  file('etc/empty', ''),
  dir('etc/dir'),
  dir('data'),
  script('write', '#!/bin/sh\necho w > /data/w\n'),
  file('hooks/b.sh', ''),
  file('hooks/a.sh', ''),
  file('hooks/c.txt', ''),
];

function shell(body: string, more: readonly TarEntry[] = [], interpreter = '/bin/bash'): EntryTrace {
  return traceOf([...BASE, ...more, script('e', `#!${interpreter}\n${body}\n`)], {
    entrypoint: ['/e'],
    cmd: ['one', 'two words', '-x'],
    env: ['PATH=/usr/bin:/bin', 'SET=value'],
  });
}

/** Words of `app` for a script that ends in `exec app …`. The answers are those that bash gives (`e2e/trace` runs many for real). */
const WORDS: readonly (readonly [body: string, words: readonly string[]])[] = [
  ['exec app "$@"', ['one', 'two words', '-x']],
  ['exec app $@', ['one', 'two', 'words', '-x']],
  ['exec app "$*" $#', ['one two words -x', '3']],
  ['IFS=,; exec app "$*"', ['one,two words,-x']],
  ['shift; exec app "$@"', ['two words', '-x']],
  ['shift 5 || set -- none; exec app "$@"', ['none']],
  ['set -- a "b c"; exec app "$1" "${2}" "${3-d}"', ['a', 'b c', 'd']],
  ['set --; exec app "$@" "a$@b"', ['ab']],
  ['exec app ${UNSET:-x y} "${UNSET:-x y}" "${SET:+z}" ${UNSET+no}', ['x', 'y', 'x y', 'z']],
  ['exec app "${SET#v}" "${SET%e}" "${SET#*a}" "${SET%%l*}"', ['alue', 'valu', 'lue', 'va']],
  [
    'x=a/b/c.tar.gz; exec app "${x##*/}" "${x%.*}" "${x%%.*}" "${x#*/}"',
    ['c.tar.gz', 'a/b/c.tar', 'a/b/c', 'b/c.tar.gz'],
  ],
  ['exec app "${#SET}" "${SET:1:2}" "${SET: -2}" "${SET^^}" "${SET^}"', ['5', 'al', 'ue', 'VALUE', 'Value']],
  ['x=aXbX; exec app "${x/X/-}" "${x//X/-}" "${x/#a/_}" "${x/%X/_}"', ['a-bX', 'a-b-', '_XbX', 'aXb_']],
  [': "${NEW:=made}"; exec app "$NEW"', ['made']],
  ['n=SET; exec app "${!n}"', ['value']],
  ['a=(x "y z"); a+=(w); exec app "${a[@]}" "${#a[@]}" "${a[1]}"', ['x', 'y z', 'w', '3', 'y z']],
  ['exec app "${@:2}" "${@:1:1}"', ['two words', '-x', 'one']],
  ['exec app {a,b}c {1..3}', ['ac', 'bc', '1', '2', '3']],
  ['exec app /hooks/*.sh /none/*', ['/hooks/a.sh', '/hooks/b.sh', '/none/*']],
  ['cd /hooks; exec app *.txt "*.txt"', ['c.txt', '*.txt']],
  ['exec app $((1 + 2 * 3)) $(( SET2 + 1 ))', ['7', '1']],
  ['exec app "$(echo a; echo b)" `echo c`', ['a\nb', 'c']],
  [
    'exec app "$(basename /x/y.sh .sh)" "$(dirname /x/y.sh)" "$(cat /etc/one)" "$(id -u)"',
    ['y', '/x', 'first\nsecond', '0'],
  ],
  ['exec app "$(printf "%s-%d" a 5)"', ['a-5']],
  ['exec app ~ ~/x "~"', ['/root', '/root/x', '~']],
  ["exec app 'a$b' \"c\\$d\" e\\ f $'g\\th'", ['a$b', 'c$d', 'e f', 'g\th']],
  ['f() { local SET=inner; g; }; g() { V="$SET"; }; f; exec app "$V" "$SET"', ['inner', 'value']],
  ['f() { return 3; }; f; exec app "$?"', ['3']],
  ['f() { echo "$1:$#"; }; exec app "$(f a b)"', ['a:2']],
  ['for x in a b; do for y in 1 2; do [ $y = 2 ] && break; L="$L $x$y"; done; done; exec app $L', ['a1', 'b1']],
  [
    'for x; do case $x in -*) continue;; esac; set -- "$@" "<$x>"; done; exec app "$@"',
    ['one', 'two words', '-x', '<one>', '<two words>'],
  ],
  ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); L="$L$i"; done; exec app $L', ['123']],
  ['i=3; until [ $i = 0 ]; do let x; i=$((i-1)); done; exec app $i', ['0']],
  ['while read -r a b; do L="$L[$a]"; done < /etc/one; exec app $L', ['[first][second]']],
  ['read -r x <<< "a b"; exec app "$x"', ['a b']],
  [`read -r x <<< ' \t a${' '.repeat(100_000)}b \t'; exec app "\${#x}"`, ['100002']],
  ['x=$(cat <<E\n$SET\nE\n); exec app "$x"', ['value']],
  ['x=$(cat <<\'E\'\n$SET\nE\n); exec app "$x"', ['$SET']],
  ['case $1 in o*) x=glob;; *) x=no;; esac; exec app $x', ['glob']],
  ['case x in x) L=1;& y) L=${L}2;; z) L=3;; esac; exec app $L', ['12']],
  ['eval "x=\\$SET"; exec app $x', ['value']],
  ['[[ $1 == o?e && $2 =~ ^two && ! -e /none ]] && exec app yes; exec app no', ['yes']],
  [
    'if [ -f /etc/one ] && [ -d /etc/dir ] && [ ! -s /etc/empty ] && [ -x /usr/bin/app ]; then exec app yes; fi',
    ['yes'],
  ],
  ['[ 1 -lt 2 -a a != b ] || exec app no; exec app yes', ['yes']],
  [
    'mkdir -p /new/x; [ -d /new ] && touch /new/f; [ -e /new/f ] && rm -rf /new; [ -e /new/f ] || exec app gone',
    ['gone'],
  ],
  ['echo "V=made" > /tmp/c; . /tmp/c; exec app "$V"', ['made']],
  ['type app > /dev/null && command -v nothing || exec app "$(command -v app)"', ['/usr/bin/app']],
  ['(SET=no; cd /hooks); exec app "$SET" "$PWD"', ['value', '/']],
  ['export A=1; readonly B=2; unset A; exec app "${A-unset}" $B', ['unset', '2']],
  [
    'find /hooks -name "*.sh" | sort -r | while read -r f; do echo "$f"; done > /tmp/l; exec app $(cat /tmp/l)',
    ['/hooks/b.sh', '/hooks/a.sh'],
  ],
  ['! false && exec app yes', ['yes']],
  ['set -e; false || true; exec app yes', ['yes']],
  ['x=$(date); y=a; [ -n "$y$x" ] && exec app known', ['known']],
  ['case xy in x*) : ;;& a*) exec other;; *y) exec app on;; esac', ['on']],
  ['case xy in x*) : ;& a*) exec app through;; esac', ['through']],
  ['set -e; for ((i = 0; i < 3; i++)); do [ $i = 1 ] && continue; a="$a$i"; done; exec app "$a" $i', ['02', '3']],
  ['for ((;;)); do exec app turn; done', ['turn']],
  ['/write; [ -f /data/w ] && exec app "$(cat /data/w)"', ['w']],
];

describe('words that a script makes', () => {
  it.for(WORDS)('%s', ([body, words]) => {
    const trace = shell(body);
    expect(trace.terminals.map(({ path, argv, status }) => [path, argv.slice(1), status])).toEqual([
      ['usr/bin/app', words, 'taken'],
    ]);
    expect(trace.diagnostics).toEqual([]);
  });
});

/** Conditions that only a run can decide: both ways stay, and neither is taken. */
describe('what cannot be decided', () => {
  it.for([
    'if [ "$(date)" = x ]; then exec app; else exec other; fi',
    '[ "$HOSTNAME" = x ] && exec app; exec other',
    'case $(date) in *1) exec app;; *) exec other;; esac',
    'app --check && exec app; exec other',
    'while [ -e /proc/1 ]; do exec app; done; exec other',
    'x=$(date); [[ $x == a* ]] && exec app; exec other',
    'if [ -e /run/secrets/x ]; then exec app; fi; exec other',
    'other /data/x; [ -f /data/x/y ] && exec app; exec other',
    'read -r x; [ "$x" ] && exec app; exec other',
  ])('%s', (body) => {
    const { terminals, outcome } = shell(body);
    expect([terminals.map(({ path, status }) => `${path} ${status}`).sort(), outcome]).toEqual([
      ['usr/bin/app possible', 'usr/bin/other possible'],
      'partiallyresolved',
    ]);
  });

  it('keeps values apart, as far as they decide what runs', () => {
    const { terminals } = shell('if [ "$(date)" = x ]; then P=app; else P=other; fi\nexec $P $P');
    expect(terminals.map(({ argv }) => argv.join(' ')).sort()).toEqual(['app app', 'other other']);
  });

  it('merges ways when there are too many, and tries each value then', () => {
    const split = (name: string): string => `if [ "$(date)" = ${name} ]; then ${name}=app; else ${name}=other; fi`;
    const { terminals } = shell(`${['A', 'B', 'C', 'D', 'E', 'F', 'G'].map(split).join('\n')}\nexec $A`);
    expect([...new Set(terminals.map(({ argv }) => argv.join(' ')))].sort()).toEqual(['app', 'other']);
  });

  it('does not count runs that fail', () => {
    const { terminals, outcome } = shell('[ "$(date)" = x ] && exit 1\nset -e\nother --migrate\nexec app');
    expect([terminals.map(({ path, status }) => [path, status]), outcome]).toEqual([
      [['usr/bin/app', 'taken']],
      'resolved',
    ]);
  });

  it('says what a branch that is not entered would run', () => {
    const { hops } = shell('if [ "$1" = none ]; then exec other -a "$1"; fi\nexec app');
    expect(hops.filter(({ status }) => status === 'notTaken').map(({ argv, line }) => [argv, line])).toEqual([
      [['other', '-a', '"$1"'], 2],
    ]);
  });

  it('names the variables that nothing sets', () => {
    expect(shell('[ "$DEBUG" ] && set -x\nexec app "$SET" "${MODE:-a}"').assumedUnset).toEqual(['DEBUG', 'MODE']);
  });
});

/** Every reason has a way to it. */
const REASONS: Readonly<Record<TraceReason, () => EntryTrace>> = {
  CommandNotFound: () => shell('nothing; exec app'),
  MissingFile: () => shell('. /none.sh; exec app'),
  DynamicEnvironmentReference: () => shell('exec "$(date)"'),
  RecursionLimitReached: () => shell('f() { f; }; f; exec app'),
  RunPartsEmpty: () => shell('run-parts /etc/dir; exec app', [program('usr/bin/run-parts')]),
  JarNotFound: () => shell('exec java -jar /none.jar', [program('usr/bin/java')]),
  ModuleNotFound: () => shell('exec python3 -m none', [program('usr/bin/python3')]),
  NoEntrypoint: () => traceOf(BASE, {}),
  ScriptNotParsed: () => shell('if true; then'),
  InterpreterNotFound: () => shell('exec /x', [script('x', '#!/none\n')]),
  NotExecutable: () => shell('exec /x', [file('x', 'x')]),
  LayerNotRead: () => traceOf([], { cmd: ['/run'] }, {}, [0]),
  UnsupportedConstruct: () => shell('select x in a b; do exec app; done; exec app'),
};

describe('reasons', () => {
  it.for(Object.keys(REASONS) as TraceReason[])('%s', (reason) => {
    const { diagnostics, counters, outcome } = REASONS[reason]();
    expect(diagnostics.map((one) => one.reason)).toContain(reason);
    expect(counters.entrytrace_unresolved_total[TRACE_REASONS[reason]]).toBeGreaterThan(0);
    expect([outcome === 'resolved', counters.entrytrace_resolutions_total]).toEqual([false, { [outcome]: 1 }]);
  });
});

describe('limits', () => {
  it.for([
    ['a script that starts itself', 'exec /e "$@"'],
    ['a script that starts itself with more', '/e "$@" x; exec app'],
    ['a file that sources itself', '. /e'],
    ['a loop with a counter', 'i=0; while true; do i=$((i+1)); done'],
    ['texts that double', 'x=a; while true; do x="$x$x"; done'],
    ['eval of itself', 'x=\'eval "$x"\'; eval "$x"'],
    ['many open choices', `${'[ "$(date)" = x ] && x="$x."\n'.repeat(40)}exec app`],
    ['functions in a ring', 'a() { b; b; }; b() { a; a; }; a'],
  ] as const)('%s ends', ([, body]) => {
    const began = performance.now();
    expect(shell(body).hops.length).toBeLessThanOrEqual(limits.traceHops);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
