import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#engine/ports/clock.ts';
import type { ScanEvent } from '#engine/ports/progress.ts';
import { openStore, readArtifactBytes, type Store } from '#engine/store/index.ts';
import { archiveOf, type BuiltImage, dockerArchive, image, type LayerSpec, ociLayout } from '#engine/testing/image.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import '#engine/testing/compile-cache.ts';
import { file } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { analyzerSetOf } from './analyzer-set.ts';
import { configSchema } from './config.ts';
import { inventoryPath } from './document.ts';
import { scan, type ScanOptions } from './scan.ts';

/** Caches and trust (contracts §4), on built images. */
const stanza = (name: string): string =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n\n`;
const base: LayerSpec = {
  entries: [file('etc/os-release', 'ID=debian\nVERSION_ID=12\n'), file('var/lib/dpkg/status', stanza('one'))],
  compression: 'gzip',
};
const top = (name: string): LayerSpec => ({ entries: [file('var/lib/dpkg/status', stanza('one') + stanza(name))] });

/** Long enough ago that times stand for content, if they are compared. */
const SETTLED = new Date(Date.now() - 60_000);

function write(path: string, bytes: Uint8Array, at = SETTLED): void {
  writeFileSync(path, bytes);
  utimesSync(path, at, at);
}

const oci = (built: BuiltImage): Uint8Array => archiveOf(ociLayout([built]));

/**
 * A clock that is ahead of the machine's: ctime cannot be set back, and a file is trusted only if it was two seconds old when it was
 * hashed.
 */
const later = { ...systemClock, now: () => Date.now() + 10_000 };

async function run(store: Store, ref: string, options: ScanOptions = {}, settings: object = {}) {
  const events: ScanEvent[] = [];
  const config = configSchema.parse(settings);
  const result = await scan(ref, options, { store, config, clock: later, progress: (event) => events.push(event) });
  const read = events.filter((event) => event.kind === 'layer' && event.state === 'reading').length;
  return { result, cached: result.layers.map(({ cached }) => cached), readAny: read > 0 };
}

async function documentOf(store: Store, imageId: string): Promise<string> {
  const artifact = await store.reader.findArtifactAt(inventoryPath(imageId as ImageId));
  if (!artifact) throw new Error('no document');
  return Buffer.from(await readArtifactBytes(store.blobs, artifact)).toString();
}

it('tells how far it is, and gathers nothing that only somebody who looks would need', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(join(folder.path, 'data'));
  const path = join(folder.path, 'image.tar');
  write(path, dockerArchive([image({ layers: [base, top('two')] })], 'hybrid'));
  const events: ScanEvent[] = [];
  const config = configSchema.parse({});
  await scan(path, {}, { store, config, clock: later, progress: (event) => events.push(event) });
  const others = events.filter(({ kind }) => kind !== 'layer' && kind !== 'stage');
  expect(others.map(({ kind }) => kind)).toEqual(['image', 'found', 'merged', 'traced']);
  // What the layers' files state is in none of them, and the layers are not read again for it.
  expect(JSON.stringify(events.filter(({ kind }) => kind === 'layer'))).not.toContain('two');
  const [at] = events.flatMap((event, place) => (event.kind === 'traced' ? [place] : []));
  expect(events[at! + 1]).toEqual({ kind: 'stage', stage: 'emit' });
});

describe('caches', () => {
  it('read no layer twice, hash when asked to, read again when forced', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(join(folder.path, 'data'));
    const ref = join(folder.path, 'a.tar');
    write(ref, oci(image({ layers: [base, top('two')], tags: ['t:1'] })));
    const first = await run(store, ref);
    expect([first.cached, first.readAny, first.result.partial]).toEqual([[false, false], true, false]);
    const document = await documentOf(store, first.result.imageId);
    const second = await run(store, ref);
    expect([second.cached, second.readAny]).toEqual([['unchanged', 'unchanged'], false]);
    const verified = await run(store, ref, { verify: true });
    expect([verified.cached, verified.readAny]).toEqual([['hashed', 'hashed'], false]);
    const forced = await run(store, ref, { force: true });
    expect([forced.cached, forced.readAny]).toEqual([[false, false], true]);
    for (const { result } of [second, verified, forced]) expect(result.artifacts).toEqual(first.result.artifacts);
    expect(await documentOf(store, first.result.imageId)).toBe(document);
  });

  it('read only the new layers of an image that shares a base', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(join(folder.path, 'data'));
    const refs = ['two', 'three'].map((name) => {
      const ref = join(folder.path, `${name}.tar`);
      write(ref, oci(image({ layers: [base, top(name)], tags: [`${name}:1`] })));
      return ref;
    });
    expect((await run(store, refs[0]!)).cached).toEqual([false, false]);
    const second = await run(store, refs[1]!);
    expect([second.cached, second.result.components]).toEqual([['hashed', false], 2]);
    const alone = await openStore(join(folder.path, 'fresh'));
    const fresh = await run(alone, refs[1]!);
    expect(fresh.result.artifacts).toEqual(second.result.artifacts);
    await alone.close();
  });

  it('hash a file whose times do not vouch for it', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(join(folder.path, 'data'));
    const ref = join(folder.path, 'a.tar');
    const bytes = oci(image({ layers: [base], tags: ['t:1'] }));
    write(ref, bytes, new Date(Date.now() + 20_000));
    expect((await run(store, ref)).cached).toEqual([false]);
    expect((await run(store, ref)).cached).toEqual(['hashed']);
    // The same bytes in another file: another inode.
    const copy = join(folder.path, 'b.tar');
    write(copy, bytes);
    expect((await run(store, copy)).cached).toEqual(['hashed']);
  });

  it('notice one flipped byte though size and mtime were put back', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(join(folder.path, 'data'));
    const ref = join(folder.path, 'a.tar');
    const built = image({ layers: [base, top('two')], tags: ['t:1'] });
    const bytes = oci(built);
    write(ref, bytes);
    const { mtime, size } = statSync(ref);
    await run(store, ref);
    expect((await run(store, ref)).cached).toEqual(['unchanged', 'unchanged']);
    const at = Buffer.from(bytes).indexOf(Buffer.from(built.layers[1]!.blob)) + 600;
    const changed = new Uint8Array(bytes);
    changed[at]! ^= 1;
    write(ref, changed, mtime);
    expect([statSync(ref).size, statSync(ref).mtimeMs]).toEqual([size, mtime.getTime()]);
    // ctime tells, so the shortcut's conditions fail by themselves; under --verify nothing but the hash counts.
    for (const options of [{}, { verify: true }]) {
      const { result } = await run(store, ref, options);
      expect(result.partial).toBe(true);
      expect(result.diagnostics).toContainEqual({
        code: 'digest-mismatch',
        what: 'layer blob',
        found: expect.stringMatching(/^sha256:/),
        expected: built.layers[1]!.digest,
        where: { layer: 1 },
      });
      expect(result.components).toBe(1);
    }
    expect(readFileSync(ref).equals(changed)).toBe(true);
  });

  it('refuse the same config with other layer bytes, also where the right ones are cached', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(join(folder.path, 'data'));
    const right = image({ layers: [base, top('two')], tags: ['t:1'] });
    const wrong = image({ layers: [base, top('evil')], tags: ['t:1'] });
    const mixed: BuiltImage = { ...wrong, imageId: right.imageId, config: right.config };
    const refs = [right, mixed].map((built, i) => {
      const ref = join(folder.path, `${i}.tar`);
      write(ref, dockerArchive([built]));
      return ref;
    });
    const whole = await run(store, refs[0]!);
    for (const data of [store, await openStore(join(folder.path, 'other'))]) {
      const { result } = await run(data, refs[1]!);
      expect(result.imageId).toBe(whole.result.imageId);
      expect([result.partial, result.components]).toEqual([true, 1]);
      expect(result.diagnostics).toContainEqual({
        code: 'digest-mismatch',
        what: 'layer content (diffID)',
        found: wrong.layers[1]!.diffId,
        expected: right.layers[1]!.diffId,
        where: { layer: 1 },
      });
      if (data !== store) await data.close();
    }
    // The right one afterwards is whole again, from the caches.
    const again = await run(store, refs[0]!);
    expect([again.result.partial, again.result.artifacts]).toEqual([false, whole.result.artifacts]);
  });

  it('make facts anew for another analyzer set, and keep both documents apart', async () => {
    await using folder = await tempFolder();
    await using store = await openStore(join(folder.path, 'data'));
    const ref = join(folder.path, 'a.tar');
    write(ref, oci(image({ layers: [base], tags: ['t:1'] })));
    const first = await run(store, ref);
    const without = { analyzers: { 'os/dpkg-status': false } };
    const second = await run(store, ref, {}, without);
    expect([first.result.components, second.result.components]).toEqual([1, 0]);
    expect(analyzerSetOf(configSchema.parse(without))).not.toBe(analyzerSetOf(configSchema.parse({})));
    expect(second.result.artifacts[0]?.id).not.toBe(first.result.artifacts[0]?.id);
    const back = await run(store, ref);
    expect(back.result.artifacts).toEqual(first.result.artifacts);
  });
});

it('finds what the stages find without threads and store', async () => {
  await using folder = await tempFolder();
  await using store = await openStore(join(folder.path, 'data'));
  const built = image({ layers: [base, top('two')], tags: ['t:1'] });
  const ref = join(folder.path, 'a.tar');
  write(ref, oci(built));
  const { result } = await run(store, ref);
  const stored = await store.reader.listComponents(result.imageId as ImageId);
  const { components } = await scanInMemory(built.layers.map(({ tar }) => tar));
  // What the start reaches is asked afterwards.
  expect(stored.map(({ usage: _, ...component }) => component)).toEqual(components);
});
