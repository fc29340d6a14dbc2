import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { diagnosticsOf, factsOf } from '#shared/model/outcome.ts';
import { rpmManifest } from './index.ts';

const analyze = (text: string) => rpmManifest.analyze({ bytes: Buffer.from(text) });
const line = (epoch: string, epochNumber: string) =>
  `vim\t9.0-1.cm2\t1653816591\t1653753130\tMicrosoft\t${epoch}\t45000\tx86_64\t${epochNumber}\tvim-9.0-1.cm2.src.rpm\n`;

describe.skipIf(corpus === undefined)('container-manifest-2 of a real image', () => {
  type Peer = Readonly<{
    name: string;
    version: string;
    metadata: Readonly<{
      arch: string;
      release: string;
      source_rpm: string;
      vendor: string;
      size: number;
      epoch?: number;
    }>;
  }>;

  test('as a peer lists it', () => {
    const found = rpmManifest.analyze({ bytes: readFileSync(corpusFile('pkgdb', 'rpm', 'syft-container-manifest-2')) });
    const [{ expected }] = JSON.parse(
      readFileSync(corpusFile('pkgdb', 'rpm', 'syft-container-manifest-2.expected.json'), 'utf8'),
    ) as [{ expected: Peer[] }];
    expect(found.status).toBe('complete');
    expect(
      factsOf(found).map(({ name, version, arch, details }) => ({ name, version, arch, ...pick(details) })),
    ).toEqual(
      expected.map(({ name, version, metadata }) => ({
        name,
        version,
        arch: metadata.arch,
        release: metadata.release,
        sourceRpm: metadata.source_rpm,
        vendor: metadata.vendor,
        installedSize: `${metadata.size}`,
        epoch: metadata.epoch === undefined ? undefined : `${metadata.epoch}`,
      })),
    );
  });

  function pick({ release, sourceRpm, vendor, installedSize, epoch }: Readonly<Record<string, string>>) {
    return { release, sourceRpm, vendor, installedSize, epoch };
  }
});

it.for([
  { name: 'no epoch', given: line('(none)', '0'), version: '9.0-1.cm2', epoch: undefined },
  {
    name: 'an epoch of zero is stated, but not in the version',
    given: line('0', '0'),
    version: '9.0-1.cm2',
    epoch: '0',
  },
  { name: 'an epoch', given: line('2', '2'), version: '2:9.0-1.cm2', epoch: '2' },
])('$name', ({ given, version, epoch }) => {
  const [fact] = factsOf(analyze(given));
  expect([fact?.version, fact?.details['epoch']]).toEqual([version, epoch]);
});

test('imported keys are not packages', () => {
  const key = 'gpg-pubkey\t3135ce90-5e6fda74\t1653816591\t1584388724\t(none)\t(none)\t0\t(none)\t0\t(none)\n';
  expect(factsOf(analyze(key + line('2', '2'))).map((fact) => fact.name)).toEqual(['vim']);
});

test('a line with too few fields is told, the others stay', () => {
  const found = analyze(`short\t1-1\n${line('2', '2')}`);
  expect(factsOf(found)).toHaveLength(1);
  expect(diagnosticsOf(found)).toMatchObject([{ code: 'malformed', found: '2 fields' }]);
});

test('changing a cited byte changes or removes the claim, changing another does not', () => {
  const bytes = Buffer.from(line('(none)', '0') + line('2', '2').replaceAll('vim', 'ed') + line('(none)', '0'));
  const claimOf = (from: Buffer) => factsOf(rpmManifest.analyze({ bytes: from })).find((fact) => fact.name === 'ed');
  const { cited, ...claim } = claimOf(bytes)!;
  const [segment] = cited.segments;
  // The ninth field repeats the epoch: rpm's own way to print it, and nothing that is claimed.
  const repeated = bytes.indexOf('\t2\ted-') + 1;
  const silent: number[] = [];
  const loud: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    const found = claimOf(changed);
    const same =
      found !== undefined && JSON.stringify({ ...found, cited: null }) === JSON.stringify({ ...claim, cited: null });
    const inside = at >= segment!.from && at < segment!.to;
    if (inside && same && at !== repeated) silent.push(at);
    if (!inside && !same) loud.push(at);
  }
  expect({ silent, loud }).toEqual({ silent: [], loud: [] });
});
