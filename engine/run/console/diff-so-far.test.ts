import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ScanEvent } from '#engine/ports/progress.ts';
import { systemClock } from '#engine/ports/clock.ts';
import { openStore, type Store } from '#engine/store/index.ts';
import { image, type ImageSpec } from '#engine/testing/image.ts';
import { saveImage, smallImage } from '#engine/testing/scanned-image.ts';
import { file, whiteout } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { DiffFilter } from '#shared/model/diff-view.ts';
import type { ImageId } from '#shared/model/digest.ts';
import { configSchema } from '../config.ts';
import { ProgressTracker } from '../jobs/progress-tracker.ts';
import { scan } from '../scan.ts';
import type { EngineContext } from './context.ts';
import { DiffService } from './diffs.ts';
import type { EvidenceReader } from './engine.ts';
import type { Later } from './later.ts';

const stanza = (name: string, version: string): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\nDescription: ${name}\n\n`;
const top = {
  createdBy: 'RUN upgrade',
  entries: [file('var/lib/dpkg/status', stanza('alpha', '2.0') + stanza('gamma', '1')), whiteout('etc/alpha.conf')],
};
const specs: Readonly<Record<'old' | 'new', ImageSpec>> = {
  old: smallImage,
  new: { ...smallImage, tags: ['example/small:2'], layers: [...smallImage.layers, top] },
};
const ids = { old: image(specs.old).imageId, new: image(specs.new).imageId };
const config = configSchema.parse({});
const all: DiffFilter = { axis: 'components', kinds: [], query: '', layer: null, reached: false };

let folder: Awaited<ReturnType<typeof tempFolder>>;
/** What scans of both told until their images were merged. */
const events = { old: [] as ScanEvent[], new: [] as ScanEvent[] };
/** Holds both. */
let both: Store;
/** Holds the old image alone. */
let one: Store;
const later = { add: () => undefined } as unknown as Later;
const none = { open: () => expect.fail('no file is opened') } as unknown as EvidenceReader;

beforeAll(async () => {
  folder = await tempFolder();
  [both, one] = [await openStore(join(folder.path, 'both')), await openStore(join(folder.path, 'one'))];
  for (const role of ['old', 'new'] as const) {
    const path = await saveImage(folder.path, specs[role], `${role}.tar`);
    const progress = (event: ScanEvent): void => void events[role].push(event);
    await scan(path, {}, { store: both, config, clock: systemClock, progress });
    if (role === 'old') await scan(path, {}, { store: one, config, clock: systemClock, progress: () => undefined });
  }
}, 60_000);
afterAll(async () => {
  await both.close();
  await one.close();
  await folder[Symbol.asyncDispose]();
});

/** A scan that has come as far as an event, that one too. */
function upTo(role: 'old' | 'new', kind: ScanEvent['kind']): ProgressTracker {
  const tracker = new ProgressTracker(0);
  const last = events[role].findIndex((event) => event.kind === kind);
  for (const event of events[role].slice(0, last + 1)) tracker.add(event, 1);
  return tracker;
}

type Running = Partial<Record<'old' | 'new', ProgressTracker>>;

function serviceOf(store: Store, running: Running): DiffService {
  const scanOf = (id: ImageId) => {
    const role = id === ids.old ? 'old' : 'new';
    const tracker = running[role];
    return tracker && { jobId: `job ${role}`, progress: tracker.view(), ...tracker.known() };
  };
  return new DiffService({ store, config, runner: { scanOf } } as unknown as EngineContext, none, later);
}

const pair = { ...ids, allowMixed: false };
const empty = async (): Promise<Store> => await openStore(join(folder.path, `empty ${Math.random()}`));

it('shows the layers of both images before components are known, joined where they are the same', async () => {
  const diffs = serviceOf(one, { new: upTo('new', 'image') });
  const { layers, sides, soFar, identical, reached } = await diffs.head(pair);
  expect({ layers, soFar, identical, reached }).toEqual({
    layers: [
      { old: 0, new: 0, pairedBy: 'diffId' },
      { old: 1, new: 1, pairedBy: 'diffId' },
      { new: 2, pairedBy: null },
    ],
    soFar: { scanning: ['new'], compared: false },
    identical: false,
    reached: null,
  });
  expect(sides[1]?.layers.map(({ createdBy }) => createdBy)).toEqual([
    'ADD rootfs /',
    'COPY tool /opt/tool',
    'RUN upgrade',
  ]);
  await expect(diffs.window(pair, all, 0, 100)).rejects.toMatchObject({ code: 'refused' });
});

it('does not take two layers for the same because nobody knows what they are called', async () => {
  const nameless = (imageId: ImageId): ProgressTracker => {
    const tracker = new ProgressTracker(0);
    tracker.add({ kind: 'image', imageId, layers: [{ index: 0, diffId: null, size: 1 }] }, 1);
    return tracker;
  };
  await using store = { close: await empty(), [Symbol.asyncDispose]: () => store.close.close() };
  const diffs = serviceOf(store.close, { old: nameless(ids.old), new: nameless(ids.new) });
  const { layers, soFar } = await diffs.head(pair);
  expect(layers).toEqual([
    { old: 0, pairedBy: null },
    { new: 0, pairedBy: null },
  ]);
  expect(soFar).toEqual({ scanning: ['old', 'new'], compared: false });
});

it.each([
  ['the new image is scanned', ['new']],
  ['the old image is scanned', ['old']],
  ['both are', ['old', 'new']],
] as const)(
  'once the image is merged it is the final comparison but for what the start reaches: %s',
  async (_name, roles) => {
    const final = serviceOf(both, {});
    const store = await empty();
    try {
      // The store that is asked holds the side that is not scanned.
      const holding = roles.length === 2 ? store : roles[0] === 'new' ? one : both;
      const asked = holding === both ? hiding(both, ids.old) : holding;
      const diffs = serviceOf(asked, Object.fromEntries(roles.map((role) => [role, upTo(role, 'merged')])));
      const whole = await final.head(pair);
      const kept = await asked.reader.listArtifacts({ kind: 'diff' });
      const head = await diffs.head(pair);
      expect(head.soFar).toEqual({ scanning: roles, compared: true });
      expect(whole.soFar).toBeNull();
      expect({ ...head, soFar: null, reached: null }).toEqual({ ...whole, reached: null });
      for (const axis of ['components', 'files'] as const) {
        const [now, then] = [
          await diffs.window(pair, { ...all, axis }, 0, 100),
          await final.window(pair, { ...all, axis }, 0, 100),
        ];
        expect(then.changes).toBeGreaterThan(1);
        expect(withoutUsage(now)).toEqual(withoutUsage(then));
      }
      // Nothing of it is kept.
      expect(await asked.reader.listArtifacts({ kind: 'diff' })).toEqual(kept);
    } finally {
      await store.close();
    }
  },
);

it('says of what is in an image that is scanned that its use is not known, whatever the other one uses', async () => {
  const usages = async (roles: Running) => {
    const { items } = await serviceOf(roles.old ? hiding(both, ids.old) : one, roles).window(pair, all, 0, 100);
    return Object.fromEntries(
      items.flatMap((item) => (item.kind === 'row' ? [[item.row.name, item.row.usage] as const] : [])),
    );
  };
  expect(await usages({ new: upTo('new', 'merged') })).toEqual({ alpha: null, beta: 'notReached', gamma: null });
  expect(await usages({ old: upTo('old', 'merged') })).toEqual({
    alpha: 'notReached',
    beta: null,
    gamma: 'notReached',
  });
});

it('refuses images of different analyzers as for stored images, and says what is not at hand yet', async () => {
  const tracker = upTo('new', 'merged');
  const merged = tracker.known().merged ?? expect.fail('not merged');
  const other = new ProgressTracker(0);
  other.add(events.new.find(({ kind }) => kind === 'image') ?? expect.fail(), 1);
  other.add({ kind: 'merged', image: { ...merged, analyzerSet: 'another' } }, 1);
  await expect(serviceOf(one, { new: other }).head(pair)).rejects.toMatchObject({ code: 'refused' });
  expect((await serviceOf(one, { new: other }).head({ ...pair, allowMixed: true })).soFar?.compared).toBe(true);

  const diffs = serviceOf(one, { new: tracker });
  await expect(diffs.window(pair, { ...all, reached: true }, 0, 100)).rejects.toMatchObject({ code: 'refused' });
  const { items } = await diffs.window(pair, { ...all, axis: 'files', query: 'status' }, 0, 100);
  const changed = items.find((item) => item.kind === 'file') ?? expect.fail('no file');
  // Bytes of the side that is stored are read first.
  await expect(diffs.text({ ...pair, old: ids.new, new: ids.old }, changed.file.id)).resolves.toEqual({
    state: 'gone',
    role: 'old',
    failure: { kind: 'scan-runs' },
  });
});

it('is the final one, or none, as soon as the scan has ended', async () => {
  const running: Running = { new: upTo('new', 'merged') };
  const diffs = serviceOf(one, running);
  expect((await diffs.head(pair)).soFar).not.toBeNull();
  delete running.new;
  await expect(diffs.head(pair)).rejects.toMatchObject({ code: 'not-found' });
});

/** The same store without one of its images. */
function hiding(store: Store, hidden: ImageId): Store {
  const findImage = async (id: ImageId) => (id === hidden ? undefined : await store.reader.findImage(id));
  const reader = new Proxy(store.reader, {
    get: (target, name: keyof Store['reader']) => (name === 'findImage' ? findImage : target[name].bind(target)),
  });
  return new Proxy(store, { get: (target, name: keyof Store) => (name === 'reader' ? reader : target[name]) });
}

function withoutUsage(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, one: unknown) => (key === 'usage' ? null : one)));
}
