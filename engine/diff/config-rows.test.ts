import { expect, it } from 'vitest';
import type { ImageConfig } from '#shared/model/image.ts';
import { configRows } from './config-rows.ts';

const config = (more: Partial<ImageConfig> = {}): ImageConfig => ({
  platform: { os: 'linux', architecture: 'amd64' },
  created: null,
  diffIds: [],
  history: [],
  entrypoint: null,
  cmd: null,
  env: [],
  workingDir: '',
  user: '',
  ...more,
});

it.for<[string, Partial<ImageConfig>, Partial<ImageConfig>, readonly object[]]>([
  ['nothing', {}, { created: '2026-01-01T00:00:00Z', cmd: [] }, []],
  ['user', {}, { user: 'me' }, [{ field: 'user', class: 'added', old: null, new: 'me' }]],
  ['workdir', { workingDir: '/a' }, {}, [{ field: 'workdir', class: 'removed', old: '/a', new: null }]],
  [
    'entrypoint',
    { entrypoint: ['a'] },
    { entrypoint: ['a', 'b'] },
    [{ field: 'entrypoint', class: 'changed', old: ['a'], new: ['a', 'b'] }],
  ],
  ['cmd', { cmd: ['a b'] }, { cmd: ['a', 'b'] }, [{ field: 'cmd', class: 'changed', old: ['a b'], new: ['a', 'b'] }]],
  [
    'platform',
    {},
    { platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
    [{ field: 'platform', class: 'changed', old: 'linux/amd64', new: 'linux/arm/v7' }],
  ],
  [
    'env: each variable by itself, the last one counts',
    { env: ['A=1', 'B=x=y', 'C=1', 'E='] },
    { env: ['C=9', 'C=1', 'B=x=z', 'D', 'E='] },
    [
      { field: 'env', key: 'A', class: 'removed', old: '1', new: null },
      { field: 'env', key: 'B', class: 'changed', old: 'x=y', new: 'x=z' },
      { field: 'env', key: 'D', class: 'added', old: null, new: '' },
    ],
  ],
  [
    'ports, volumes and labels',
    { exposedPorts: ['80/tcp'], labels: { a: '1' } },
    { exposedPorts: ['443/tcp'], volumes: ['/data'], labels: { a: '2' } },
    [
      { field: 'label', key: 'a', class: 'changed', old: '1', new: '2' },
      { field: 'port', key: '443/tcp', class: 'added', old: null, new: '443/tcp' },
      { field: 'port', key: '80/tcp', class: 'removed', old: '80/tcp', new: null },
      { field: 'volume', key: '/data', class: 'added', old: null, new: '/data' },
    ],
  ],
])('%s', ([, old, now, expected]) => {
  const rows = configRows(config(old), config(now));
  expect(rows.map(({ id: _id, ...row }) => row)).toEqual(expected);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(expected.length);
});

it('a folder has no settings', () => {
  expect(configRows(null, config({ platform: null, user: 'me' })).map(({ field }) => field)).toEqual(['user']);
});
