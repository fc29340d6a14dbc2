import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageSpec } from '#engine/testing/image.ts';
import { elfProgram } from '#engine/testing/elf-files.ts';
import { saveImage, scanned, smallImage } from '#engine/testing/scanned-image.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { configSchema } from '../config.ts';
import type { Engine } from './engine.ts';
import { openEngine } from './open-engine.ts';

const interp = '/lib64/ld-linux-x86-64.so.2';
/** A start script that runs a program with a library; and before it, something that only the environment names. */
const started: ImageSpec = {
  tags: ['example/started:1'],
  entrypoint: ['/start'],
  env: ['PATH=/bin'],
  layers: [
    {
      entries: [
        file('lib64/ld-linux-x86-64.so.2', elfProgram({ soname: 'ld-linux-x86-64.so.2' }), { mode: 0o755 }),
        file('bin/sh', elfProgram({ interp }), { mode: 0o755 }),
        file('bin/date', elfProgram({ interp }), { mode: 0o755 }),
        file('bin/tool', elfProgram({ interp, needed: ['libgreet.so.1'] }), { mode: 0o755 }),
        file('usr/lib/x86_64-linux-gnu/libgreet.so.1', elfProgram({ soname: 'libgreet.so.1' })),
        file('bin/other', elfProgram({ interp, needed: ['libgreet.so.2'] }), { mode: 0o755 }),
        file('start', '#!/bin/sh\n\n$(date +%A)\nexec tool\n', { mode: 0o755 }),
      ],
    },
  ],
};

let folder: Awaited<ReturnType<typeof tempFolder>>;
let engine: Engine;
let imageId: ImageId;

beforeEach(async () => {
  folder = await tempFolder();
  engine = await openEngine({ dataDir: folder.path, config: configSchema.parse({ jobs: 1 }) });
  const { result } = await scanned(engine, await saveImage(folder.path, started));
  imageId = result?.imageId ?? ('' as ImageId);
});

afterEach(async () => {
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

describe('usage', () => {
  it('of a path is told step by step, with the line that starts it', async () => {
    const answer = await engine.usage.of(imageId, { path: 'usr/lib/x86_64-linux-gnu/libgreet.so.1' });
    expect(answer).toMatchObject({ state: 'reached', open: [] });
    expect(answer?.steps.map(({ mechanism, rule, to, file, line }) => [mechanism, rule, to, file, line])).toEqual([
      ['hop', 'start', 'start', null, null],
      ['hop', 'interpreter', 'bin/sh', 'start', 1],
      ['hop', 'exec', 'bin/tool', 'start', 4],
      ['link', 'default-directory', 'usr/lib/x86_64-linux-gnu/libgreet.so.1', null, null],
    ]);
  });

  it('of a component names what is not known and may lead to it', async () => {
    const { rows } = await engine.images.components({
      imageId,
      filter: { op: 'is', field: 'name', values: ['other'] },
      sort: [{ by: 'usage', descending: false }],
      at: { offset: 0 },
      limit: 10,
      facets: false,
    });
    expect(rows.map(({ usage }) => usage)).toEqual(['open']);
    const answer = await engine.usage.of(imageId, { key: rows[0]?.key ?? '' });
    expect(answer).toMatchObject({
      state: 'unknown',
      strength: 'open',
      steps: [],
      open: [{ scope: 'any', reason: 'DynamicEnvironmentReference', file: 'start', line: 3 }],
    });
    expect(await engine.usage.summary(imageId)).toEqual({
      outcome: 'partiallyresolved',
      counts: { reached: 4, notReached: 0, possible: 0, open: 1 },
      open: answer?.open,
      openCount: 1,
    });
  });

  it('of what is not there is no answer, of an image that is not there an error', async () => {
    expect(await engine.usage.of(imageId, { path: 'gone' })).toBeNull();
    expect(await engine.usage.of(imageId, { path: 'bin' })).toBeNull();
    expect(await engine.usage.of(imageId, { key: 'pkg:deb/gone' })).toBeNull();
    const unknown = `sha256:${'0'.repeat(64)}` as ImageId;
    await expect(engine.usage.summary(unknown)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is that of the image that is asked for', async () => {
    const before = await engine.usage.summary(imageId);
    const { result } = await scanned(engine, await saveImage(folder.path, smallImage, 'other.tar'));
    expect(await engine.usage.summary(result?.imageId ?? imageId)).toMatchObject({ outcome: 'unresolved' });
    expect(await engine.usage.summary(imageId)).toEqual(before);
  });
});
