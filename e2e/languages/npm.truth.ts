import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Component } from '#shared/model/component.ts';
import { run } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';
import { declaredEdges, keysOf, scanFolder } from './support/scan-folder.ts';

/** One row of `npm query '*'`: a place in the tree, and the places that its dependencies resolve to. */
type Row = Readonly<{ name: string; version?: string; location: string; to: readonly string[] }>;

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

/**
 * A scope, an alias, packages in several versions, bundled ones (npm), optional and peer dependencies, native programs, packages with
 * package.json files inside, and one whose tests bring a node_modules of their own (resolve).
 */
const DEPENDENCIES = {
  '@babel/core': '7.23.0',
  chalk: '5.3.0',
  debug: '2.6.9',
  esbuild: '0.19.4',
  eslint: '8.50.0',
  express: '4.18.2',
  lodash4: 'npm:lodash@4.17.21',
  npm: '10.2.0',
  'react-dom': '18.2.0',
  resolve: '1.22.8',
  sharp: '0.32.6',
  webpack: '5.88.2',
};

function newApplication(name: string): string {
  const folder = join(work.fresh(), 'srv', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', private: true, dependencies: DEPENDENCIES }),
  );
  return folder;
}

const rootOf = (application: string): string => join(application, '../..');

/** By the purl specification: the scope is the namespace, its @ is encoded. */
const purl = ({ name, version }: Row): string => `pkg:npm/${name.replace(/^@/, '%40')}@${version ?? ''}`;

describe('npm install', () => {
  const application = newApplication('with-npm');
  let rows: readonly Row[] = [];
  let components: readonly Component[] = [];
  beforeAll(async () => {
    run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: application });
    // The application itself is not installed; it only has dependencies.
    const all = JSON.parse(run('npm', ['query', '*'], { cwd: application }).toString()) as Row[];
    rows = all.filter(({ location }) => location !== '');
    components = await scanFolder(rootOf(application));
  });

  it('names and versions as npm lists them', () => {
    expect(rows.length).toBeGreaterThan(300);
    expect(keysOf(components, 'npm')).toEqual([...new Set(rows.map(purl))].sort());
  });

  it('places as npm lists them', () => {
    const places = components
      .filter(({ type }) => type === 'npm')
      .flatMap(({ occurrences }) => occurrences.map(({ path }) => path));
    expect(places.sort()).toEqual(rows.map(({ location }) => `srv/with-npm/${location}/package.json`).sort());
  });

  it('edges as npm resolves them', () => {
    const byPlace = new Map(rows.map((row) => [row.location, row]));
    const edges = rows.flatMap((row) =>
      row.to.flatMap((place) => {
        const target = byPlace.get(place);
        return target === undefined || purl(target) === purl(row) ? [] : [`${purl(row)} -> ${purl(target)}`];
      }),
    );
    expect(declaredEdges(components, 'npm')).toEqual([...new Set(edges)].sort());
  });

  it('programs in packages are theirs', () => {
    expect(components.filter(({ type }) => type === 'bin')).toEqual([]);
  });
});

describe('pnpm install', () => {
  const application = newApplication('with-pnpm');
  const pnpm = (...args: string[]) => run('npx', ['--yes', 'pnpm@9.15.0', ...args], { cwd: application });
  beforeAll(() => pnpm('install', '--ignore-scripts', '--silent', '--store-dir', work.fresh('store')));

  /** A package as `pnpm list --json` shows it: `path` is its folder in the virtual store, links followed. */
  type Listed = Readonly<{ version: string; path?: string; dependencies?: Readonly<Record<string, Listed>> }>;

  /** pnpm takes what only `peerDependenciesMeta` names for a peer too; npm does not, and the file states no version. */
  const isStated = ({ path = '' }: Listed, name: string): boolean => {
    const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Record<string, object | undefined>;
    return ['dependencies', 'optionalDependencies', 'peerDependencies'].some((key) => name in (manifest[key] ?? {}));
  };

  it('real folders and edges as pnpm lists them', async () => {
    const [top] = JSON.parse(pnpm('list', '--json', '--depth', 'Infinity').toString()) as [Listed];
    const places = new Map<string, string>();
    const edges = new Set<string>();
    const visit = (parent: Listed, from: string | undefined): void => {
      for (const [alias, child] of Object.entries(parent.dependencies ?? {})) {
        // pnpm lists optional packages of other platforms too, which it did not install.
        if (!existsSync(child.path ?? '')) continue;
        const [, folder = ''] = /^.*?\/(srv\/.*)$/.exec(child.path ?? '') ?? [];
        const name = /node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(folder)?.[1] ?? '';
        const to = purl({ name, version: child.version, location: '', to: [] });
        places.set(folder, to);
        if (from !== undefined && from !== to && isStated(parent, alias)) edges.add(`${from} -> ${to}`);
        visit(child, to);
      }
    };
    visit(top, undefined);
    const components = await scanFolder(rootOf(application));
    const ours = components
      .filter(({ type }) => type === 'npm')
      .flatMap(({ key, occurrences }) => occurrences.map(({ path }) => `${path.replace('/package.json', '')} ${key}`))
      // What npm bundles is in npm's own archive: pnpm does not list it.
      .filter((row) => !row.includes('/node_modules/npm/node_modules/'));
    expect(ours.length).toBeGreaterThan(250);
    expect(ours.sort()).toEqual([...places].map(([folder, key]) => `${folder} ${key}`).sort());
    const found = new Set(declaredEdges(components, 'npm'));
    expect([...edges].filter((edge) => !found.has(edge))).toEqual([]);
  });
});
