import { spawnSync } from 'node:child_process';

/** Does this machine have a program? Says by name what is not run where it has not. */
export function hasTool(command: string, version = '--version'): boolean {
  const found = spawnSync(command, [version]).status === 0;
  if (!found) console.warn(`notice: tests against ${command} are not run: this machine does not have it`);
  return found;
}
