import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { sha256 } from '#engine/bytes/sha256.ts';

/**
 * Names the space in which this process's id means something: the machine, its boot and its pid namespace. 12 hex digits.
 *
 * A data folder on a shared disk has owners on other machines or in other containers, whose ids say nothing here.
 */
export const hostToken: string = sha256(
  [
    hostname(),
    contentOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')),
    contentOf(() => readlinkSync('/proc/self/ns/pid')),
  ].join('\n'),
).slice(0, 12);

/** This process among all that may share a data folder: begins the name of each worker of a job queue. */
export const processToken = `${hostToken}-${process.pid}`;

/** Is the process of a worker, named as {@link processToken} says, certainly gone? */
export function isDeadWorker(worker: string): boolean {
  const match = /^([0-9a-f]{12})-([0-9]{1,10})(-|$)/.exec(worker);
  return match?.[1] !== undefined && match[2] !== undefined && isDead({ host: match[1], pid: Number(match[2]) });
}

/** Is the owner certainly gone? False for owners elsewhere: only time can tell about them. */
export function isDead(owner: Readonly<{ host: string; pid: number }>): boolean {
  if (owner.host !== hostToken) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    // EPERM: it lives, as another user.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Systems other than Linux have no such files; their host name alone must do. */
function contentOf(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}
