import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliMain } from '#engine/testing/run-cli.ts';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { entryTraceSchema } from '#shared/schema/entry-trace.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { tracedCalls } from '../images/support/traced-calls.ts';
import { WorkFolder } from '../images/support/work-folder.ts';

const lacks = missingTools(['strace']);
skipNotice('image of traps', lacks);

describe.skipIf(lacks.length > 0)('an image whose every file is a trap', () => {
  const work = new WorkFolder();
  const caught = join(work.path, 'caught');
  let started: readonly string[] = [];
  let outputs: readonly string[] = [];

  beforeAll(() => {
    // A real shell's bytes: what is run by mistake would work, and leave a mark on this machine.
    const shell = readFileSync('/bin/dash');
    const trap = (name: string): string => `#!/bin/sh\ntouch ${caught}-${name}\n`;
    const entries = [
      file('bin/sh', shell, { mode: 0o755 }),
      ...['usr/bin/find', 'usr/bin/id', 'usr/bin/readlink', 'usr/bin/dirname', 'usr/bin/app'].map((name) =>
        file(name, trap(name.replaceAll('/', '-')), { mode: 0o755 }),
      ),
      file('hooks/1.sh', trap('hook'), { mode: 0o755 }),
      file(
        'entry.sh',
        `#!/bin/sh\ntouch ${caught}-entry\nX=$(touch ${caught}-substitution; id -u)\neval "touch ${caught}-eval"\nfor f in /hooks/*; do . "$f"; "$f"; done\n(touch ${caught}-subshell) &\ncat <<E | sh\ntouch ${caught}-pipe\nE\nexec app "$(readlink -f "$0")"\n`,
        { mode: 0o755 },
      ),
    ];
    const built = image({
      layers: [{ entries }],
      entrypoint: ['/entry.sh'],
      env: ['PATH=/usr/bin:/bin'],
      tags: ['trap:1'],
    });
    const archive = join(work.path, 'trap.tar');
    writeFileSync(archive, dockerArchive([built]));
    const log = join(work.path, 'strace');
    const trace = ['-f', '--seccomp-bpf', '-s', '300', '-e', 'trace=%process', '-o', log];
    const args = ['trace', '--data', work.fresh(), '--json'];
    const once = (reference: string, more: readonly string[] = []): string =>
      run('strace', [...trace, process.execPath, cliMain, ...args, ...more, reference], { cwd: work.path }).toString();
    const first = once(archive);
    started = tracedCalls(readFileSync(log, 'latin1'))
      .filter(({ name, result }) => /^execve(at)?$/.test(name) && result === '0')
      .map(({ args }) => args.split(',')[0] ?? '');
    const written = run(process.execPath, [cliMain, 'scan', '--data', work.fresh(), '-o', 'entrytrace=-', archive]);
    outputs = [first, once('trap:1'), written.toString()];
  });
  afterAll(() => work[Symbol.dispose]());

  it('is traced without running any of it', () => {
    expect(started).toEqual([`"${process.execPath}"`]);
    for (const name of ['entry', 'substitution', 'eval', 'hook', 'subshell', 'pipe', 'usr-bin-app', 'usr-bin-id'])
      expect([name, existsSync(`${caught}-${name}`)]).toEqual([name, false]);
  });

  it('gives the published shape, the same bytes from the archive, from the store and from a scan', () => {
    const [first = '', second, written] = outputs;
    expect([second, written]).toEqual([first, first]);
    const trace = entryTraceSchema.parse(JSON.parse(first));
    expect(trace.hops.map(({ argv }) => argv[0])).toEqual(expect.arrayContaining(['/entry.sh', 'touch', 'id', 'app']));
    expect(trace.hops.find(({ kind }) => kind === 'start')).toMatchObject({
      path: 'entry.sh',
      layer: 0,
      status: 'taken',
    });
  });
});
