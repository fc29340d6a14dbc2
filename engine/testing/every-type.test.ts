import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import { systemClock } from '#engine/ports/clock.ts';
import { configSchema, type Engine, openEngine, scan } from '#engine/run/index.ts';
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
  const claims = claimsOf(graph);

  it.for(claims.map(({ text, evidence }) => [text, evidence] as const))(
    'that is cited: %s',
    async ([text, { locator }]) => {
      expect(locator.segments.length).toBeGreaterThan(0);
      for (const { from, to } of locator.segments)
        for (const at of [from, from + Math.floor(random() * (to - from)), to - 1])
          expect(
            claimsOf(await changed(locator, at)).map((claim) => claim.text),
            `byte ${at}`,
          ).not.toContain(text);
    },
  );
});

/** One proof with what it proves, as text; diffIDs are left out, because every change of a byte changes them. */
function claimsOf({ components, distro }: ImageGraph): Readonly<{ text: string; evidence: Evidence }>[] {
  const text = (
    key: string,
    { proves, locator: { diffId: _, ...place } }: Evidence,
    said: readonly unknown[],
  ): string => JSON.stringify([key, proves, ...said, place]);
  return [
    ...(distro?.evidence ?? []).map((evidence) => ({
      text: text('distro', evidence, [distro?.id, distro?.versionId]),
      evidence,
    })),
    ...components.flatMap(({ key, name, version, arch, source, state, layers: { removed }, evidence: all }) =>
      all.map((evidence) => ({
        text: text(key, evidence, evidence.proves === 'component' ? [name, version, arch, source, state] : [removed]),
        evidence,
      })),
    ),
  ];
}

/** The image scanned again with one byte changed at a place of a locator's innermost bytes. */
async function changed({ layerIndex, path, container }: Locator, at: number): Promise<ImageGraph> {
  const flip = (byte: number): number => byte ^ 1;
  const tars = layers.map((entries, index) => {
    if (index !== layerIndex) return tar(entries);
    if (container[0] === 'layer tar') return new Uint8Array(changeByte(tar(entries), [], at, flip));
    expect(entries.map(({ name }) => name)).toContain(path);
    return tar(
      entries.map((entry) =>
        entry.name === path
          ? { ...entry, content: changeByte(Buffer.from(entry.content as string), container, at, flip) }
          : entry,
      ),
    );
  });
  return scanInMemory(tars).catch((error: unknown) => {
    // A changed tar header makes a layer that cannot be read: nothing is claimed from it.
    if (error instanceof Error && error.name === 'ParseError') return { ...NOTHING, layers: [] };
    throw error;
  });
}

const NOTHING = { components: [], distro: null } as unknown as ImageGraph;
