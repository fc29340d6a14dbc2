import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from './seeded-random.ts';

export type CrashPlan = Readonly<{
  /** Processes to kill, one after the other. */
  kills: number;
  /** Arguments for Node (or for `executable`), for the n-th process from 0. It should work until it is killed. */
  command: (n: number) => readonly string[];
  /** Default: this Node. */
  executable?: string;
  /** Further environment variables. */
  env?: Readonly<Record<string, string>>;
  /** A folder for the file that the process writes its phases to. */
  scratch: string;
  /** The kill comes at a random instant up to this long after the first phase. */
  withinMs: number;
  /** For the n-th process: the kill comes as soon as it is seen in such a phase, if that is before the random instant. */
  when?: (n: number) => RegExp | undefined;
  seed: number;
  /** Checks what the killed process left. Throws to fail. */
  afterKill: (n: number, lastPhase: string) => Promise<void>;
}>;

export type CrashReport = Readonly<{
  /** Processes that were killed while they worked. */
  killed: number;
  /** Processes that ended before their kill. */
  finished: number;
  /** How often each phase was the last one. */
  phases: Readonly<Record<string, number>>;
}>;

/** Starts a process, kills it with SIGKILL at a random instant, has the remains checked, and does so again. */
export async function killRepeatedly(plan: CrashPlan): Promise<CrashReport> {
  const random = seededRandom(plan.seed);
  const phases: Record<string, number> = {};
  let killed = 0;
  for (let n = 0; n < plan.kills; n++) {
    const file = join(plan.scratch, `phases-${n}`);
    const child = spawn(plan.executable ?? process.execPath, plan.command(n), {
      env: { ...process.env, ...plan.env, STELLAOPS_TEST_PHASES: file },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const { signal, stderr } = await killSoon(child, file, random() * plan.withinMs, plan.when?.(n));
    const last = (await phasesIn(file)).at(-1);
    if (last === undefined) throw new Error(`process ${n} entered no phase: ${stderr}`);
    if (signal === 'SIGKILL') {
      killed += 1;
      phases[last] = (phases[last] ?? 0) + 1;
    } else if (child.exitCode !== 0) throw new Error(`process ${n} ended with ${child.exitCode}: ${stderr}`);
    await plan.afterKill(n, last);
    await rm(file);
  }
  return { killed, finished: plan.kills - killed, phases };
}

async function killSoon(
  child: ChildProcess,
  file: string,
  afterMs: number,
  when: RegExp | undefined,
): Promise<{ signal: NodeJS.Signals | null; stderr: string }> {
  const ended = once(child, 'close');
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  while (child.exitCode === null && child.signalCode === null && (await phasesIn(file)).length === 0) await delay(5);
  if (when === undefined) await Promise.race([delay(afterMs), ended]);
  else {
    const end = Date.now() + afterMs;
    const seen = async (): Promise<boolean> => when.test((await phasesIn(file)).at(-1) ?? '');
    while (child.exitCode === null && child.signalCode === null && Date.now() < end && !(await seen())) await delay(1);
  }
  child.kill('SIGKILL');
  await ended;
  return { signal: child.signalCode, stderr };
}

async function phasesIn(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
