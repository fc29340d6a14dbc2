import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component } from '#shared/model/component.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { declaredEdges, keysOf, scanFolder } from './support/scan-folder.ts';

/** What `importlib.metadata` finds; `needs`: names of all requirements, whatever their marker. */
type Distribution = Readonly<{
  name: string;
  version: string;
  metadata: string;
  files: readonly string[];
  /** Digests by path. */
  licenceFiles: Readonly<Record<string, string>>;
  needs: readonly string[];
}>;

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

/** Names with dots, capitals, underscores; extension modules, scripts, data outside of the folder, vendored copies (pip). */
const PACKAGES =
  'flask==3.0.0 requests==2.31.0 zope.interface==6.1 ruamel.yaml==0.18.5 jaraco.text==3.12.0 PyYAML==6.0.1 Django==4.2.7 SQLAlchemy==2.0.23 cryptography==41.0.7 celery==5.3.6 rich==13.7.0 fastapi==0.104.1 pytest==7.4.3 backports.tarfile==1.2.0 typing_extensions==4.8.0'.split(
    ' ',
  );
const LIST = join(import.meta.dirname, 'support/list-distributions.py');

const distributionsOn = (python: string, ...paths: readonly string[]): Distribution[] =>
  JSON.parse(run(python, [LIST, ...paths]).toString()) as Distribution[];

/** By the purl specification: lower case, underscores become hyphens, dots stay. */
const purl = ({ name, version }: Pick<Distribution, 'name' | 'version'>): string =>
  `pkg:pypi/${name.toLowerCase().replaceAll('_', '-')}@${version.replaceAll('+', '%2B')}`;

/** By PEP 503. */
const canonical = (name: string): string => name.replaceAll(/[-_.]+/g, '-').toLowerCase();

function edgesOf(rows: readonly Distribution[]): string[] {
  const byName = new Map(rows.map((row) => [canonical(row.name), row]));
  const edges = rows.flatMap((row) =>
    row.needs.flatMap((name) => {
      const target = byName.get(canonical(name));
      return target === undefined || target === row ? [] : [`${purl(row)} -> ${purl(target)}`];
    }),
  );
  return [...new Set(edges)].sort();
}

const isTopLevel = ({ details }: Component): boolean => details['vendored'] !== 'true';

const noPip = missingTools(['python3', 'pip3']);
skipNotice('Python packages that pip installs', noPip);

describe.skipIf(noPip.length > 0)('pip install into a virtual environment', () => {
  const root = work.fresh();
  const venv = join(root, 'opt/app');
  mkdirSync(join(root, 'opt'));
  const python = join(venv, 'bin/python');
  let rows: readonly Distribution[] = [];
  let components: readonly Component[] = [];
  beforeAll(async () => {
    run('python3', ['-m', 'venv', venv]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES]);
    rows = distributionsOn(
      python,
      run(python, ['-c', 'import site; print(site.getsitepackages()[0])']).toString().trim(),
    );
    components = await scanFolder(root);
  });

  it('names and versions as pip lists them', () => {
    const listed = JSON.parse(run(python, ['-m', 'pip', 'list', '--format', 'json']).toString()) as Distribution[];
    expect(listed.length).toBeGreaterThan(40);
    expect(keysOf(components.filter(isTopLevel), 'pypi')).toEqual(listed.map(purl).sort());
  });

  it('installers as pip knows them', () => {
    const { installed } = JSON.parse(run(python, ['-m', 'pip', 'inspect']).toString()) as {
      installed: { metadata: { name: string; version: string }; installer?: string; requested: boolean }[];
    };
    expect(
      components
        .filter(({ type }) => type === 'pypi')
        .filter(isTopLevel)
        .map(({ key, details }) => `${key} ${details['installer'] ?? ''}`)
        .sort(),
    ).toEqual(installed.map(({ metadata, installer }) => `${purl(metadata)} ${installer ?? ''}`).sort());
  });

  it('edges: what each needs and is there', () => {
    expect(declaredEdges(components.filter(isTopLevel), 'pypi')).toEqual(edgesOf(rows));
  });

  it('files that the installer recorded and that are there', () => {
    const ours = components
      .filter(({ type }) => type === 'pypi')
      .filter(isTopLevel)
      .map(({ key, files }) => ({ key, files: files.map((path) => join(root, path)).sort() }));
    const theirs = rows.map((row) => ({ key: purl(row), files: row.files }));
    const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1);
    expect(ours.sort(byKey)).toEqual(theirs.sort(byKey));
  });

  it('licence files that the metadata declare, by their digests', () => {
    const rowsWithAny = rows.filter(({ licenceFiles }) => Object.keys(licenceFiles).length > 0);
    const declaring = new Set(rowsWithAny.map(purl));
    const ours = components
      .filter(({ key }) => declaring.has(key))
      .filter(isTopLevel)
      .flatMap(({ key, evidence }) =>
        evidence
          .filter(({ source }) => source === 'licence-file')
          .map(({ locator }) => `${key} ${join(root, locator.path)} ${locator.sha256}`),
      );
    const theirs = rowsWithAny.flatMap((row) =>
      Object.entries(row.licenceFiles)
        // Setuptools takes lists of authors for licence files too.
        .filter(([path]) => !/\/AUTHORS[^/]*$/.test(path))
        .map(([path, digest]) => `${purl(row)} ${path} ${digest}`),
    );
    expect(theirs.length).toBeGreaterThan(40);
    expect(ours.sort()).toEqual(theirs.sort());
  });

  it('extension modules and launchers are owned', () => {
    // Those of Rust state their crates, so they are components beside the package that owns them.
    const loose = components.filter(
      ({ type, dependencies }) => type === 'bin' && !dependencies.some(({ kind }) => kind === 'contains'),
    );
    expect(loose.map(({ occurrences }) => occurrences)).toEqual([]);
  });
});

