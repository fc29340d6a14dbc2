import { describe, expect, it } from 'vitest';
import type { DiffId, Digest } from '#shared/model/digest.ts';
import type { ImageConfig } from '#shared/model/image.ts';
import { json } from '#engine/testing/image.ts';
import { digestInName } from './digests.ts';
import { type ListedLayer, pairLayers } from './pair-layers.ts';
import { readImageConfig } from './read-image-config.ts';

const id = (n: number): DiffId => `sha256:${String(n).repeat(64)}` as DiffId;
const listed = (digest: Digest | null = null): ListedLayer => ({
  digest,
  mediaType: null,
  foreign: false,
  region: { file: '/x', offset: 0, size: 1 },
  problem: null,
});
const empty: ImageConfig = {
  platform: null,
  created: null,
  diffIds: [],
  history: [],
  entrypoint: null,
  cmd: null,
  env: [],
  workingDir: '',
  user: '',
};
const made = (createdBy: string, emptyLayer = false) => ({ createdBy, emptyLayer });

describe('readImageConfig', () => {
  it('reads what results depend on', () => {
    const bytes = json({
      os: 'windows',
      architecture: 'amd64',
      variant: 'v2',
      'os.version': '10.0.1',
      created: '2024-01-01T00:00:00Z',
      config: {
        Entrypoint: ['/e'],
        Cmd: null,
        Env: ['A=1'],
        WorkingDir: '/w',
        User: 'u',
        Labels: { x: 'y', odd: 5 },
        ExposedPorts: { '81/udp': {}, '80/tcp': null },
        Volumes: {},
      },
      rootfs: { type: 'layers', diff_ids: [id(1)] },
      history: [{ created_by: 'RUN x' }, { empty_layer: true }, null],
    });
    expect(readImageConfig(bytes)).toEqual({
      config: {
        platform: { os: 'windows', architecture: 'amd64', variant: 'v2', osVersion: '10.0.1' },
        created: '2024-01-01T00:00:00Z',
        diffIds: [id(1)],
        history: [made('RUN x'), { createdBy: null, emptyLayer: true }, { createdBy: null, emptyLayer: false }],
        entrypoint: ['/e'],
        cmd: null,
        env: ['A=1'],
        workingDir: '/w',
        user: 'u',
        exposedPorts: ['80/tcp', '81/udp'],
        labels: { x: 'y' },
      },
      diagnostics: [],
    });
  });

  it('leaves out what is not as it should be, and says so', () => {
    const bytes = json({ os: 5, config: { Entrypoint: '/e', Env: [1] }, history: {} });
    const { config, diagnostics } = readImageConfig(bytes);
    expect(config).toEqual(empty);
    expect(diagnostics.map((d) => 'what' in d && d.what)).toEqual([
      'image config, os',
      'image config, history',
      'image config, config.Entrypoint',
      'image config, config.Env, 0',
    ]);
  });

  it('reads a config of nothing', () => {
    expect(readImageConfig(json({}))).toEqual({ config: empty, diagnostics: [] });
    expect(readImageConfig(json({ config: null, rootfs: null, history: null }))).toEqual({
      config: empty,
      diagnostics: [],
    });
  });

  it.for([
    ['a list', [], 'expected object'],
    ['a diffID of another algorithm', { rootfs: { diff_ids: ['sha512:0'] } }, 'sha256: and 64 hex digits'],
    ['upper-case digits', { rootfs: { diff_ids: [`sha256:${'A'.repeat(64)}`] } }, 'sha256: and 64 hex digits'],
    ['too many layers', { rootfs: { diff_ids: Array.from({ length: 1025 }, () => id(1)) } }, 'limit of 1024'],
  ] as const)('refuses %s', ([, value, says]) => {
    expect(() => readImageConfig(json(value))).toThrow(says);
  });
});

describe('pairLayers', () => {
  it('pairs by position and maps the history without its empty layers', () => {
    const config = { ...empty, diffIds: [id(1), id(2)], history: [made('a'), made('ENV', true), made('b')] };
    const { layers, diagnostics } = pairLayers([listed(), listed(id(9))], config);
    expect(layers.map(({ diffId, digest, createdBy }) => ({ diffId, digest, createdBy }))).toEqual([
      { diffId: id(1), digest: null, createdBy: 'a' },
      { diffId: id(2), digest: id(9), createdBy: 'b' },
    ]);
    expect(diagnostics).toEqual([]);
  });

  it.for([
    ['no history', [], '0 of 0 entries for 2 layers'],
    ['too short a history', [made('a')], '1 of 1 entries for 2 layers'],
    ['too long a history', [made('a'), made('b'), made('c')], '3 of 3 entries for 2 layers'],
  ] as const)('%s names no layer', ([, history, found]) => {
    const { layers, diagnostics } = pairLayers([listed(), listed()], { ...empty, diffIds: [id(1), id(2)], history });
    expect(layers.map((layer) => layer.createdBy)).toEqual([null, null]);
    expect(diagnostics).toEqual([{ code: 'anomaly', what: 'an image history that does not name the layers', found }]);
  });

  it('takes an image without layers', () => {
    expect(pairLayers([], { ...empty, history: [made('ENV', true)] })).toEqual({ layers: [], diagnostics: [] });
  });

  it.for([
    ['all in order, some missing', [id(1), id(3)], [id(1), id(2), id(3)], [true, false, true]],
    ['a repeated one listed once', [id(1), id(2)], [id(1), id(2), id(1)], [true, true, true]],
    ['none listed', [], [id(1)], [false]],
  ] as const)('counts differ, digests are diffIDs: %s', ([, digests, diffIds, there]) => {
    const { layers, diagnostics } = pairLayers(digests.map(listed), { ...empty, diffIds });
    expect(layers.map((layer) => layer.region !== null)).toEqual(there);
    expect(diagnostics.filter((d) => d.code === 'missing').map((d) => d.where?.layer)).toEqual(
      there.flatMap((here, i) => (here ? [] : [i])),
    );
  });

  it.for([
    ['out of order', [id(2), id(1)], [id(1), id(2), id(3)]],
    ['an unknown digest', [id(9)], [id(1), id(2)]],
    ['no digest', [null], [id(1), id(2)]],
    ['more layers than diffIDs', [id(1), id(2)], [id(1)]],
  ] as const)('counts differ: %s is refused', ([, digests, diffIds]) => {
    expect(() => pairLayers(digests.map(listed), { ...empty, diffIds })).toThrow('rootfs.diff_ids of the config');
  });
});

describe('digestInName', () => {
  const hex = '1'.repeat(64);
  it.for([
    [`${hex}.json`, id(1)],
    [`${hex}.tar`, id(1)],
    [`${hex}.tar.gz`, id(1)],
    [`blobs/sha256/${hex}`, id(1)],
    [`sha256:${hex}`, id(1)],
    // An id of format version 1, which is no digest of anything.
    [`${hex}/layer.tar`, null],
    ['config.json', null],
    [`${'G'.repeat(64)}.json`, null],
  ] as const)('%s: %s', ([name, digest]) => {
    expect(digestInName(name)).toBe(digest);
  });
});
