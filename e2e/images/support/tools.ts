import { spawnSync } from 'node:child_process';

export type RunOptions = Readonly<{ cwd?: string; env?: NodeJS.ProcessEnv; input?: string | Uint8Array }>;

/** Runs a tool and returns its standard output as bytes. @throws Error with what it said, when it does not exit with 0 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Buffer {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    ...options,
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    maxBuffer: 1 << 30,
  });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')}: ${signal ?? `exit ${status}`}\n${String(stderr).slice(-4000)}`);
  return stdout;
}

/** Which of these tools this machine lacks. Building images and unpacking them with owners and devices also needs root. */
export function missingTools(tools: readonly string[]): string[] {
  const script = 'for tool in "$@"; do command -v "$tool" > /dev/null || echo "$tool"; done';
  const missing = run('sh', ['-c', script, 'sh', ...tools])
    .toString()
    .split('\n')
    .filter(Boolean);
  return process.getuid?.() === 0 ? missing : [...missing, 'root'];
}

/** Says by name what is not run here and why; silent when nothing is missing. */
export function skipNotice(what: string, missing: readonly string[]): void {
  if (missing.length > 0)
    console.warn(`notice: tests of the ${what} are not run: this machine has no ${missing.join(', ')}`);
}
