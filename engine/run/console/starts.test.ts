import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { saveImage, scanned } from '#engine/testing/scanned-image.ts';
import '#engine/testing/compile-cache.ts';
import { file, symlink } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Engine } from './engine.ts';
import { openEngine } from './open-engine.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let engine: Engine;
let imageId: ImageId;

const LOADER = '/lib64/ld-linux-x86-64.so.2';
const program = { mode: 0o755 };

beforeAll(async () => {
  folder = await tempFolder();
  engine = await openEngine({ dataDir: join(folder.path, 'data') });
  const job = await scanned(
    engine,
    await saveImage(folder.path, {
      tags: ['example/start:1'],
      entrypoint: ['/start.sh'],
      cmd: ['serve'],
      env: ['PATH=/usr/bin:/bin'],
      layers: [
        {
          entries: [
            file('bin/sh', elfProgram({ interp: LOADER }), program),
            file('lib64/ld-linux-x86-64.so.2', elfProgram({ soname: 'ld-linux-x86-64.so.2' }), program),
            symlink('usr/lib64/liba.so.1', 'liba.so.1.2'),
            file('usr/lib64/liba.so.1.2', elfProgram({ soname: 'liba.so.1', needed: ['libb.so.1', 'libnone.so.3'] })),
            file('usr/lib64/libb.so.1', elfProgram({ soname: 'libb.so.1' })),
            file(
              'var/lib/dpkg/status',
              'Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\nDescription: a\n',
            ),
            file('var/lib/dpkg/info/a:amd64.list', '/usr/lib64/liba.so.1.2\n'),
          ],
        },
        {
          entries: [
            file('start.sh', '#!/bin/sh\nexec "$@"\n', program),
            file('usr/bin/serve', elfProgram({ interp: LOADER, needed: ['liba.so.1'] }), program),
            file('usr/bin/other', elfProgram({ interp: LOADER, needed: ['libb.so.1'] }), program),
          ],
        },
      ],
    }),
  );
  imageId = job.result?.imageId ?? expect.fail('not scanned');
}, 60_000);
afterAll(async () => {
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

it('gives the trace that the scan stored', async () => {
  const trace = await engine.starts.trace(imageId);
  expect(trace?.outcome).toBe('resolved');
  expect(trace?.terminals.map(({ path, argv, status }) => ({ path, argv, status }))).toEqual([
    { path: 'usr/bin/serve', argv: ['serve'], status: 'taken' },
  ]);
});

it('tells what values of a person would change, beside the facts and without changing them', async () => {
  const before = JSON.stringify(await engine.starts.trace(imageId));
  const hinted = await engine.starts.hinted(imageId, { cmd: ['other'] });
  expect(hinted?.trace.hints).toEqual({ cmd: ['other'] });
  expect(hinted?.trace.terminals.map(({ path }) => path)).toEqual(['usr/bin/other']);
  // `a` is what the image's own command links with; `libb` is needed either way.
  expect(hinted?.changes.map(({ name, from, to }) => `${name}: ${from} → ${to}`)).toEqual([
    'other: notReached → reached',
    'serve: reached → notReached',
    'a: reached → notReached',
  ]);
  expect(hinted?.changed).toBe(3);
  expect(hinted?.after.reached).toBe((hinted?.before.reached ?? 0) - 1);
  expect(JSON.stringify(await engine.starts.trace(imageId))).toBe(before);
  // Values that are the image's own change nothing but the stamp.
  const same = await engine.starts.hinted(imageId, { cmd: ['serve'] });
  expect([same?.changes, same?.after]).toEqual([[], same?.before]);
  expect(same?.trace.hops).toEqual((await engine.starts.trace(imageId))?.hops);
});

it('says whose the files are that a program maps', async () => {
  const view = await engine.starts.links(imageId, 'usr/bin/serve');
  expect(view?.edges.map(({ from, needed, real, rule }) => [from, needed, real, rule])).toEqual([
    ['/usr/bin/serve', 'liba.so.1', '/usr/lib64/liba.so.1.2', 'default-directory'],
    ['/usr/lib64/liba.so.1', 'libb.so.1', '/usr/lib64/libb.so.1', 'default-directory'],
    ['/usr/lib64/liba.so.1', 'libnone.so.3', null, 'not-found'],
    ['/usr/bin/serve', LOADER, LOADER, 'interpreter'],
  ]);
  expect(view?.files.map(({ path, owner, layer }) => [path, owner?.name ?? null, layer])).toEqual([
    ['/usr/bin/serve', expect.stringContaining('serve'), 1],
    ['/usr/lib64/liba.so.1.2', 'a', 0],
    ['/usr/lib64/libb.so.1', expect.stringContaining('libb'), 0],
    [LOADER, expect.stringContaining('ld-linux'), 0],
  ]);
  expect(await engine.starts.links(imageId, 'start.sh')).toBeNull();
});

it('says who needs a library, among what starts', async () => {
  // `other` needs it too, but nothing starts it.
  expect(await engine.starts.neededBy(imageId, '/usr/lib64/libb.so.1')).toEqual({
    path: '/usr/lib64/libb.so.1',
    needs: [{ from: '/usr/lib64/liba.so.1', needed: 'libb.so.1', programs: ['/usr/bin/serve'], programCount: 1 }],
    omitted: 0,
    asked: 2,
  });
});

it('knows no other image', async () => {
  await expect(engine.starts.trace(`sha256:${'0'.repeat(64)}` as ImageId)).rejects.toMatchObject({ code: 'not-found' });
});
