import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { program, script, traceOf } from '#engine/testing/trace.ts';
import { dir, file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';

/**
 * Constructs that only a run can decide. The truth is the construct itself: a run goes one way or the other, so both ends are possible and
 * none is taken (issue 5, acceptance 5).
 */

const PROGRAMS =
  'bin/dash bin/bash usr/bin/env usr/bin/app usr/bin/other usr/bin/third usr/bin/date usr/bin/id usr/bin/cat usr/bin/grep usr/bin/expr usr/bin/mktemp usr/bin/sort usr/bin/head usr/bin/xargs usr/bin/cp usr/bin/ln usr/bin/find usr/bin/timeout usr/bin/tr usr/bin/seq usr/bin/mkdir usr/bin/rm';

const IMAGE: readonly TarEntry[] = [
  ...PROGRAMS.split(' ').map(program),
  symlink('bin/sh', 'dash'),
  file('etc/passwd', 'root:x:0:0::/root:/bin/sh\n'),
  file('etc/known', 'known\n'),
  dir('data'),
  script('write', '#!/bin/sh\nif date; then echo x > /data/w; fi\n'),
];

function traceScript(body: string, interpreter = '/bin/bash'): EntryTrace {
  return traceOf([...IMAGE, script('e', `#!${interpreter}\n${body}\n`)], {
    entrypoint: ['/e'],
    cmd: ['one', '-a', 'x'],
    env: ['PATH=/usr/bin:/bin', 'SET=value'],
  });
}

const endsOf = ({ terminals }: EntryTrace): string[] => terminals.map(({ path, status }) => `${path} ${status}`).sort();

/** So many ways that they are merged. */
const MANY = 'A B C D E F'
  .split(' ')
  .map((name) => `if [ "$(date)" = ${name} ]; then ${name}=1; else ${name}=2; fi\n`)
  .join('');

/** Each ends as `app` in some runs and as `other` in the rest. */
const ROWS: readonly (readonly [what: string, body: string])[] = [
  // Conditions on values.
  ['if on a value that a program prints', 'if [ "$(date)" = x ]; then exec app; fi; exec other'],
  ['else of it', 'if [ "$(date)" != x ]; then exec app; else exec other; fi'],
  ['elif', 'if [ "$1" = none ]; then exec app; elif [ "$(date)" = x ]; then exec app; else exec other; fi'],
  ['a number that is not known', 'if [ "$(date +%s)" -gt 5 ]; then exec app; fi; exec other'],
  ['-z', '[ -z "$(date)" ] && exec app; exec other'],
  ['and', '[ "$(date)" = x -a "$SET" = value ] && exec app; exec other'],
  ['or', '[ "$(date)" = x -o "$SET" = no ] && exec app; exec other'],
  ['not', '! [ "$(date)" = x ] && exec app; exec other'],
  ['[[ =~ ]]', 'if [[ $(date) =~ ^x ]]; then exec app; fi; exec other'],
  ['[[ =~ ]] with what it cannot follow', 'if [[ "$SET" =~ (a|v)+\\b ]]; then exec app; fi; exec other'],
  ['[[ with a pattern that is not known', 'p=$(date); if [[ value == $p ]]; then exec app; fi; exec other'],
  ['case over what is not known', 'case "$(date)" in x) exec app;; *) exec other;; esac'],
  ['case with a pattern that is not known', 'case value in $(date)) exec app;; *) exec other;; esac'],
  ['case over a value with a known start', 'case "x$(date)" in xy) exec app;; x*) exec other;; esac'],
  ['case that falls through', 'case "$(date)" in x) : ;& y) exec app;; *) exec other;; esac'],
  ['case that goes on testing', 'case "$(date)" in x) : ;;& x*) exec app;; esac; exec other'],
  ['arithmetic', 'if (( $(date +%s) > 5 )); then exec app; fi; exec other'],
  ['arithmetic of a variable', 'n=$(date +%s); if [ $((n % 2)) = 0 ]; then exec app; fi; exec other'],
  ['ternary with assignment', 'n=$(date +%s); x=0; : $((n ? (x=1) : 0)); if [ $x = 1 ]; then exec app; fi; exec other'],
  [
    'arithmetic && with assignment',
    'n=$(date +%s); x=0; : $((n && (x=1))); if [ $x = 1 ]; then exec app; fi; exec other',
  ],
  [
    'arithmetic || with assignment',
    'n=$(date +%s); x=0; : $((n || (x=1))); if [ $x = 1 ]; then exec app; fi; exec other',
  ],
  ['let', 'n=$(date +%s); let x=n%2; if [ "$x" = 1 ]; then exec app; fi; exec other'],
  ['random', 'if [ $RANDOM -gt 5 ]; then exec app; fi; exec other'],
  ['process id', 'if [ $$ = 1 ]; then exec app; fi; exec other'],
  ['length', 'x=$(date); if [ ${#x} = 4 ]; then exec app; fi; exec other'],
  ['default of a value that may be empty', 'x=$(date); if [ "${x:-none}" = none ]; then exec app; fi; exec other'],
  ['alternative of a value that may be empty', 'x=$(date); if [ "${x:+yes}" = yes ]; then exec app; fi; exec other'],
  ['default with assignment', 'x=$(date); : ${x:=none}; if [ "$x" = none ]; then exec app; fi; exec other'],
  ['removal of a prefix', 'x=$(date); if [ "${x#a}" = b ]; then exec app; fi; exec other'],
  ['replacement', 'x=$(date); if [ "${x/a/b}" = b ]; then exec app; fi; exec other'],
  ['upper case', 'x=$(date); if [ "${x^^}" = B ]; then exec app; fi; exec other'],
  ['slice', 'x=$(date); if [ "${x:0:1}" = B ]; then exec app; fi; exec other'],
  ['indirect', 'n=$(date); if [ "${!n}" = B ]; then exec app; fi; exec other'],
  ['names by prefix', 'if [ "${!SE*}" = SET ]; then exec app; fi; exec other'],
  ['array index', 'a=(x y); if [ "${a[$(date +%s)]}" = x ]; then exec app; fi; exec other'],
  [
    'array that is assigned at an unknown index',
    'a=(x y); a[$(date +%s)]=z; if [ "${a[0]}" = z ]; then exec app; fi; exec other',
  ],
  ['associative array', 'declare -A m; m[$(date)]=1; if [ "${m[x]}" = 1 ]; then exec app; fi; exec other'],
  ['count of fields', 'set -- $(date); if [ $# = 6 ]; then exec app; fi; exec other'],
  ['a field', 'set -- $(date); if [ "$2" = x ]; then exec app; fi; exec other'],
  ['array of fields', 'a=($(date)); if [ "${#a[@]}" = 6 ]; then exec app; fi; exec other'],
  ['array element of fields', 'a=($(date)); if [ "${a[1]}" = 6 ]; then exec app; fi; exec other'],
  ['shift by what is not known', 'set -- a b c; shift $(date +%s); if [ "$1" = b ]; then exec app; fi; exec other'],
  ['unset of what is not known', 'X=1; unset $(date); if [ "$X" ]; then exec app; fi; exec other'],
  ['export of what is not known', 'X=1; export "$(date)"; if [ "$X" = 1 ]; then exec app; fi; exec other'],
  ['printf -v to an unknown name', 'X=1; printf -v "$(date)" %s 2; if [ "$X" = 1 ]; then exec app; fi; exec other'],
  ['read to an unknown name', 'X=1; read "$(date)" <<< 2; if [ "$X" = 1 ]; then exec app; fi; exec other'],
  ['printf with a format it does not follow', 'x=$(printf %x 255); if [ "$x" = ff ]; then exec app; fi; exec other'],
  // Status.
  ['status of a program', 'app --check && exec app; exec other'],
  ['|| of it', 'app --check || exec app; exec other'],
  ['$?', 'date >/dev/null; if [ $? = 0 ]; then exec app; fi; exec other'],
  ['$? in a case', 'date >/dev/null; case $? in 0) exec app;; *) exec other;; esac'],
  ['a pipeline', 'if date | grep -q x; then exec app; fi; exec other'],
  ['a negated pipeline', 'if ! date | grep -q x; then exec app; fi; exec other'],
  ['a subshell', 'if (date); then exec app; fi; exec other'],
  ['a function', 'f() { date; }; if f; then exec app; fi; exec other'],
  ['a function that returns it', 'f() { return $(date +%s); }; if f; then exec app; fi; exec other'],
  ['a subshell that exits with it', 'if (exit $(date +%s)); then exec app; fi; exec other'],
  ['command substitution as a command', 'if x=$(date); then exec app; fi; exec other'],
  ['wait', 'date & wait $! && exec app; exec other'],
  ['kill -0', 'date & if kill -0 $!; then exec app; fi; exec other'],
  ['command -v of what is not known', 'if command -v "$(date)"; then exec app; fi; exec other'],
  ['type of it', 'if type "$(date)"; then exec app; fi; exec other'],
  ['timeout', 'if timeout 5 date; then exec app; fi; exec other'],
  ['xargs', 'if echo x | xargs date; then exec app; fi; exec other'],
  ['grep of a file of a run', 'if grep -q x /proc/cpuinfo; then exec app; fi; exec other'],
  ['expr', 'if expr "$(date)" : x; then exec app; fi; exec other'],
  ['cd', 'if cd "$(date)"; then exec app; fi; exec other'],
  ['cd into what a run mounts', 'if cd /run/secrets/x; then exec app; fi; exec other'],
  ['set -e after it', 'set -e; x=0; date && x=1; if [ $x = 1 ]; then exec app; fi; exec other'],
  // Loops.
  ['while', 'while date; do exec app; done; exec other'],
  ['until', 'until date; do exec app; done; exec other'],
  ['for over what is not known', 'for x in $(date); do exec app; done; exec other'],
  [
    'for over what is not known, by its value',
    'for x in $(date); do if [ "$x" = a ]; then exec app; fi; done; exec other',
  ],
  ['for that counts', 'n=0; for x in $(date); do n=$((n+1)); done; if [ $n = 2 ]; then exec app; fi; exec other'],
  ['for that collects', 's=; for x in $(date); do s="$s."; done; if [ "$s" = ... ]; then exec app; fi; exec other'],
  ['for over files of a run', 'for x in /proc/*; do if [ "$x" = /proc/7 ]; then exec app; fi; done; exec other'],
  [
    'for over a folder that a program writes',
    'other /data/d; for x in /data/d/*; do if [ -f "$x" ]; then exec app; fi; done; exec other',
  ],
  ['while read of a program', 'while read -r x; do exec app; done < <(date); exec other'],
  ['while read that sets', 'while read -r x; do y=1; done < <(date); if [ "$y" ]; then exec app; fi; exec other'],
  ['read of input', 'read -r x; if [ "$x" = y ]; then exec app; fi; exec other'],
  ['read status of input', 'if read -r x; then exec app; fi; exec other'],
  ['mapfile', 'mapfile -t a < <(date); if [ "${#a[@]}" = 3 ]; then exec app; fi; exec other'],
  ['loop that counts', 'n=0; while date; do n=$((n+1)); done; if [ $n = 9 ]; then exec app; fi; exec other'],
  ['break at an unknown turn', 'for x in 1 2 3; do date && break; done; if [ $x = 3 ]; then exec app; fi; exec other'],
  ['C loop', 'n=$(date +%s); for ((i = 0; i < n; i++)); do exec app; done; exec other'],
  ['getopts', 'while getopts ax: o; do case $o in a) exec app;; esac; done; exec other'],
  // Text that is run.
  ['eval with a known frame', 'v=$(date); eval "if [ \\"$v\\" = x ]; then exec app; fi"; exec other'],
  ['eval of an assignment', 'eval "X=$(date)"; if [ "$X" = 1 ]; then exec app; fi; exec other'],
  ['eval of an unknown name', 'X=1; eval "$(date)=2"; if [ "$X" = 1 ]; then exec app; fi; exec other'],
  ['source of what is not known', '. "$(date)"; if [ "$X" ]; then exec app; fi; exec other'],
  ['source of a file of a run', 'X=1; . /run/secrets/env; if [ "$X" = 2 ]; then exec app; fi; exec other'],
  [
    'source of a file that a program writes',
    'other /data/env; . /data/env; if [ "$X" ]; then exec app; fi; exec other',
  ],
  ['source of a process', '. <(date); if [ "$X" ]; then exec app; fi; exec other'],
  // Functions, options and values that differ between ways.
  ['functions of one name', 'if date; then run() { exec app; }; else run() { exec other; }; fi; run'],
  ['a function that may be there', 'if date; then other() { exec app; }; fi; other; exec other'],
  ['a program by a value', 'if date; then P=app; else P=other; fi; exec $P'],
  ['arguments', 'if date; then set -- app; else set -- other; fi; exec "$@"'],
  ['PATH', 'if date; then PATH=/none; fi; if command -v app; then exec app; fi; PATH=/usr/bin exec other'],
  ['set -e in one way', 'if date; then set -e; fi; [ a = b ]; if date; then exec app; fi; exec other'],
  ['working folder', 'if date; then cd /etc; fi; if [ -f known ]; then exec app; fi; exec other'],
  ['IFS', 'IFS=$(date); x="a:b"; set -- $x; if [ $# = 2 ]; then exec app; fi; exec other'],
  [
    'a file that one way writes',
    'if date; then echo x > /data/f; fi; if [ -f /data/f ]; then exec app; fi; exec other',
  ],
  [
    'many ways, and a function of one name',
    `${MANY}if date; then run() { exec app; }; else run() { exec other; }; fi\n${MANY}run`,
  ],
  [
    'many ways, and a function that is there on some',
    `${MANY}if date; then other() { exec app; }; fi\n${MANY}other; exec other`,
  ],
  ['many ways, and a trap', `${MANY}if date; then trap app EXIT; fi\n${MANY}if date; then exec app; fi; exec other`],
  ['functions of one name and place', 'if date; then b=app; else b=other; fi; eval "run() { exec $b; }"; run'],
  ['a script that writes in one way', '/write; if [ -f /data/w ]; then exec app; fi; exec other'],
  ['select', 'select x in a b; do exec app; done; exec other'],
  // Files.
  ['a file that a program makes', 'other /data/x; [ -f /data/x ] && exec app; exec other'],
  ['a file below what a program makes', 'other /data/x; [ -f /data/x/y ] && exec app; exec other'],
  ['a file below a folder that a program is given', 'other --dir=/data; [ -f /data/y ] && exec app; exec other'],
  ['content of it', 'other /data/x; if [ "$(cat /data/x)" = 1 ]; then exec app; fi; exec other'],
  ['a file of the kernel', 'if [ -e /sys/fs/cgroup/cgroup.controllers ]; then exec app; fi; exec other'],
  ['a file of the runtime', 'if [ -f /.dockerenv ]; then exec app; fi; exec other'],
  ['a secret', 'if [ -f /run/secrets/x ]; then exec app; fi; exec other'],
  ['a name that is not known', 'if [ -f "$(date)" ]; then exec app; fi; exec other'],
  ['an unknown name that is written', 'echo x > "/data/$(date)"; if [ -f /data/x ]; then exec app; fi; exec other'],
  ['an unknown name that is removed', 'rm -f "/etc/$(date)"; if [ -f /etc/known ]; then exec app; fi; exec other'],
  [
    'a file of a made name that is copied',
    'cp /etc/known "/data/$(date)"; if [ -f /data/x ]; then exec app; fi; exec other',
  ],
  [
    'files that a glob removes',
    'rm -f /etc/kno*; if [ -f /etc/known ]; then exec other; fi; if date; then exec app; fi; exec other',
  ],
  ['a terminal', 'if [ -t 0 ]; then exec app; fi; exec other'],
  ['newer', 'if [ /etc/known -nt /etc/passwd ]; then exec app; fi; exec other'],
  ['the same file', 'if [ /etc/known -ef /etc/passwd ]; then exec app; fi; exec other'],
  ['set-uid', 'if [ -u /etc/known ]; then exec app; fi; exec other'],
];

describe('what only a run decides', () => {
  it.for(ROWS)('%s', ([, body]) => {
    const trace = traceScript(body);
    expect([endsOf(trace), trace.outcome]).toEqual([
      ['usr/bin/app possible', 'usr/bin/other possible'],
      'partiallyresolved',
    ]);
  });

  it.for([
    ['text', 'eval "$(date)"; exec app', 'eval $(date)'],
    ['a file that is named by what is not known', '. "$(date)"; exec app', 'sources $(date)'],
  ] as const)('is noted where it goes on: %s', ([, body, detail]) => {
    const { outcome, diagnostics } = traceScript(body);
    expect([outcome, diagnostics.map((one) => [one.reason, one.detail])]).toEqual([
      'partiallyresolved',
      [['DynamicEnvironmentReference', detail]],
    ]);
  });

  it('is noted where dash reads an alias', () => {
    expect(traceScript('alias other=app\nother', '/bin/dash').diagnostics.map(({ reason }) => reason)).toEqual([
      'UnsupportedConstruct',
    ]);
  });

  it.for([
    ['of a shell', 'PATH="$(date):$PATH"; exec app'],
    ['of a wrapper', 'exec env PATH="$(date):$PATH" app'],
  ] as const)('a folder in front of PATH %s may have another program of that name', ([, body]) => {
    const trace = traceScript(body);
    expect([endsOf(trace), trace.outcome, trace.diagnostics.map(({ reason }) => reason)]).toEqual([
      ['null possible', 'usr/bin/app possible'],
      'partiallyresolved',
      ['DynamicEnvironmentReference'],
    ]);
  });
});

/** A program of branches that only a run decides. */
type Step =
  | Readonly<{ do: 'set'; name: 'x' | 'y'; value: string }>
  | Readonly<{ do: 'if'; yes: readonly Step[]; no: readonly Step[] }>
  | Readonly<{ do: 'case'; arms: readonly (readonly Step[])[] }>
  | Readonly<{ do: 'for' | 'while' | 'function'; body: readonly Step[] }>
  | Readonly<{ do: 'call' | 'exec' }>;

const { steps } = fc.letrec<{ step: Step; steps: Step[] }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 3, depthIdentifier: 'steps' }),
  step: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'steps' },
    fc.record({
      do: fc.constant('set' as const),
      name: fc.constantFrom('x' as const, 'y' as const),
      value: fc.constantFrom('app', 'other', 'third', '$x', '$y'),
    }),
    fc.record({ do: fc.constantFrom('call' as const, 'exec' as const) }),
    fc.record({ do: fc.constant('if' as const), yes: tie('steps'), no: tie('steps') }),
    fc.record({ do: fc.constant('case' as const), arms: fc.array(tie('steps'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ do: fc.constantFrom('for' as const, 'while' as const, 'function' as const), body: tie('steps') }),
  ),
}));

