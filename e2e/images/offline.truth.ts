import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, tracedCalls } from './support/traced-calls.ts';
import { debianImage, debianLacks } from './recipes/debian/debian-image.ts';
import { missingTools, run, skipNotice } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

const lacks = [...debianLacks, ...missingTools(['strace'])];
skipNotice('system calls of a scan', lacks);

const main = join(import.meta.dirname, '../../engine/hosts/cli/main.ts');

/** Calls that change what is on disk, and the flags of an `open` that does. */
const CHANGES =
  /^(creat|mkdir|mkdirat|mknod|mknodat|rename|renameat|renameat2|link|linkat|symlink|symlinkat|unlink|unlinkat|rmdir|truncate|chmod|fchmodat|chown|lchown|fchownat|utimensat|setxattr|lsetxattr|mount)$/;
const WRITES = /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/;

describe.skipIf(lacks.length > 0)('a scan, as the kernel sees it', () => {
  const work = new WorkFolder();
  let calls: readonly Call[] = [];
  let data = '';
  let document = '';

  beforeAll(() => {
    data = work.fresh();
    document = join(work.fresh('out'), 'cdx.json');
    const log = join(work.path, 'strace');
    const image = join(debianImage(), 'docker.tar.gz');
    const trace = ['-f', '--seccomp-bpf', '-s', '300', '-e', 'trace=%network,%process,%file', '-o', log];
    const args = [main, 'scan', '--data', data, '--json', '-o', `cdx-json=${document}`, image];
    // Node's own cache of compiled modules, where somebody asked for one, is not the scan's doing.
    run('strace', [...trace, process.execPath, ...args], { cwd: work.path, env: { NODE_COMPILE_CACHE: '' } });
    calls = tracedCalls(readFileSync(log, 'latin1'));
    console.log(`${calls.length} system calls looked at`);
  });
  afterAll(() => work[Symbol.dispose]());

  it('starts no program but itself', () => {
    const started = calls.filter(({ name, result }) => /^execve(at)?$/.test(name) && result === '0');
    expect(started.map(({ args }) => args.split(',')[0])).toEqual([`"${process.execPath}"`]);
    // Threads are not processes.
    const processes = calls.filter(
      ({ name, args }) => /^(fork|vfork|clone|clone3)$/.test(name) && !args.includes('CLONE_THREAD'),
    );
    expect(processes).toEqual([]);
  });

  it('reaches for no network', () => {
    const sockets = calls.filter(
      ({ name, args }) =>
        /^(socket|connect|bind|sendto|sendmsg)$/.test(name) && /AF_INET|AF_NETLINK|AF_PACKET/.test(args),
    );
    expect(sockets).toEqual([]);
  });

  it('changes nothing outside its data folder and the document', () => {
    const changes = calls.filter(
      ({ name, args }) => CHANGES.test(name) || (name.startsWith('open') && WRITES.test(args)),
    );
    const paths = changes.flatMap(({ args }) =>
      [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path = '']) => path),
    );
    expect(paths.length).toBeGreaterThan(10);
    // The document is written beside its place and renamed.
    const folders = [data, dirname(document)];
    const inside = (path: string): boolean =>
      folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
    expect(paths.filter((path) => !inside(path) && !/^\/dev\/(null|tty)$/.test(path))).toEqual([]);
  });
});
