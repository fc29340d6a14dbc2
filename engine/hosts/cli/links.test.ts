import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { linksSchema } from '#shared/schema/links.ts';
import { runCommandLine } from './run-command-line.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;

async function stellaops(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        texts[name] += chunk.toString();
        done();
      },
    });
  const streams = { stdout: sink('stdout'), stderr: sink('stderr') };
  const exitCode = await runCommandLine([...args, '--data', join(folder.path, 'data')], streams);
  return { exitCode, ...texts };
}

beforeAll(async () => {
  folder = await tempFolder();
  const [path, other] = [join(folder.path, 'image.tar'), join(folder.path, 'other.tar')];
  // A real program, alone: what it needs is nowhere.
  const entries = [file('bin/env', readFileSync('/usr/bin/env')), file('etc/text', 'no program\n')];
  writeFileSync(path, dockerArchive([image({ layers: [{ entries }], tags: ['t:1'] })]));
  // Another, with something that is called the C library.
  const more = [
    ...entries,
    file('lib64/libc.so.6', readFileSync('/usr/bin/env')),
    file('etc/nsswitch.conf', 'passwd: files\nhosts: dns mdns\n'),
  ];
  writeFileSync(other, dockerArchive([image({ layers: [{ entries: more }], tags: ['t:2'] })]));
  for (const source of [path, other]) expect((await stellaops('scan', source)).exitCode).toBe(0);
});
afterAll(async () => await folder[Symbol.asyncDispose]());

describe.skipIf(process.platform !== 'linux')('links', () => {
  it('names what is not there, and where it was looked for', async () => {
    const { exitCode, stdout } = await stellaops('links', 't:1', '/bin/env', '--json');
    expect(exitCode).toBe(0);
    const { path, loader, edges } = linksSchema.parse(JSON.parse(stdout));
    expect([path, loader]).toEqual(['/bin/env', 'glibc']);
    expect(edges.map(({ needed, to, rule }) => [needed, to, rule])).toContainEqual(['libc.so.6', null, 'not-found']);
    expect((await stellaops('links', 't:1', 'bin/env')).stdout).toContain(
      '  libc.so.6 => not found  not-found, needed by /bin/env\n    looked at ',
    );
  });

  it('notes what may be opened by name, and the line that says so', async () => {
    const { notes } = linksSchema.parse(JSON.parse((await stellaops('links', 't:2', 'bin/env', '--json')).stdout));
    expect(notes.map(({ mechanism, name, stated }) => [mechanism, name, stated.line])).toContainEqual([
      'nss',
      'libnss_mdns.so.2',
      2,
    ]);
    expect((await stellaops('links', 't:2', 'bin/env')).stdout).toContain(
      '  libnss_mdns.so.2 => not there  nss, by /lib64/libc.so.6: a lookup in "hosts" asks the service "mdns" (/etc/nsswitch.conf:2)',
    );
    expect((await stellaops('links', 't:1', 'bin/env')).stdout).not.toContain('possible');
  });

  it('a file that is no program', async () => {
    const { exitCode, stderr } = await stellaops('links', 't:1', 'etc/text');
    expect([exitCode, stderr.trim()]).toEqual([4, expect.stringContaining('found no ELF file there')]);
  });
});
