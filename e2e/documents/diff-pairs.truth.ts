import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveOf, dockerArchive, image, type LayerSpec, ociLayout } from '#engine/testing/image.ts';
import { runCli } from '#engine/testing/run-cli.ts';
import { diffSchema } from '#shared/schema/diff.ts';
import { missingTools, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { buildDeb, DpkgRoot } from './support/dpkg-root.ts';

type Expected = Readonly<{
  name: string;
  class: string;
  direction: string | null;
  versions: readonly (string | undefined)[];
}>;

const missing = missingTools(['dpkg', 'dpkg-deb', 'dpkg-query', 'tar', 'find', 'sha256sum']);
skipNotice('image pairs that dpkg installs', missing);

/** Pairs of images from what dpkg installed; expected: dpkg-query and dpkg --compare-versions on both, find and sha256sum. */
describe.skipIf(missing.length > 0)('differences of images that dpkg made', () => {
  const work = new WorkFolder();
  const data = work.fresh();
  afterAll(() => work[Symbol.dispose]());

  let base: DpkgRoot;
  let debs: Readonly<Record<string, string>>;
  const copyright = (licence: string): string =>
    `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: nobody\nLicense: ${licence}\n`;
  beforeAll(() => {
    const folder = work.fresh('debs');
    const deb = (name: string, version: string, more: Readonly<Record<string, string>> = {}): string =>
      buildDeb(folder, { name, version, files: { [`usr/share/${name}/version`]: `${version}\n`, ...more } });
    debs = {
      up1: deb('e2e-up', '1.9-1'),
      up2: deb('e2e-up', '1.10-1'),
      tilde1: deb('e2e-tilde', '2.0~rc1-1'),
      tilde2: deb('e2e-tilde', '2.0-1'),
      down1: deb('e2e-down', '1:1.0'),
      down2: deb('e2e-down', '9.0'),
      gone: deb('e2e-gone', '1'),
      fresh: deb('e2e-fresh', '1'),
      same: deb('e2e-same', '1', { 'usr/share/doc/e2e-same/copyright': copyright('MIT') }),
      moved: deb('e2e-moved', '1'),
    };
    base = new DpkgRoot(join(work.fresh('roots'), 'base'));
    for (const name of ['up1', 'tilde1', 'down1', 'gone', 'same']) base.dpkg('-i', debs[name] ?? '');
  });

  const rowsOf = async (old: string, now: string, ...more: string[]) => {
    const { exitCode, stdout, stderr } = await runCli([
      'diff',
      '--data',
      data,
      '--old',
      old,
      '--new',
      now,
      '--json',
      '--exit-code',
      ...more,
    ]);
    return { exitCode, stderr, diff: exitCode === 0 || exitCode === 7 ? diffSchema.parse(JSON.parse(stdout)) : null };
  };
  const save = (name: string, layers: readonly LayerSpec[], as: 'docker' | 'oci' = 'docker'): string => {
    const built = image({ layers, tags: [`stellaops/pair:${name}`] });
    const path = join(work.path, `${name}.tar`);
    writeFileSync(path, as === 'docker' ? dockerArchive([built], 'hybrid') : archiveOf(ociLayout([built])));
    return path;
  };

  it('upgraded, downgraded, removed, added: as dpkg says; files: as find says', async () => {
    const changed = base.copy(join(work.fresh('roots'), 'changed'));
    for (const name of ['up2', 'tilde2', 'down2', 'fresh']) changed.dpkg('-i', debs[name] ?? '');
    changed.dpkg('--purge', 'e2e-gone');
    const layers = [{ tar: base.tar() }, { tar: changed.layerSince(base, work.fresh('layer')) }];
    const { exitCode, diff } = await rowsOf(save('old', layers.slice(0, 1)), save('new', layers));
    expect(exitCode).toBe(7);

    const [before, after] = [base, changed].map(
      (root) => new Map(root.installed().map((one) => [one.name, one.version])),
    );
    const expected = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
      .sort()
      .flatMap((name): Expected[] => {
        const [old, now] = [before?.get(name), after?.get(name)];
        if (old === now) return [];
        if (old === undefined || now === undefined)
          return [{ name, class: old === undefined ? 'added' : 'removed', direction: null, versions: [old, now] }];
        const isUp = spawnSync('dpkg', ['--compare-versions', now, 'gt', old]).status === 0;
        return [{ name, class: 'version_changed', direction: isUp ? 'up' : 'down', versions: [old, now] }];
      });
    expect(expected.map(({ direction }) => direction)).toEqual(['down', null, null, 'up', 'up']);
    expect(
      diff?.rows.map(({ name, class: kind, direction, perSide }) => ({
        name,
        class: kind,
        direction,
        versions: perSide.map(({ versions }) => versions[0]),
      })),
    ).toEqual(expected);
    // Everything shows in the one layer that did it.
    expect(new Set(diff?.rows.map(({ layer }) => JSON.stringify(layer)))).toEqual(
      new Set([JSON.stringify({ role: 'new', index: 1 })]),
    );

    const [old, now] = [base.files(), changed.files()];
    const files = [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((path) => {
      const [was, is] = [old.get(path), now.get(path)];
      if (!was || !is) return [`${was ? 'removed' : 'added'} ${path}`];
      if (was.content !== is.content) return [`modified ${path}`];
      return was.metadata === is.metadata ? [] : [`metadata_changed ${path}`];
    });
    expect(files.length).toBeGreaterThan(10);
    // Folders have a mode and an owner too; find was asked for what is in them.
    const listed = diff?.files.filter((one) => (one.old ?? one.new)?.type !== 'dir') ?? [];
    expect(listed.map((one) => `${one.class} ${one.path}`)).toEqual(files);
  });

  it('moved to another layer, with nothing else changed', async () => {
    const full = base.copy(join(work.fresh('roots'), 'full'));
    full.dpkg('-i', debs['moved'] ?? '');
    const top = full.layerSince(base, work.fresh('layer'));
    const { diff } = await rowsOf(
      save('apart', [{ tar: base.tar() }, { tar: top }]),
      save('together', [{ tar: full.tar() }]),
    );
    expect(full.installed().map(({ name }) => name)).toContain('e2e-moved');
    expect(diff?.rows.map(({ name, class: kind, also, layer }) => [name, kind, also, layer])).toEqual([
      ['e2e-moved', 'metadata_changed', ['layer'], { role: 'new', index: 0 }],
    ]);
    expect(diff?.summary.files).toMatchObject({ added: 0, removed: 0, modified: 0 });
  });

  it('only a licence changed', async () => {
    const other = base.copy(join(work.fresh('roots'), 'licence'));
    writeFileSync(join(other.path, 'usr/share/doc/e2e-same/copyright'), copyright('Zlib'));
    const layers = [{ tar: base.tar() }, { tar: other.layerSince(base, work.fresh('layer')) }];
    const { diff } = await rowsOf(save('mit', layers.slice(0, 1)), save('zlib', layers));
    expect(other.installed()).toEqual(base.installed());
    expect(diff?.rows.map(({ name, class: kind, changes }) => [name, kind, changes])).toEqual([
      ['e2e-same', 'metadata_changed', [{ field: 'licence', old: ['MIT'], new: ['Zlib'] }]],
    ]);
  });

  it('the same image in another kind of archive is identical', async () => {
    const layers = [{ tar: base.tar() }];
    const { exitCode, diff } = await rowsOf(save('docker', layers), save('docker-as-oci', layers, 'oci'));
    // The tag is not in the image, so both have one id.
    expect([exitCode, diff?.identical, diff?.summary.same]).toEqual([0, true, base.installed().length]);
  });

  it.for<[what: string, old: string, now: string, more: string[], exitCode: number, message: RegExp]>([
    ['a missing image', 'none.tar', 'none.tar', [], 4, /none\.tar/],
    ['an unknown format', 'old.tar', 'new.tar', ['--format', 'xml'], 2, /found format \\?"xml/],
  ])('%s is told', async ([, old, now, more, exitCode, message]) => {
    const found = await rowsOf(join(work.path, old), join(work.path, now), ...more);
    expect(found.exitCode).toBe(exitCode);
    expect(found.stderr).toMatch(message);
  });
});
