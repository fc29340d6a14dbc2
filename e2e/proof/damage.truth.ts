import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AcquireError } from '#engine/acquire/index.ts';
import { systemClock } from '#engine/ports/clock.ts';
import { configSchema, scan } from '#engine/run/index.ts';
import { openStore } from '#engine/store/index.ts';
import { archiveOf, dockerArchive, image, ociLayout } from '#engine/testing/image.ts';
import '#engine/testing/compile-cache.ts';
import { seededRandom } from '#engine/testing/seeded-random.ts';
import { dir, file, type TarEntry } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import type { ScanResult } from '#shared/schema/scan-result.ts';

/**
 * Archives cut at every MiB and at random places, and archives with one bit flipped: each scan ends in a result or in an
 * AcquireError. What calls itself complete is the same document, byte for byte, as that of the whole archive, because every byte
 * of an image in an OCI archive is under a digest; of a `docker save` archive only layers and config are.
 */
const SEED = Number(process.env['STELLAOPS_SEED'] ?? 1);
const random = seededRandom(SEED);
const MiB = 1 << 20;

const stanza = (name: string): string =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1.0\nArchitecture: all\nMaintainer: x\nDescription: x\n\n`;
const noise = (name: string, mebibytes: number): TarEntry => file(name, randomBytes(mebibytes * MiB));
const built = image({
  layers: [
    {
      entries: [
        file('etc/os-release', 'ID=example\n'),
        dir('var/lib/dpkg'),
        file('var/lib/dpkg/status', stanza('one')),
        noise('a', 1),
      ],
    },
    { entries: [file('var/lib/dpkg/status', stanza('one') + stanza('two')), noise('b', 2)], compression: 'gzip' },
    { entries: [noise('c', 1), file('tool', '\x7fELF tool')], compression: 'zstd' },
  ],
  tags: ['t:1'],
});

type Outcome = Readonly<{ refused: AcquireError } | { result: ScanResult }>;

async function scanBytes(folder: string, bytes: Uint8Array): Promise<Outcome> {
  const input = join(folder, 'input');
  writeFileSync(input, bytes);
  await using data = await tempFolder();
  await using store = await openStore(data.path);
  const config = configSchema.parse({});
  try {
    return { result: await scan(input, {}, { store, config, clock: systemClock, progress: () => undefined }) };
  } catch (error) {
    if (error instanceof AcquireError) return { refused: error };
    throw error;
  }
}

const archives = [
  { name: 'OCI archive', bytes: archiveOf(ociLayout([built])), strict: true },
  { name: 'docker save archive', bytes: dockerArchive([built], 'classic'), strict: false },
];

describe.for(archives)('$name', ({ bytes, strict }) => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let whole: string;
  const tally = { complete: 0, partial: 0, refused: 0 };
  beforeAll(async () => {
    folder = await tempFolder();
    mkdirSync(folder.path, { recursive: true });
    const outcome = await scanBytes(folder.path, bytes);
    if (!('result' in outcome) || outcome.result.partial) throw new Error(JSON.stringify(outcome));
    expect(outcome.result.components).toBe(3);
    whole = outcome.result.artifacts[0]!.id;
  });
  afterAll(async () => {
    console.log(JSON.stringify(tally));
    await folder[Symbol.asyncDispose]();
  });

  const check = (outcome: Outcome, label: string): void => {
    if ('refused' in outcome) {
      tally.refused += 1;
      expect([label, outcome.refused.code]).toEqual([
        label,
        expect.stringMatching(/^(damaged|not-an-image|no-such-image)$/),
      ]);
      return;
    }
    const { partial, artifacts, diagnostics, imageId } = outcome.result;
    tally[partial ? 'partial' : 'complete'] += 1;
    if (partial) expect([label, diagnostics.length]).not.toEqual([label, 0]);
    else if (strict || imageId === built.imageId) expect([label, artifacts[0]?.id]).toEqual([label, whole]);
  };

  it('cut at every MiB, and at 10 other places', async () => {
    const cuts = Array.from({ length: Math.floor(bytes.length / MiB) + 1 }, (_, i) => i * MiB);
    for (let i = 0; i < 10; i++) cuts.push(Math.floor(random() * bytes.length));
    for (const cut of cuts) check(await scanBytes(folder.path, bytes.slice(0, cut)), `cut at ${cut}`);
    expect(tally.partial + tally.refused).toBeGreaterThan(10);
  });

  it('one bit flipped, 16 times', async () => {
    for (let i = 0; i < 16; i++) {
      // Every second flip in the last eighth, where the small files are.
      const at = Math.floor(bytes.length * (i % 2 === 0 ? random() : 0.875 + random() / 8));
      const changed = new Uint8Array(bytes);
      changed[at]! ^= 1 << (i % 8);
      check(await scanBytes(folder.path, changed), `seed ${SEED}: bit ${i % 8} of byte ${at}`);
    }
  });
});
