import { describe, expect, it } from 'vitest';
import { outline, program, script, traceOf } from '#engine/testing/trace.ts';
import { dir, file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import type { TraceHints } from '#shared/model/entry-trace.ts';
import type { ImageConfig } from '#shared/model/image.ts';

const BASE: readonly TarEntry[] = [
  program('bin/dash'),
  symlink('bin/sh', 'dash'),
  program('bin/bash'),
  program('usr/bin/env'),
  program('usr/bin/python3.11'),
  symlink('usr/bin/python3', 'python3.11'),
  program('usr/sbin/app'),
  file('etc/passwd', 'root:x:0:0::/root:/bin/sh\nweb:x:33:33::/var/www:/usr/sbin/nologin\n'),
];

type Row = Readonly<{
  name: string;
  files?: readonly TarEntry[];
  config: Partial<ImageConfig>;
  hints?: TraceHints;
  hops: readonly string[];
  outcome?: string;
  reasons?: readonly string[];
}>;

/** What POSIX, the kernel (execve(2)), OCI image-spec and the Dockerfile reference say of these. */
const ROWS: readonly Row[] = [
  {
    name: 'exec form',
    config: { entrypoint: ['/usr/sbin/app'], cmd: ['-v'] },
    hops: ['start /usr/sbin/app -v @usr/sbin/app'],
  },
  { name: 'CMD alone, through PATH', config: { cmd: ['app'] }, hops: ['start app @usr/sbin/app'] },
  {
    name: 'PATH of the image',
    files: [program('opt/bin/app')],
    config: { cmd: ['app'], env: ['PATH=/opt/bin:/usr/sbin'] },
    hops: ['start app @opt/bin/app'],
  },
  {
    name: 'PATH passes over folders and files that are not executable',
    files: [dir('a'), dir('a/app'), dir('b'), file('b/app', 'x', { mode: 0o644 })],
    config: { cmd: ['app'], env: ['PATH=/a:/b:/usr/sbin'] },
    hops: ['start app @usr/sbin/app'],
  },
  {
    name: 'shell form',
    config: { cmd: ['/bin/sh', '-c', 'app -x'] },
    hops: ['start /bin/sh -c app -x @bin/dash', 'run app -x @usr/sbin/app :1'],
  },
  {
    name: 'SHELL with options',
    config: { cmd: ['/bin/bash', '-o', 'pipefail', '-c', 'exec app "$0" $1', 'a', 'b c'] },
    hops: ['start /bin/bash -o pipefail -c exec app "$0" $1 a b c @bin/bash', 'exec app a b c @usr/sbin/app :1'],
  },
  {
    name: 'CMD behind a shell-form ENTRYPOINT is ignored',
    config: { entrypoint: ['/bin/sh', '-c', 'exec app'], cmd: ['/bin/sh', '-c', 'other'] },
    hops: ['start /bin/sh -c exec app /bin/sh -c other @bin/dash', 'exec app @usr/sbin/app :1'],
  },
  {
    name: 'relative to WORKDIR',
    files: [script('srv/run', '#!/bin/sh\nexec ../usr/sbin/app\n')],
    config: { cmd: ['./run'], workingDir: '/srv' },
    hops: ['start ./run @srv/run', 'interpreter /bin/sh ./run @bin/dash :1', 'exec ../usr/sbin/app @usr/sbin/app :2'],
  },
  {
    name: 'a #! line with blanks and one argument',
    files: [script('run', '#! /bin/sh  -eu \napp\n')],
    config: { entrypoint: ['/run'] },
    hops: ['start /run @run', 'interpreter /bin/sh -eu /run @bin/dash :1', 'run app @usr/sbin/app :2'],
  },
  {
    name: 'env -S',
    files: [script('run', '#!/usr/bin/env -S app -u "a b"\n')],
    config: { entrypoint: ['/run', 'x'] },
    hops: [
      'start /run x @run',
      'interpreter /usr/bin/env -S app -u "a b" /run x @usr/bin/env :1',
      'exec app -u a b /run x @usr/sbin/app :1',
    ],
  },
  {
    name: 'an interpreter that is a script',
    files: [script('outer', '#!/inner x\n'), script('inner', '#!/bin/sh\nexec app "$@"\n')],
    config: { entrypoint: ['/outer', 'y'] },
    hops: [
      'start /outer y @outer',
      'interpreter /inner x /outer y @inner :1',
      'interpreter /bin/sh /inner x /outer y @bin/dash :1',
      'exec app x /outer y @usr/sbin/app :2',
    ],
  },
  {
    name: 'a missing interpreter',
    files: [script('run', '#!/bin/zsh\napp\n')],
    config: { entrypoint: ['/run'] },
    hops: ['start /run @run', 'interpreter /bin/zsh /run :1 !InterpreterNotFound'],
    outcome: 'unresolved',
    reasons: ['InterpreterNotFound'],
  },
  {
    name: 'a line end of another system is part of the interpreter’s name',
    files: [script('run', '#!/bin/sh\r\napp\r\n')],
    config: { entrypoint: ['/run'] },
    hops: ['start /run @run', 'interpreter /bin/sh\r /run :1 !InterpreterNotFound'],
    outcome: 'unresolved',
    reasons: ['InterpreterNotFound'],
  },
  {
    name: 'no #! line: the kernel refuses',
    files: [script('run', 'app\n')],
    config: { entrypoint: ['/run'] },
    hops: ['start /run @run'],
    outcome: 'unresolved',
    reasons: ['NotExecutable'],
  },
  {
    name: 'no #! line: a shell reads it',
    files: [script('run', 'exec app "$@"\n')],
    config: { cmd: ['/bin/sh', '-c', '/run z'] },
    hops: ['start /bin/sh -c /run z @bin/dash', 'run /run z @run :1', 'exec app z @usr/sbin/app :1'],
  },
  {
    name: 'no x bit',
    files: [file('run', '#!/bin/sh\napp\n')],
    config: { entrypoint: ['/run'] },
    hops: ['start /run !NotExecutable'],
    outcome: 'unresolved',
    reasons: ['NotExecutable'],
  },
  {
    name: 'x for another user only',
    files: [file('run', '#!/bin/sh\napp\n', { mode: 0o744 })],
    config: { entrypoint: ['/run'], user: 'web' },
    hops: ['start /run !NotExecutable'],
    outcome: 'unresolved',
    reasons: ['NotExecutable'],
  },
  {
    name: 'not there',
    config: { cmd: ['nothing'] },
    hops: ['start nothing !CommandNotFound'],
    outcome: 'unresolved',
    reasons: ['CommandNotFound'],
  },
  { name: 'nothing stated', config: {}, hops: [], outcome: 'unresolved', reasons: ['NoEntrypoint'] },
  {
    name: 'an entry point with nothing to become',
    files: [script('run', '#!/bin/sh\nexec "$@"\n')],
    config: { entrypoint: ['/run'] },
    hops: ['start /run @run', 'interpreter /bin/sh /run @bin/dash :1'],
    outcome: 'unresolved',
    reasons: ['NoEntrypoint'],
  },
  {
    name: 'hints: an entry point of one’s own resets CMD',
    config: { entrypoint: ['/none'], cmd: ['-x'] },
    hints: { entrypoint: ['app'] },
    hops: ['start app @usr/sbin/app'],
  },
  {
    name: 'hints: CMD and a variable',
    files: [script('run', '#!/bin/sh\n[ "$MODE" = a ] && exec app "$@"\nexec other\n')],
    config: { entrypoint: ['/run'], cmd: ['-x'], env: ['MODE=b'] },
    hints: { cmd: ['-y'], env: { MODE: 'a' } },
    hops: ['start /run -y @run', 'interpreter /bin/sh /run -y @bin/dash :1', 'exec app -y @usr/sbin/app :2'],
  },
];

describe('the start of a container', () => {
  it.for(ROWS)('$name', ({ files = [], config, hints, hops, outcome = 'resolved', reasons = [] }) => {
    const trace = traceOf([...BASE, ...files], config, hints);
    expect(outline(trace)).toEqual(hops);
    expect([trace.outcome, trace.diagnostics.map(({ reason }) => reason)]).toEqual([outcome, reasons]);
  });
});
