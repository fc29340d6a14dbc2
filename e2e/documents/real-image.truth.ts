import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '#engine/testing/run-cli.ts';
import { EXPORT_FORMATS, type ExportFormat } from '#shared/model/export.ts';
import { debianImage, debianLacks } from '../images/recipes/debian/debian-image.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';

const missing = [...debianLacks, ...missingTools(['protoc'])];
skipNotice('documents of a Debian image', missing);
const SCHEMAS = resolve(import.meta.dirname, '../../assets/schemas');

type Item = Record<string, unknown>;
/** A document to plant a mistake in. Each format has some of these lists. */
type Draft = Record<'components' | 'dependencies' | 'packages' | '@graph', [Item, ...Item[]]> & Item;

/** Every document of a real image, as others would receive it. */
describe.skipIf(missing.length > 0)('documents of a Debian image', () => {
  const work = new WorkFolder();
  afterAll(() => work[Symbol.dispose]());
  const at = (format: ExportFormat, profile: string): string => join(work.path, `${profile}.${format}`);

  beforeAll(async () => {
    const data = work.fresh();
    const wishes = EXPORT_FORMATS.flatMap((format) => ['-o', `${format}=${at(format, 'full')}`]);
    const scan = await runCli(['scan', '--data', data, '--json', ...wishes, join(debianImage(), 'oci-layout')]);
    // Some packages of the image are in states that lose nothing; what is partial is told by the exit code.
    expect([0, 6], scan.stderr).toContain(scan.exitCode);
    const { imageId } = JSON.parse(scan.stdout) as { imageId: string };
    for (const format of EXPORT_FORMATS) {
      const lean = [
        'export',
        '--data',
        data,
        imageId,
        '--format',
        format,
        '--profile',
        'lean',
        '-o',
        at(format, 'lean'),
      ];
      expect([0, 6]).toContain((await runCli(lean)).exitCode);
    }
  });

  const verdict = async (file: string): Promise<Readonly<{ exitCode: number | null; errors: string[] }>> => {
    const { exitCode, stdout } = await runCli(['sbom', 'validate', file, '--json']);
    const { errors } = JSON.parse(stdout) as { errors: { problem: string }[] };
    return { exitCode, errors: errors.map(({ problem }) => problem) };
  };

  it.for(EXPORT_FORMATS)('%s is valid, full and lean', async (format) => {
    for (const profile of ['full', 'lean']) {
      const { exitCode, errors } = await verdict(at(format, profile));
      expect([profile, exitCode, errors]).toEqual([profile, 0, []]);
    }
  });

  it('protoc reads the same components from Protobuf as there are in JSON', () => {
    const { components } = JSON.parse(readFileSync(at('cdx-json', 'full'), 'utf8')) as {
      components: { 'bom-ref': string; name: string; purl?: string }[];
    };
    expect(components.length).toBeGreaterThan(80);
    const text = run('protoc', ['--decode=cyclonedx.v1_7.Bom', '-I', SCHEMAS, 'bom-1.7.proto'], {
      input: readFileSync(at('cdx-pb', 'full')),
    }).toString();
    const blocks = text.split(/^components \{$/m).slice(1);
    const member = (block: string, name: string): string | undefined =>
      new RegExp(`^  ${name}: "(.*)"$`, 'm').exec(block)?.[1];
    expect(blocks.map((block) => [member(block, 'bom_ref'), member(block, 'name'), member(block, 'purl')])).toEqual(
      components.map((one) => [one['bom-ref'], one.name, one.purl]),
    );
  });

  const cut = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - 1);
  const changed =
    (change: (draft: Draft) => unknown) =>
    (bytes: Buffer): Buffer => {
      const draft = JSON.parse(bytes.toString()) as Draft;
      change(draft);
      return Buffer.from(JSON.stringify(draft));
    };
  const nothing = 'urn:example:nothing';
  const relationship = (draft: Draft): Item =>
    draft['@graph'].find(({ type }) => type === 'Relationship') ?? expect.fail('no relationship');

  it.for<[format: ExportFormat, what: string, plant: (bytes: Buffer) => Buffer]>([
    ...EXPORT_FORMATS.map((format) => [format, 'a byte less', cut] as [ExportFormat, string, typeof cut]),
    ['cdx-json', 'no type', changed((d) => delete d.components[0]['type'])],
    ['cdx-json', 'a dangling edge', changed((d) => (d.dependencies[0]['dependsOn'] = [nothing]))],
    ['cdx-json', 'a component twice', changed((d) => d.components.push(d.components[0]))],
    ['cdx16-json', 'no type', changed((d) => delete d.components[0]['type'])],
    ['cdx16-json', 'a dangling edge', changed((d) => (d.dependencies[0]['dependsOn'] = [nothing]))],
    ['spdx-json', 'a dangling edge', changed((d) => (relationship(d)['to'] = [nothing]))],
    ['spdx-json', 'an element twice', changed((d) => d['@graph'].push(relationship(d)))],
    ['spdx-json', 'an edge without a kind', changed((d) => delete relationship(d)['relationshipType'])],
    ['spdx23-json', 'a dangling edge', changed((d) => (d['documentDescribes'] = ['SPDXRef-nothing']))],
    ['spdx23-json', 'no name', changed((d) => delete d.packages[0]['name'])],
    ['cdx-pb', 'another wire type', (bytes) => Buffer.concat([bytes, Buffer.from([0x0f])])],
    ['bom-index', 'a byte more', (bytes) => Buffer.concat([bytes, Buffer.from([0])])],
    [
      'bom-index',
      'another version',
      (bytes) => {
        const draft = Buffer.from(bytes);
        draft[7] = 9;
        return draft;
      },
    ],
  ])('%s with %s is refused', async ([format, what, plant]) => {
    const file = join(work.path, `planted-${what.replaceAll(' ', '-')}.${format}`);
    writeFileSync(file, plant(readFileSync(at(format, 'full'))));
    const { exitCode, errors } = await verdict(file);
    expect([exitCode, errors.length > 0]).toEqual([1, true]);
  });
});
