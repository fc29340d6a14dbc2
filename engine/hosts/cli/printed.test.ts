import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dockerArchive, image } from '#engine/testing/image.ts';
import { file, symlink } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { program, script } from '#engine/testing/trace.ts';
import { runCommandLine } from './run-command-line.ts';

let scanned: string;
let folder: Awaited<ReturnType<typeof tempFolder>>;

/** What a command prints for people. */
async function printed(...args: string[]): Promise<string> {
  let text = '';
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  const exitCode = await runCommandLine([...args, '--data', join(folder.path, 'data')], {
    stdout,
    stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
  });
  expect(exitCode).toBe(0);
  return text;
}

const SCRIPT = `#!/usr/bin/sh
if [ "$1" = shell ]; then exec sh "$@"; fi
date
exec "$@"
`;

const stanza = (name: string): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n`;

beforeAll(async () => {
  folder = await tempFolder();
  const path = join(folder.path, 'image.tar');
  const entries = [
    ...['dash', 'date', 'server'].map((name) => program(`usr/bin/${name}`)),
    symlink('usr/bin/sh', 'dash'),
    script('start', SCRIPT),
    file('var/lib/dpkg/status', `${stanza('serve')}\n${stanza('shell-link')}`),
    file('var/lib/dpkg/info/shell-link.list', '/.\n/usr/bin/sh\n'),
    file('var/lib/dpkg/info/serve.list', '/.\n/usr/bin/server\n'),
  ];
  const built = image({
    layers: [{ entries, createdBy: '|1 CERTS=/a.pem /bin/sh -c make  install' }],
    tags: ['t:1'],
    env: ['PATH=/usr/bin'],
    entrypoint: ['/start'],
    cmd: ['server'],
  });
  writeFileSync(path, dockerArchive([built]));
  scanned = await printed('scan', path);
  // The same files from another layer, and one that is new.
  const other = image({
    layers: [
      { entries: [file('new', 'x')], createdBy: 'COPY new /' },
      { entries: [...entries, file('more', 'x')], createdBy: '|1 CERTS=/a.pem /bin/sh -c make  all' },
    ],
    tags: ['t:2'],
  });
  writeFileSync(path, dockerArchive([other]));
  await printed('scan', path);
}, 60_000);
afterAll(async () => await folder[Symbol.asyncDispose]());

it('trace says that a start ends, and what runs where it does not', async () => {
  expect(await printed('trace', 't:1', '--entrypoint', '["sh","-c","date; exit 0"]')).toContain(
    '  the start ends: nothing keeps running\n',
  );
  expect(await printed('trace', 't:1')).toContain('  terminal taken /usr/bin/server  server\n');
});

it('why says of a path which package owns it, and by which it is cited', async () => {
  expect(await printed('why', 't:1', 'usr/bin/server')).toMatch(/^ {2}owned by pkg:deb\/serve@1/m);
  expect(await printed('why', 't:1', 'var/lib/dpkg/status')).toMatch(/^ {2}cited by pkg:deb\/serve@1/m);
});

it('scan, why and diff show the command of a layer without what builders put in front', async () => {
  expect(scanned).toMatch(/^ {2}layer {2}0 .* {2}RUN make install$/m);
  expect(await printed('why', 't:1', 'usr/bin/server')).toContain('  layer 0: file  RUN make install\n');
  expect(await printed('diff', '--old', 't:1', '--new', 't:2')).toMatch(/^new layer 1 .* {2}RUN make all$/m);
});

it('trace shows words that were not expanded as the script has them', async () => {
  expect(await printed('trace', 't:1')).toContain('- exec sh "$@"  (start:2)\n');
});

it('diff says of a file with the same bytes what the console says', async () => {
  const text = await printed('diff', '--old', 't:1', '--new', 't:2');
  expect(text).toMatch(/^files 2 added, \d+ other layer$/m);
  expect(text).toContain('  other layer   /start (from old layer 0 to new layer 1)\n');
});

it('why says that a package is reached which has only the link to a program', async () => {
  const text = await printed('why', 't:1', 'shell-link');
  expect(text).toContain('  start reaches it\n');
  expect(text).toContain('    hop through /usr/bin/sh → usr/bin/sh  (start:1)\n');
});
