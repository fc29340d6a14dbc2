import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanResultSchema } from '#shared/schema/scan-result.ts';
import { OciLayout } from './gather/oci-layout.ts';
import { debianImage, debianLacks, TAG } from './recipes/debian/debian-image.ts';
import { runScan } from './support/cli.ts';
import { flipByte } from './support/flip-byte.ts';
import { skipNotice } from './support/tools.ts';
import { WorkFolder } from './support/work-folder.ts';

skipNotice('Debian image', debianLacks);

type Manifest = OciLayout['manifest'];
type Layer = Manifest['layers'][number];
type Case = Readonly<{ what: string; damage: () => void; exitCode: number; lost?: number[] }>;

describe.skipIf(debianLacks.length > 0)('an OCI layout whose parts do not fit', () => {
  const work = new WorkFolder();
  let image: OciLayout | undefined;
  beforeAll(() => {
    const layout = join(work.path, 'layout');
    cpSync(join(debianImage(), 'oci-layout'), layout, { recursive: true });
    image = new OciLayout(layout, TAG);
  });
  afterAll(() => work[Symbol.dispose]());

  const absent = `sha256:${'0'.repeat(64)}`;
  const parts = (): { layout: OciLayout; manifest: Manifest; first: Layer; second: Layer; rest: Layer[] } => {
    const layout = image ?? expect.fail('no image');
    const [first, second, ...rest] = layout.manifest.layers;
    if (!first || !second) expect.fail('no layers');
    return { layout, manifest: layout.manifest, first, second, rest };
  };
  const withLayers = (change: (first: Layer, second: Layer, rest: Layer[]) => Layer[]) => (): void => {
    const { layout, manifest, first, second, rest } = parts();
    layout.replaceManifest({ ...manifest, layers: change(first, second, rest) });
  };

  it.for<Case>([
    { what: 'nothing', damage: withLayers((first, second, rest) => [first, second, ...rest]), exitCode: 0, lost: [] },
    {
      what: 'a layer that is not there',
      damage: withLayers((first, second, rest) => [first, { ...second, digest: absent }, ...rest]),
      exitCode: 6,
      lost: [1],
    },
    {
      what: 'two layers in each other’s place',
      damage: withLayers((first, second, rest) => [second, first, ...rest]),
      exitCode: 6,
      lost: [0, 1],
    },
    {
      what: 'a layer of another size: its digest is right, so it is read, and the lie is told',
      damage: withLayers((first, second, rest) => [first, { ...second, size: second.size - 1 }, ...rest]),
      exitCode: 6,
      lost: [],
    },
    { what: 'a layer too few', damage: withLayers((first, _, rest) => [first, ...rest]), exitCode: 2 },
    {
      what: 'a config that is not there: the layers are read, nothing says what they should be',
      damage: () => {
        const { layout, manifest } = parts();
        layout.replaceManifest({ ...manifest, config: { ...manifest.config, digest: absent } });
      },
      exitCode: 6,
      lost: [],
    },
    {
      what: 'a config of other bytes',
      damage: () => {
        const { layout, manifest } = parts();
        layout.replaceManifest(manifest);
        flipByte(layout.blobFile(manifest.config), 20);
      },
      exitCode: 2,
    },
    {
      what: 'a manifest of other bytes',
      damage: () => {
        const { layout, manifest } = parts();
        flipByte(layout.blobFile(manifest.config), 20);
        const index = JSON.parse(readFileSync(join(layout.folder, 'index.json'), 'utf8')) as {
          manifests: Layer[];
        };
        flipByte(layout.blobFile(index.manifests[0] ?? expect.fail('no manifest')), 30);
      },
      exitCode: 2,
    },
    {
      what: 'an index that is no JSON',
      damage: () => writeFileSync(join(parts().layout.folder, 'index.json'), '{'),
      exitCode: 2,
    },
  ])('$what', async ({ damage, exitCode, lost }) => {
    damage();
    const outcome = await runScan(work.fresh(), [parts().layout.folder]);
    expect(outcome.exitCode, outcome.stderr).toBe(exitCode);
    if (lost === undefined) expect(outcome.stdout).toBe('');
    else {
      const { layers, partial } = scanResultSchema.parse(JSON.parse(outcome.stdout));
      expect(layers.filter(({ digest }) => digest === null).map(({ index }) => index)).toEqual(lost);
      expect(partial).toBe(exitCode === 6);
    }
  });
});
