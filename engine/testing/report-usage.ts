import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded with `--import` into a process under test: as it exits, it writes its largest resident memory in KiB to the file that
 * STELLAOPS_TEST_USAGE names. Linux only. (getrusage would tell the memory of whoever started the process, if that was more.)
 */
const file = process.env['STELLAOPS_TEST_USAGE'];
if (file !== undefined && isMainThread) {
  process.on('exit', () => {
    const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    writeFileSync(file, peak ?? 'unknown');
  });
}
