import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program as the kernel has it: its file, from the root of the container, and its words. */
export type Running = Readonly<{ path: string; argv: readonly string[] }>;

export type RealRun = Readonly<{
  /** Programs that live when nothing changes any more, and have no living child. */
  leaves: readonly Running[];
  /** Every execve that succeeded: the path given, and the words. */
  started: readonly Running[];
}>;

export type Start = Readonly<{
  argv: readonly string[];
  env: Readonly<Record<string, string>>;
  cwd: string;
  uid: number;
}>;

/** What else is wanted of a run. */
export type Watch = Readonly<{
  /** System calls for the log beside execve; files that they return are named by their real places. */
  calls: readonly string[];
  /** Is shown each process that lives when nothing changes any more. */
  look: (pid: number) => void;
}>;

/** chroot, then what a runtime does before execve. Perl stands outside of the root. */
const ENTER = `
use POSIX;
my ($root, $cwd, $uid, $n) = splice @ARGV, 0, 4;
my %env = splice @ARGV, 0, 2 * $n;
chroot $root or die; chdir $cwd or die "cwd: $!";
if ($uid) { $( = $uid; $) = "$uid $uid"; POSIX::setuid($uid); }
%ENV = %env;
exec { $ARGV[0] } @ARGV or exit 127;
`;

/** Longest time that a start may take, and how long nothing may change for it to be over. */
const LIMIT_MS = 30_000;
const STILL_MS = 1200;

/** Starts a container's first program for real, waits until nothing changes, looks, and ends what was started. */
export async function runForReal(
  root: string,
  { argv, env, cwd, uid }: Start,
  log: string,
  watch?: Watch,
): Promise<RealRun> {
  const pairs = Object.entries(env);
  const child = spawn(
    'strace',
    [
      '-f',
      '-qq',
      '--seccomp-bpf',
      '-v',
      '-s',
      '8192',
      ...(watch ? ['-y'] : []),
      '-e',
      `trace=${['execve', ...(watch?.calls ?? [])].join(',')}`,
      '-e',
      'signal=none',
      '-o',
      log,
      'perl',
      '-e',
      ENTER,
      root,
      cwd,
      String(uid),
      String(pairs.length),
      ...pairs.flat(),
      ...argv,
    ],
    { stdio: ['ignore', 'ignore', 'ignore'], detached: true },
  );
  let ended = false;
  child.once('close', () => (ended = true));
  const began = Date.now();
  let before = '';
  let since = Date.now();
  for (;;) {
    await sleep(50);
    const now = `${existsSync(log) ? readFileSync(log, 'latin1').length : 0} ${descendants(child.pid ?? 0)
      .map(ticksOf)
      .join(' ')}`;
    if (now !== before) [before, since] = [now, Date.now()];
    if (ended || Date.now() - since > STILL_MS || Date.now() - began > LIMIT_MS) break;
  }
  const alive = descendants(child.pid ?? 0);
  for (const pid of watch ? alive : []) watch?.look(pid);
  const parents = new Set(alive.map(parentOf));
  const leaves = alive.filter((pid) => !parents.has(pid)).flatMap((pid) => running(pid, root));
  for (const pid of alive) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  while (!ended) await sleep(10);
  return { leaves, started: startedIn(readFileSync(log, 'latin1')) };
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid);
  return children.flatMap((one) => [one, ...descendants(one)]);
}

/** A process and the time that it has had: one that still works is not still. */
function ticksOf(pid: number): string {
  try {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ');
    return `${pid}:${rest.split(' ').slice(11, 13).join('+')}`;
  } catch {
    return String(pid);
  }
}

function parentOf(pid: number): number {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function running(pid: number, root: string): Running[] {
  try {
    const path = readlinkSync(`/proc/${pid}/exe`);
    const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return [{ path: path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.slice(1), argv }];
  } catch {
    return [];
  }
}

function startedIn(log: string): Running[] {
  const found: Running[] = [];
  let inside = false;
  for (const line of log.split('\n')) {
    const call = /execve\("((?:[^"\\]|\\.)*)", \[(.*?)\], \[/.exec(line);
    if (!call || !line.endsWith(' = 0')) continue;
    // The first is perl outside of the root.
    if (inside)
      found.push({
        path: text(call[1] ?? ''),
        argv: [...(call[2] ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((word) => text(word[1] ?? '')),
      });
    inside = true;
  }
  return found;
}

function text(escaped: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };
  return escaped.replaceAll(
    /\\([ntrvf\\"]|[0-7]{1,3})/g,
    (_, code: string) => named[code] ?? (/^\d/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : code),
  );
}
