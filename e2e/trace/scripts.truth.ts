import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseShell } from '#engine/formats/shell/parse-shell.ts';
import { latin1 } from '#engine/entrytrace/world.ts';
import { program, traceOf } from '#engine/testing/trace.ts';
import { file } from '#engine/testing/tar.ts';

/** Shell scripts below /usr, /etc and /var/lib/dpkg by their first line, each content once. */
function scripts(): Map<string, Buffer> {
  const list = execFileSync(
    'grep',
    [
      '-rlIsE',
      '--max-count=1',
      String.raw`^#! ?/(usr/)?bin/(env )?(ba|da|k)?sh\b`,
      '/usr/bin',
      '/usr/sbin',
      '/usr/lib',
      '/usr/share',
      '/etc',
      '/var/lib/dpkg/info',
    ],
    { encoding: 'buffer', maxBuffer: 1 << 28 },
  );
  const found = new Map<string, Buffer>();
  for (const path of list.toString('latin1').split('\n').filter(Boolean)) {
    const bytes = readFileSync(Buffer.from(path, 'latin1'));
    if (bytes.length <= 1 << 20 && bytes.toString('latin1', 0, 2) === '#!')
      found.set(bytes.toString('latin1'), Buffer.from(path, 'latin1'));
  }
  return found;
}

/** Is it what the shell that it names takes? */
function isValid(source: string, path: Buffer): boolean {
  const shell = /^#![^\n]*\bbash/.test(source) ? 'bash' : 'dash';
  try {
    execFileSync(shell, ['-n', path.toString('latin1')], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it('every shell script of this machine is parsed or has a diagnostic', () => {
  const all = scripts();
  let commands = 0;
  const refused: string[] = [];
  for (const [source, path] of all) {
    const script = parseShell(latin1(Buffer.from(source, 'latin1')));
    commands += script.commands.length;
    if (script.problems.length > 0 && isValid(source, path)) refused.push(path.toString('latin1'));
    expect(
      script.commands.length > 0 || script.problems.length > 0 || !/^[^#\n]*\S/m.test(source.replace(/^#!.*\n/, '')),
    ).toBe(true);
  }
  console.log(
    `${all.size} scripts, ${commands} commands at their top, ${refused.length} refused that their shell takes: ${refused.join(' ')}`,
  );
  expect(all.size).toBeGreaterThan(100);
  expect(refused).toEqual([]);
});

it('every one can be followed as an entry point', () => {
  const base = [
    'bin/sh',
    'bin/bash',
    'usr/bin/bash',
    'usr/bin/sh',
    'usr/bin/env',
    'usr/bin/perl',
    'bin/sed',
    'bin/grep',
  ];
  let [hops, slowest, slowestMs] = [0, '', 0];
  for (const [source, path] of scripts()) {
    const script = file('run', Buffer.from(source, 'latin1'), { mode: 0o755 });
    const began = performance.now();
    const trace = traceOf([...base.map(program), script], { entrypoint: ['/run'], cmd: ['start'] });
    const ms = performance.now() - began;
    if (ms > slowestMs) [slowest, slowestMs] = [path.toString('latin1'), ms];
    hops += trace.hops.length;
    expect(trace.hops.length).toBeGreaterThan(0);
  }
  console.log(`${hops} hops; the slowest took ${Math.round(slowestMs)} ms: ${slowest}`);
  expect(slowestMs).toBeLessThan(60_000);
});
