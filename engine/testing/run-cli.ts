import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { compileCache } from './compile-cache.ts';

/** The command line, as a program for Node. */
export const cliMain = join(import.meta.dirname, '../hosts/cli/main.ts');
const reporter = join(import.meta.dirname, 'report-usage.ts');

export type CliRun = Readonly<{
  /** null: ended by a signal. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** Largest resident memory of the process and its threads in MiB; null where the machine does not tell. */
  peakMiB: number | null;
  ms: number;
}>;

/** Runs the command line in a process of its own. */
export async function runCli(
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<CliRun> {
  const usage = join(tmpdir(), `stellaops-usage-${randomUUID()}`);
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', reporter, cliMain, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env: {
      ...process.env,
      SOURCE_DATE_EPOCH: '',
      NODE_COMPILE_CACHE: compileCache,
      ...env,
      STELLAOPS_TEST_USAGE: usage,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  return { exitCode, stdout, stderr, peakMiB: peakIn(usage), ms: performance.now() - started };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

function peakIn(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8')) / 1024 || null;
  } catch {
    return null;
  } finally {
    rmSync(file, { force: true });
  }
}
