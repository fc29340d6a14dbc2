import { describe, expect, it } from 'vitest';
import { startEnds } from '#shared/model/entry-trace.ts';
import { symlink, type TarEntry } from '#engine/testing/tar.ts';
import { program, script, traceOf } from '#engine/testing/trace.ts';

const FILES: readonly TarEntry[] = [
  ...'dash server other python3 id date curl rm sleep tail chown ps grep'
    .split(' ')
    .map((name) => program(`usr/bin/${name}`)),
  symlink('usr/bin/sh', 'dash'),
  script('hook', "#!/usr/bin/sh\nset -e\npython3 -c 'import app'\ncurl -fsS http://127.0.0.1:9/ || true\n"),
  script('quiet', '#!/usr/bin/sh\necho hi\n'),
  script('serve', '#!/usr/bin/sh\nchown x /data\nserver\n'),
];

const traceScript = (body: string): ReturnType<typeof traceOf> =>
  traceOf([...FILES, script('e', `#!/usr/bin/sh\n${body}\n`)], { entrypoint: ['/e'], env: ['PATH=/usr/bin'] });

/** What keeps the container running when the shell comes to an end, or never does. */
describe('what a script waits for', () => {
  it.for([
    ['a program that ends by itself', 'date', []],
    ['two of them, and exit', 'id -u; date; exit 0', []],
    ['one whose failure is asked for', 'date || exit 1; echo done', []],
    [
      'a hook with one of which nobody knows whether it ends',
      '/hook\ncase "$MODE" in all) exec server;; esac',
      ['python3 possible'],
    ],
    ['a hook of builtins', '/quiet', []],
    ['a shell that is replaced by it', 'exec /hook', ['python3 possible']],
    ['one behind which the script reports', 'other --migrate; curl http://127.0.0.1/', ['other possible']],
    ['a pipeline that ends', 'ps | grep x', []],
    ['a child in the background that nothing waits for', 'server & date', []],
    ['a child in the background, and nothing else', 'server &', []],
    ['a child in the background that ends', 'date & wait', []],
    ['the last line', 'date; server', ['server taken']],
    ['the last line of a child', '/serve', ['server taken']],
    ['the last but for builtins', 'other --migrate; server; code=$?; echo "$code"; exit "$code"', ['server taken']],
    ['one that is asked for', 'server || exit 1', ['server taken']],
    ['one in a pipeline', 'server | grep x', ['server taken']],
    ['one in a subshell', '(cd /; server)', ['server taken']],
    ['one behind which the script tidies up', 'server; rm -f /run/pid', ['server possible']],
    ['a child that is waited for', 'server & date; wait', ['server taken']],
    ['a sleep without end', 'date; sleep infinity', ['sleep taken']],
    ['a file that is followed', 'server & tail -f /log', ['tail taken']],
    ['a loop without end', 'while true; do other; sleep 5; done', ['other taken']],
  ] as const)('%s', ([, body, left]) => {
    const trace = traceScript(body);
    expect(trace.terminals.map(({ path, status }) => `${path?.slice(8)} ${status}`)).toEqual(left);
    expect(startEnds(trace)).toBe(left.length === 0);
    expect(trace.outcome).toBe(left.some((one) => one.endsWith('possible')) ? 'partiallyresolved' : 'resolved');
    expect(trace.diagnostics).toEqual([]);
  });

  it('does not take a start for one that ends, to which no command was given', () => {
    const trace = traceScript('exec "$@"');
    expect([trace.diagnostics[0]?.reason, startEnds(trace)]).toEqual(['NoEntrypoint', false]);
  });
});