function shellText(all: readonly Step[]): string {
  return all
    .map((one): string => {
      switch (one.do) {
        case 'set':
          return `${one.name}=${one.value}\n`;
        case 'if':
          return `if date; then :; ${shellText(one.yes)}else :; ${shellText(one.no)}fi\n`;
        case 'case':
          return `case $(date) in ${one.arms.map((arm, i) => `${i}*) :; ${shellText(arm)};;`).join(' ')} esac\n`;
        case 'for':
          return `for i in $(date); do :; ${shellText(one.body)}done\n`;
        case 'while':
          return `while date; do :; ${shellText(one.body)}done\n`;
        case 'function':
          return `f() { :; ${shellText(one.body)}}\n`;
        case 'call':
          return 'f\n';
        case 'exec':
          return 'exec $x\n';
        default:
          return one satisfies never;
      }
    })
    .join('');
}

type Run = { x: string; y: string; f: readonly Step[] | null; depth: number };

/** What one run ends as, or undefined: it goes on. @param choose what the run decides: one of so many */
function runSteps(all: readonly Step[], run: Run, choose: (count: number) => number): string | undefined {
  const again = (body: readonly Step[]): string | undefined => {
    for (let turns = choose(3); turns > 0; turns--) {
      const end = runSteps(body, run, choose);
      if (end !== undefined) return end;
    }
    return undefined;
  };
  for (const one of all) {
    let end: string | undefined;
    if (one.do === 'set') run[one.name] = one.value === '$x' ? run.x : one.value === '$y' ? run.y : one.value;
    else if (one.do === 'if') end = runSteps(choose(2) === 0 ? one.yes : one.no, run, choose);
    else if (one.do === 'case') end = runSteps(one.arms[choose(one.arms.length + 1)] ?? [], run, choose);
    else if (one.do === 'for' || one.do === 'while') end = again(one.body);
    else if (one.do === 'function') run.f = one.body;
    else if (one.do === 'exec') end = run.x;
    else if (run.f && run.depth < DEEP) {
      run.depth += 1;
      end = runSteps(run.f, run, choose);
      run.depth -= 1;
    } else if (run.depth >= DEEP) end = BOTTOMLESS;
    if (end !== undefined) return end;
  }
  return undefined;
}