describe.skipIf(noPip.length > 0)('pip install --target, from a wheel and from a folder', () => {
  const root = work.fresh();
  const target = join(root, 'srv/lib');
  const source = join(work.fresh(), 'local_thing');
  beforeAll(() => {
    mkdirSync(source);
    writeFileSync(join(source, 'local_thing.py'), '');
    writeFileSync(
      join(source, 'pyproject.toml'),
      '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "local_thing"\nversion = "1.0+ours"\n',
    );
    const quiet = ['-m', 'pip', '--disable-pip-version-check', '--quiet'];
    run('python3', [...quiet, 'install', '--root-user-action', 'ignore', '--target', target, 'six==1.16.0', source]);
  });

  it('what has no place in the index says where it comes from', async () => {
    expect(keysOf(await scanFolder(root), 'pypi')).toEqual([
      `pkg:pypi/local-thing@1.0%2Bours?download_url=file:${source.replaceAll('/', '%2F').replace(/^/, '%2F%2F')}`,
      'pkg:pypi/six@1.16.0',
    ]);
  });
});

const DEBIAN =
  'python3-requests python3-urllib3 python3-idna python3-certifi python3-chardet python3-six python3-yaml python3-jinja2 python3-markupsafe python3-zope.interface python3-cryptography python3-pkg-resources python3-setuptools'.split(
    ' ',
  );
const lacking = missingTools(['apt-get', 'dpkg', 'python3', 'pip3']);
skipNotice('Python packages of Debian', lacking);

describe.skipIf(lacking.length > 0)('Python packages of Debian', () => {
  it('each installs its distribution, as dpkg and Python say', async () => {
    const root = work.fresh();
    const debs = work.fresh();
    run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', ...DEBIAN], { cwd: debs });
    for (const folder of ['updates', 'info', 'triggers'])
      mkdirSync(join(root, 'var/lib/dpkg', folder), { recursive: true });
    writeFileSync(join(root, 'var/lib/dpkg/status'), '');
    const files = readdirSync(debs).map((name) => join(debs, name));
    // Their maintainer scripts want a whole system; the files and the database do not.
    run('dpkg', ['--root', root, '--force-depends', '--force-script-chrootless', '--unpack', ...files]);
    const site = join(root, 'usr/lib/python3/dist-packages');
    const rows = distributionsOn('python3', site);
    const owner = (path: string): string =>
      run('dpkg-query', ['--root', root, '--search', path.slice(root.length)])
        .toString()
        .split(':')[0] ?? '';
    const installs = rows.map((row) => `${owner(row.metadata)} installs ${purl(row)}`);
    const components = await scanFolder(root);
    expect(rows.length).toBeGreaterThan(10);
    expect(keysOf(components.filter(isTopLevel), 'pypi')).toEqual([...new Set(rows.map(purl))].sort());
    expect(
      components
        .flatMap(({ type, name, dependencies }) =>
          type === 'deb' ? dependencies.map(({ kind, to }) => `${name} ${kind} ${to}`) : [],
        )
        .sort(),
    ).toEqual([...new Set(installs)].sort());
  });
});
