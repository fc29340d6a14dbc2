import { describe, expect, it } from 'vitest';
import { file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import { outline, program, script, traceOf } from '#engine/testing/trace.ts';
import type { EntryTrace } from '#shared/model/entry-trace.ts';

const BASE: readonly TarEntry[] = [
  program('bin/dash'),
  symlink('bin/sh', 'dash'),
  program('usr/bin/app'),
  program('usr/bin/java'),
  program('usr/bin/run-parts'),
];

const unread = (cmd: readonly string[], files: readonly TarEntry[] = []): EntryTrace =>
  traceOf([...BASE, ...files], { cmd }, {}, [2]);

const started = (body: string): EntryTrace => unread(['/start'], [script('start', `#!/bin/sh\n${body}\n`)]);

/** Details of all but the first diagnostic, which is about the layer. */
const details = ({ diagnostics }: EntryTrace): string[] => {
  expect(diagnostics.map(({ reason }) => reason)).toEqual(diagnostics.map(() => 'LayerNotRead'));
  expect(diagnostics[0]).toMatchObject({
    detail: 'not known: layer 2 was not read, and may change all that is started',
    hop: null,
  });
  return diagnostics.slice(1).map(({ detail }) => detail);
};

describe('an image with a layer that was not read', () => {
  it.for<[what: string, trace: () => EntryTrace, about: string]>([
    ['a path', () => unread(['/hello']), '/hello is not in the image'],
    ['a name', () => unread(['hello']), 'hello is not in PATH'],
    ['mode bits', () => unread(['/run'], [file('run', 'x')]), '/run may not be executed by its user'],
    [
      'an interpreter',
      () => unread(['/run'], [script('run', '#!/none\n')]),
      'interpreter /none of run is not in the image',
    ],
    ['a jar', () => unread(['java', '-jar', '/a.jar']), 'jar /a.jar is not in the image'],
    ['start scripts', () => unread(['run-parts', '/hooks']), 'nothing in /hooks would be run'],
    ['a script', () => unread(['sh', '/none.sh']), 'there is no /none.sh'],
    ['a script that is sourced', () => started('. /none.sh'), 'sources /none.sh, which is not in the image'],
    ['a command of a script', () => started('nothing; exec app'), 'nothing is not in PATH'],
  ])('does not tell that it lacks %s', ([_, trace, about]) => {
    expect(details(trace())).toContain(`not known: layer 2 was not read; without it, ${about}`);
    expect(trace().outcome).not.toBe('resolved');
  });

  it('leaves no step for certain, and none out', () => {
    const trace = unread(['app', '-x']);
    expect([outline(trace), trace.outcome, details(trace)]).toEqual([
      ['possible start app -x @usr/bin/app'],
      'partiallyresolved',
      [],
    ]);
    expect(trace.terminals.map(({ status }) => status)).toEqual(['possible']);
    const statuses = started('false && app -a\nexec app -b').hops.map(({ argv, status }) => [argv.at(-1), status]);
    expect(statuses).toContainEqual(['-a', 'possible']);
    expect(statuses).toContainEqual(['-b', 'possible']);
  });

  it('goes both ways where a script asks for a file, and on where a program would fail', () => {
    const asks = started('if [ -f /etc/x ]; then exec app -a; fi\nsetup && exec app -b\nexec app -c');
    expect(asks.terminals.map(({ argv }) => argv.join(' ')).sort()).toEqual(['app -a', 'app -b', 'app -c']);
  });

  it('names all such layers', () => {
    const [first] = traceOf(BASE, { cmd: ['app'] }, {}, [0, 3]).diagnostics;
    expect(first?.detail).toBe('not known: layers 0, 3 were not read, and may change all that is started');
  });
});
