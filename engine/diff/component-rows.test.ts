import { describe, expect, it } from 'vitest';
import { deb, diffSide } from '#engine/testing/diff-sides.ts';
import type { Component } from '#shared/model/component.ts';
import type { DiffRow, DiffView } from '#shared/model/diff.ts';
import type { RootPath } from '#shared/model/root-path.ts';
import { diffImages } from './diff-images.ts';

const IDENTITY = 'pkg:deb/debian/lib?arch=amd64';

function rowsOf(
  old: readonly Component[],
  now: readonly Component[],
  more: { old?: Parameters<typeof diffSide>[1]; new?: Parameters<typeof diffSide>[1]; view?: DiffView } = {},
): readonly DiffRow[] {
  const { view = 'inventory' } = more;
  return diffImages({
    old: diffSide('old', { components: old, ...more.old }),
    new: diffSide('new', { components: now, ...more.new }),
    view,
  }).rows;
}

/** All of a row but what follows from the component itself. */
const short = ({ class: kind, also, direction, group, layer, changes }: DiffRow): object => ({
  class: kind,
  also,
  direction,
  ...(group === undefined ? {} : { group }),
  layer: layer && `${layer.role} ${layer.index}`,
  changes: changes.map(({ field, old, new: now }) => `${field}: ${old.join()} → ${now.join()}`),
});

const row = (more: object): object => ({ also: [], direction: null, layer: 'new 0', changes: [], ...more });