/** Functions that call themselves are followed so far, and are then left aside: the trace says of them that they go too deep. */
const DEEP = 3;
const BOTTOMLESS = '(bottomless)';

/** Ends of every run, each sequence of decisions once; undefined: too many. */
function everyEnd(all: readonly Step[]): Set<string> | undefined {
  const ends = new Set<string>();
  const made: { at: number; of: number }[] = [];
  for (let runs = 0; runs < 2000; runs++) {
    let next = 0;
    const choose = (of: number): number => (made[next++] ??= { at: 0, of }).at;
    const end = runSteps(all, { x: 'app', y: 'other', f: null, depth: 0 }, choose);
    if (end === BOTTOMLESS) return undefined;
    ends.add(end ?? 'third');
    while (made.length > 0 && (made.at(-1)?.at ?? 0) + 1 >= (made.at(-1)?.of ?? 0)) made.pop();
    const last = made.at(-1);
    if (!last) return ends;
    last.at += 1;
  }
  return undefined;
}

describe('a program of branches that only runs decide', () => {
  it('has every end of every run, and takes one only if all have it', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const ends = everyEnd(all);
        fc.pre(ends !== undefined);
        const { terminals } = traceScript(`x=app\ny=other\n${shellText(all)}exec third`);
        const found = new Map(terminals.map(({ path, status }) => [path?.replace('usr/bin/', ''), status]));
        for (const end of ends ?? []) expect([...found.keys()]).toContain(end);
        for (const [end, status] of found) if (status === 'taken') expect([...(ends ?? [])]).toEqual([end]);
      }),
      { numRuns: 300 },
    );
  });
});
