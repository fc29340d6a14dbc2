import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import { systemClock } from '#engine/ports/clock.ts';
import { configSchema, type Engine, openEngine, scan } from '#engine/run/index.ts';
import { contentInMemory, type FileContent } from '#engine/run/evidence/file-content.ts';
import { openContainer } from '#engine/run/evidence/open-container.ts';
import { openStore, readArtifactBytes } from '#engine/store/index.ts';
import type { ImageId } from '#shared/model/digest.ts';
import type { Evidence, Locator } from '#shared/model/evidence.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import { FILE_PACKAGE_TYPES, OS_PACKAGE_TYPES } from '#shared/model/package-types.ts';
import { EVERYTHING } from '#shared/schema/filter.ts';
import { changeByte } from './change-byte.ts';
import { everyTypeLayers } from './every-type-image.ts';
import { dockerArchive, image } from './image.ts';
import { scanInMemory } from './scan-in-memory.ts';
import { saveImage, scanned } from './scanned-image.ts';
import { seededRandom } from './seeded-random.ts';
import { tar, type TarEntry } from './tar.ts';
import { tempFolder } from './temp-folder.ts';

/** Acceptance 7 of the language analyzers: determinism and honesty of evidence, for every type of component. */
const layers = everyTypeLayers();
const graphOf = (all: readonly (readonly TarEntry[])[]): Promise<ImageGraph> =>
  scanInMemory(all.map((entries) => tar(entries)));

it('the image has every type of component that there is', async () => {
  const { components, diagnostics } = await graphOf(layers);
  const types = [...new Set(components.map(({ type }) => type))].sort();
  expect(types).toEqual([...OS_PACKAGE_TYPES, ...FILE_PACKAGE_TYPES, 'bin'].sort());
  expect(diagnostics).toEqual([]);
  expect(components.filter(({ evidence }) => evidence.length === 0)).toEqual([]);
});

describe('the same document', () => {
  it('with one thread and with four', async () => {
    await using folder = await tempFolder();
    const ref = join(folder.path, 'image.tar');
    writeFileSync(ref, dockerArchive([image({ layers: layers.map((entries) => ({ entries })) })], 'hybrid'));
    const documentOf = async (jobs: number): Promise<string> => {
      await using store = await openStore(join(folder.path, `data${jobs}`));
      const config = configSchema.parse({ jobs });
      await scan(ref, {}, { store, config, clock: systemClock, progress: () => undefined });
      const artifacts = await store.reader.listArtifacts();
      const [inventory] = artifacts.filter(({ link }) => link.key.format === 'cdx-json');
      return Buffer.from(await readArtifactBytes(store.blobs, inventory!)).toString();
    };
    const document = await documentOf(1);
    expect((JSON.parse(document) as { components: unknown[] }).components.length).toBeGreaterThan(25);
    expect(await documentOf(4)).toBe(document);
  });

  it.for([1, 2, 3, 4])('whatever the order inside the layers, seed %d', async (seed) => {
    const random = seededRandom(seed);
    const shuffled = layers.map((entries) =>
      entries
        .map((entry) => [random(), entry] as const)
        .sort(([a], [b]) => a - b)
        .map(([, entry]) => entry),
    );
    expect(shuffled.map((entries) => entries.map(({ name }) => name))).not.toEqual(
      layers.map((entries) => entries.map(({ name }) => name)),
    );
    expect(documentWithoutDigests(await graphOf(shuffled))).toBe(documentWithoutDigests(await graphOf(layers)));
  });

  /** Another order is another tar, so digests of layers and image are not compared. */
  function documentWithoutDigests(graph: ImageGraph): string {
    let text = JSON.stringify(graph).replaceAll(graph.imageId, `sha256:${'f'.repeat(64)}`);
    for (const { diffId, index } of graph.layers) text = text.replaceAll(diffId, `sha256:${String(index).repeat(64)}`);
    const options = { toolVersion: '1', view: 'inventory', timestamp: null } as const;
    return Buffer.from(emitCycloneDx(JSON.parse(text) as ImageGraph, options).bytes).toString();
  }
});

describe('the evidence reader', () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let engine: Engine;
  beforeAll(async () => {
    folder = await tempFolder();
    engine = await openEngine({ dataDir: join(folder.path, 'data'), config: configSchema.parse({ jobs: 1 }) });
  });
  afterAll(async () => {
    await engine.close();
    await folder[Symbol.asyncDispose]();
  });

  it('opens the bytes of every claim, inside containers too, and they have the hash that is claimed', async () => {
    const { result } = await scanned(
      engine,
      await saveImage(folder.path, { layers: layers.map((entries) => ({ entries })) }),
    );
    const imageId: ImageId = result!.imageId;
    const request = { imageId, filter: EVERYTHING, sort: [], at: { offset: 0 }, limit: 1000, facets: false };
    const { rows } = await engine.images.components(request);
    const inMemory = await graphOf(layers);
    expect(rows.map(({ key }) => key).sort()).toEqual(inMemory.components.map(({ key }) => key).sort());
    const containers = new Set<string>();
    for (const { key } of rows) {
      const { evidence } = await engine.images.component(imageId, key);
      expect(evidence.length).toBeGreaterThan(0);
      for (const { locator } of evidence) {
        const bytes = await engine.evidence.read({ imageId, locator, context: 0 });
        expect(bytes, `${key} ${locator.path}`).toMatchObject({ state: 'bytes', sha256: { equal: true } });
        containers.add(locator.container.join('!/'));
      }
    }
    expect([...containers].sort()).toEqual([
      '',
      'EGG-INFO/PKG-INFO',
      'META-INF/maven/g/outer/pom.properties',
      'WEB-INF/lib/inner.jar!/META-INF/maven/g/inner/pom.properties',
      'layer tar',
      'zstd',
    ]);
  });
});