describe('component rows', () => {
  it('is whole', () => {
    const [old, now] = [deb('lib', '1.0', 0), deb('lib', '1.1', 1)];
    expect(rowsOf([old], [now])).toEqual([
      {
        id: 'b8070e104c60bf1b',
        identity: IDENTITY,
        type: 'deb',
        name: 'lib',
        class: 'version_changed',
        also: ['layer'],
        direction: 'up',
        changes: [{ field: 'layer', old: ['0'], new: ['1'] }],
        perSide: [
          {
            role: 'old',
            versions: ['1.0'],
            introduced: [0],
            keys: [old.key],
            removed: null,
            usage: null,
            evidence: old.evidence,
          },
          {
            role: 'new',
            versions: ['1.1'],
            introduced: [1],
            keys: [now.key],
            removed: null,
            usage: null,
            evidence: now.evidence,
          },
        ],
        layer: { role: 'new', index: 1 },
        usage: null,
      },
    ]);
  });

  const mit = { licences: [{ text: 'Expat', spdx: 'MIT' }] };
  it.for<[string, readonly Component[], readonly Component[], readonly object[]]>([
    ['nothing', [deb('lib', '1')], [deb('lib', '1')], []],
    ['added', [], [deb('lib', '1', 2)], [row({ class: 'added', layer: 'new 2' })]],
    ['removed', [deb('lib', '1', 1)], [], [row({ class: 'removed', layer: 'old 1' })]],
    ['upgraded', [deb('lib', '1:1')], [deb('lib', '1:2')], [row({ class: 'version_changed', direction: 'up' })]],
    ['downgraded', [deb('lib', '1:1')], [deb('lib', '2')], [row({ class: 'version_changed', direction: 'down' })]],
    [
      'the same by order',
      [deb('lib', '1')],
      [deb('lib', '1-0')],
      [row({ class: 'version_changed', direction: 'unknown' })],
    ],
    [
      'another layer',
      [deb('lib', '1', 0)],
      [deb('lib', '1', 2)],
      [row({ class: 'metadata_changed', also: ['layer'], layer: 'new 2', changes: ['layer: 0 → 2'] })],
    ],
    [
      'metadata',
      [deb('lib', '1')],
      [deb('lib', '1', 0, { ...mit, origin: 'metadata', state: 'half-installed' })],
      [
        row({
          class: 'metadata_changed',
          also: ['licence', 'origin', 'state'],
          changes: ['licence:  → MIT', 'origin: package-db → metadata', 'state: installed → half-installed'],
        }),
      ],
    ],
    [
      'version and licence',
      [deb('lib', '1')],
      [deb('lib', '2', 0, mit)],
      [row({ class: 'version_changed', direction: 'up', also: ['licence'], changes: ['licence:  → MIT'] })],
    ],
    [
      'one of several upgraded',
      [deb('lib', '1'), deb('lib', '5')],
      [deb('lib', '5'), deb('lib', '2')],
      [row({ class: 'version_changed', direction: 'up' })],
    ],
    [
      'two gone, one stays: no removal',
      [deb('lib', '10'), deb('lib', '9'), deb('lib', '1')],
      [deb('lib', '9')],
      [
        row({
          class: 'version_changed',
          group: { gone: ['1', '10'], came: [], stays: ['9'] },
          layer: 'old 0',
        }),
      ],
    ],
    [
      'two gone, one came',
      [deb('lib', '2'), deb('lib', '1')],
      [deb('lib', '3', 1)],
      [
        row({
          class: 'version_changed',
          direction: 'up',
          group: { gone: ['1', '2'], came: ['3'], stays: [] },
          layer: 'new 1',
        }),
      ],
    ],
    [
      'two gone, one between them came',
      [deb('lib', '1'), deb('lib', '3')],
      [deb('lib', '2')],
      [
        row({
          class: 'version_changed',
          direction: 'unknown',
          group: { gone: ['1', '3'], came: ['2'], stays: [] },
        }),
      ],
    ],
    [
      'several removed at once',
      [deb('lib', '1'), deb('lib', '3')],
      [],
      [row({ class: 'removed', group: { gone: ['1', '3'], came: [], stays: [] }, layer: 'old 0' })],
    ],
  ])('%s', ([, old, now, expected]) => {
    expect(rowsOf(old, now).map(short)).toEqual(expected);
  });

  it('tells the layer of the new image that removed it, with its proof', () => {
    const gone = deb('lib', '1');
    const proof = { ...(gone.evidence[0] ?? expect.fail('no evidence')), proves: 'removal' as const };
    const removed = { ...gone, layers: { ...gone.layers, removed: 2 }, evidence: [...gone.evidence, proof] };
    const [found] = rowsOf([gone], [removed]);
    expect([found && short(found), found?.perSide[1]?.removed, found?.perSide[1]?.evidence]).toEqual([
      row({ class: 'removed', layer: 'new 2' }),
      2,
      [proof],
    ]);
  });

  it('tells the layer of the new image that removed its file', () => {
    const tool = deb('lib', '1', 0, {
      key: 'pkg:maven/g/lib@1',
      type: 'maven',
      origin: 'metadata',
      occurrences: [{ path: 'srv/a.war!/lib.jar', layer: 0 }],
    });
    const removedBy = new Map([['srv/a.war' as RootPath, 1]]);
    const [found] = rowsOf([tool], [], { new: { removedBy } });
    expect([found && short(found), found?.perSide[1]?.removed]).toEqual([row({ class: 'removed', layer: 'new 1' }), 1]);
  });

  it('a licence that is gone with its file belongs to the layer that removed that', () => {
    const licensed = deb('lib', '1', 0, mit);
    const removedBy = new Map([[licensed.evidence[0]?.locator.path as RootPath, 1]]);
    const changes = ['licence: MIT → '];
    expect(rowsOf([licensed], [deb('lib', '1', 0)], { new: { removedBy } }).map(short)).toEqual([
      row({ class: 'metadata_changed', also: ['licence'], layer: 'new 1', changes }),
    ]);
    expect(rowsOf([licensed], [deb('lib', '1', 0)]).map(short)).toEqual([
      row({ class: 'metadata_changed', also: ['licence'], layer: 'new 0', changes }),
    ]);
  });

  it('another distribution is one row of the image', () => {
    const distro = (versionId: string) => ({ id: 'debian', versionId, prettyName: null, evidence: [] });
    const other = deb('lib', '1', 0, { key: 'pkg:deb/debian/lib@1?arch=amd64&distro=debian-13' });
    const rows = rowsOf([deb('lib', '1')], [other], { old: { distro: distro('12') }, new: { distro: distro('13') } });
    expect(rows.map((one) => [one.identity, short(one)])).toEqual([
      [
        'image',
        row({ class: 'metadata_changed', also: ['distro'], layer: null, changes: ['distro: debian 12 → debian 13'] }),
      ],
    ]);
  });

  it('a base that was built again moves nothing', () => {
    expect(rowsOf([deb('lib', '1', 0)], [deb('lib', '1', 0)], { new: { layerNames: ['z', 'y', 'x'] } })).toEqual([]);
  });

  const [used, unused] = [
    new Map([[deb('lib', '1').key, 'reached' as const]]),
    new Map([[deb('lib', '1').key, 'notReached' as const]]),
  ];

  it('usage', () => {
    const components = [deb('lib', '1')];
    const [found] = rowsOf(components, components, { old: { usage: unused }, new: { usage: used } });
    expect([found && short(found), found?.usage, found?.perSide.map(({ usage }) => usage)]).toEqual([
      row({ class: 'metadata_changed', also: ['usage'], changes: ['usage: notReached → reached'] }),
      'reached',
      ['notReached', 'reached'],
    ]);
    // Nobody traced the old image: then nothing changed that is known.
    expect(rowsOf(components, components, { new: { usage: used } })).toEqual([]);
  });

  it('the usage view compares what is reached', () => {
    const components = [deb('lib', '1'), deb('other', '1')];
    const rows = rowsOf(components, components, { old: { usage: unused }, new: { usage: used }, view: 'usage' });
    expect(rows.map((one) => [one.name, one.class])).toEqual([['lib', 'added']]);
  });

  it('does not depend on the order of components', () => {
    const old = [deb('lib', '1'), deb('lib', '3'), deb('b', '1'), deb('a', '1')];
    const now = [deb('b', '2'), deb('lib', '2'), deb('c', '1')];
    expect(rowsOf(old.toReversed(), now.toReversed())).toEqual(rowsOf(old, now));
    expect(rowsOf(old, now).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'lib']);
  });
});