describe('a changed byte', async () => {
  const graph = await graphOf(layers);
  const random = seededRandom(20_261_126);
  const below = (limit: number): number => Math.floor(random() * limit);
  const claims = claimsOf(graph);
  const cited = citedBytes(claims);

  it.for(claims.map((claim) => [claim.text, claim] as const))('%s', async ([, claim]) => {
    const { text, said, evidence } = claim;
    const { locator } = evidence;
    expect(locator.segments.length).toBeGreaterThan(0);
    for (const { from, to } of locator.segments) {
      // That is cited: the same claim is never there again, and some byte of each segment changes what is said.
      let matters = false;
      for (let tried = 0; tried < 3 || (!matters && tried < 200); tried++) {
        const at = from + (to - from < 200 ? tried % (to - from) : below(to - from));
        const after = claimsOf(await changed(locator, at, tried < to - from ? 1 : 8));
        expect(
          after.map((one) => one.text),
          `byte ${at}`,
        ).not.toContain(text);
        matters ||= !after.some((one) => one.said === said);
      }
      expect([from, to, matters]).toEqual([from, to, true]);
    }
    // That no evidence cites: the claim stays. (Of an archive's marker nothing else is looked at.)
    if (locator.container[0] === 'layer tar') return;
    const { size } = await innermost(locator);
    const free = Array.from({ length: size }, (_, at) => at).filter((at) => !cited.get(fileOf(locator))?.has(at));
    for (let n = 0; n < Math.min(4, free.length); n++) {
      const at = free[below(free.length)] ?? 0;
      const after = await changed(locator, at, 1);
      if (claimsOf(after).some((one) => one.text === text)) continue;
      const told = after.diagnostics.filter(({ where }) => where?.path === locator.path);
      const isProgram = evidence.source === 'build-info' && locator.path.startsWith('usr/bin/');
      expect([at, told.length > 0 || isProgram], 'lost, and nothing said why').toEqual([at, true]);
    }
  });
});

type Claim = Readonly<{ text: string; said: string; evidence: Evidence }>;

const fileOf = ({ layerIndex, path, container }: Locator): string => [layerIndex, path, ...container].join('!/');

/** Every byte that some evidence cites, by its innermost file. */
function citedBytes(claims: readonly Claim[]): ReadonlyMap<string, ReadonlySet<number>> {
  const cited = new Map<string, Set<number>>();
  for (const { evidence } of claims) {
    const set = cited.get(fileOf(evidence.locator)) ?? new Set();
    cited.set(fileOf(evidence.locator), set);
    for (const { from, to } of evidence.locator.segments) for (let at = from; at < to; at++) set.add(at);
  }
  return cited;
}

function contentOf({ layerIndex, path }: Locator): Uint8Array {
  const entry = layers[layerIndex]?.find(({ name }) => name === path);
  return Buffer.from((entry?.content ?? expect.fail(`no ${path}`)) as string);
}

function innermost(locator: Locator): Promise<FileContent> {
  const bytes = contentOf(locator);
  return openContainer(contentInMemory(bytes, sha256(bytes), 'layer'), locator.container);
}

/** One proof with what it proves, as text; diffIDs are left out, because every change of a byte changes them. */
function claimsOf({ components, distro }: ImageGraph): Claim[] {
  const claim = (key: string, evidence: Evidence, more: readonly unknown[]): Claim => {
    const { diffId: _, ...place } = evidence.locator;
    const said = JSON.stringify([key, evidence.proves, ...more]);
    return { said, text: `${said} ${JSON.stringify(place)}`, evidence };
  };
  return [
    ...(distro?.evidence ?? []).map((evidence) => claim('distro', evidence, [distro?.id, distro?.versionId])),
    ...components.flatMap(({ key, name, version, arch, source, state, licences, layers: { removed }, evidence: all }) =>
      all.map((evidence) => {
        const said = {
          component: [name, version, arch, source, state],
          licence: licences.map(({ text }) => text),
          removal: [removed],
          distro: [],
        };
        return claim(key, evidence, said[evidence.proves]);
      }),
    ),
  ];
}

/** The image scanned again with one bit changed at a place of a locator's innermost bytes. */
async function changed(locator: Locator, at: number, bit: number): Promise<ImageGraph> {
  const { layerIndex, path, container } = locator;
  const flip = (byte: number): number => byte ^ bit;
  const tars = layers.map((entries, index) => {
    if (index !== layerIndex) return tar(entries);
    if (container[0] === 'layer tar') return new Uint8Array(changeByte(tar(entries), [], at, flip));
    const content = changeByte(contentOf(locator), container, at, flip);
    return tar(entries.map((entry) => (entry.name === path ? { ...entry, content } : entry)));
  });
  return scanInMemory(tars).catch((error: unknown) => {
    // A changed tar header makes a layer that cannot be read: nothing is claimed from it.
    if (error instanceof Error && error.name === 'ParseError') return NOTHING;
    throw error;
  });
}

const NOTHING = { components: [], distro: null, diagnostics: [] } as unknown as ImageGraph;
