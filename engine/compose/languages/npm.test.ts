import { describe, expect, it } from 'vitest';
import { sha256 } from '#engine/bytes/sha256.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, symlink, tar, type TarEntry } from '#engine/testing/tar.ts';

const json = (name: string, version: string, more: object = {}): string => JSON.stringify({ name, version, ...more });
const at = (path: string, content: string): TarEntry => file(`${path}/package.json`, content);

async function found(entries: readonly TarEntry[]): Promise<string[]> {
  const { components } = await scanInMemory([tar(entries)]);
  return components.flatMap(({ key, dependencies, occurrences }) => [
    `${key.replace(/[0-9a-f]{64}/, '…')}${occurrences.length > 1 ? ` ×${occurrences.length}` : ''}`,
    ...dependencies.map(({ to, kind, stated }) => `  ${kind} ${to} (${stated ?? ''})`),
  ]);
}

describe('composeNpm', () => {
  it('what lies directly in node_modules, scopes included, and nothing else', async () => {
    expect(
      await found([
        at('app', json('app', '1.0.0')),
        at('app/node_modules/a', json('a', '1.2.3')),
        at('app/node_modules/@s/b', json('@s/b', '2.0.0')),
        at('app/node_modules/a/esm', '{"type":"module"}'),
        at('app/node_modules/a/test/fixture', json('fixture', '9.9.9')),
        at('app/node_modules/a/test/deep/node_modules/fake', json('fake', '9.9.9')),
        at('app/node_modules/a/dist/node_modules/bundled', json('bundled', '1.0.0')),
        at('app/node_modules/test', json('test', '1.0.0')),
        at('app/node_modules/a/node_modules/test/node_modules/in-test', json('in-test', '1.0.0')),
        at('app/node_modules/.bin', json('bin', '1.0.0')),
        at('app/node_modules/c', '{"name":"c"}'),
        file('app/package-lock.json', '{"packages":{"node_modules/locked":{"version":"1.0.0"}}}'),
      ]),
    ).toEqual([
      'pkg:npm/%40s/b@2.0.0',
      'pkg:npm/a@1.2.3',
      'pkg:npm/bundled@1.0.0',
      'pkg:npm/in-test@1.0.0',
      'pkg:npm/test@1.0.0',
    ]);
  });

  it('edges as Node resolves them: the nearest copy, then those above', async () => {
    const needs = (stated: string) => ({ dependencies: { x: stated }, optionalDependencies: { gone: '1' } });
    expect(
      await found([
        at('app/node_modules/a', json('a', '1.0.0', needs('^1'))),
        at('app/node_modules/a/node_modules/x', json('x', '1.5.0')),
        at('app/node_modules/b', json('b', '1.0.0', needs('^2'))),
        at('app/node_modules/x', json('x', '2.0.0')),
        at('node_modules/x', json('x', '3.0.0')),
      ]),
    ).toEqual([
      'pkg:npm/a@1.0.0',
      '  declares pkg:npm/x@1.5.0 (^1)',
      'pkg:npm/b@1.0.0',
      '  declares pkg:npm/x@2.0.0 (^2)',
      'pkg:npm/x@1.5.0',
      'pkg:npm/x@2.0.0',
      'pkg:npm/x@3.0.0',
    ]);
  });

  it('pnpm: each real folder once, edges through its links', async () => {
    const store = 'app/node_modules/.pnpm';
    expect(
      await found([
        at(`${store}/a@1.0.0/node_modules/a`, json('a', '1.0.0', { dependencies: { b: '^2' } })),
        symlink(`${store}/a@1.0.0/node_modules/b`, '../../b@2.0.0/node_modules/b'),
        at(`${store}/b@2.0.0/node_modules/b`, json('b', '2.0.0')),
        symlink('app/node_modules/a', '.pnpm/a@1.0.0/node_modules/a'),
      ]),
    ).toEqual(['pkg:npm/a@1.0.0', '  declares pkg:npm/b@2.0.0 (^2)', 'pkg:npm/b@2.0.0']);
  });

  it('an alias is the package that it installed; two copies are two places', async () => {
    expect(
      await found([
        at('app/node_modules/other-name', json('real', '1.0.0')),
        at('srv/node_modules/real', json('real', '1.0.0')),
      ]),
    ).toEqual(['pkg:npm/real@1.0.0 ×2']);
  });

  it('native addons in its folder are its own, in a folder without a package nobody’s', async () => {
    expect(
      await found([
        at('app/node_modules/a', json('a', '1.0.0')),
        file('app/node_modules/a/build/a.node', '\x7fELF a'),
        file('app/node_modules/loose.node', '\x7fELF b'),
      ]),
    ).toEqual(['bin:sha256:…', 'pkg:npm/a@1.0.0']);
  });

  it('a package of the operating system that brings it installs it', async () => {
    const status = 'Package: node-a\nStatus: install ok installed\nVersion: 1.0.0-1\nArchitecture: all\n';
    expect(
      await found([
        file('var/lib/dpkg/status', status),
        file('var/lib/dpkg/info/node-a.list', '/usr/share/nodejs/node_modules/a/package.json\n'),
        at('usr/share/nodejs/node_modules/a', json('a', '1.0.0')),
      ]),
    ).toEqual(['pkg:deb/node-a@1.0.0-1?arch=all', '  installs pkg:npm/a@1.0.0 ()', 'pkg:npm/a@1.0.0']);
  });

  it('files with licence texts beside it', async () => {
    const { components } = await scanInMemory([
      tar([
        at('node_modules/a', json('a', '1.0.0')),
        file('node_modules/a/LICENSE-MIT'),
        file('node_modules/a/licenses/x'),
      ]),
    ]);
    expect(components.map(({ details }) => details)).toEqual([{ 'licence-files': 'LICENSE-MIT' }]);
  });

  it('cites key and value, and licences in all forms', async () => {
    const text = '{ "name" : "a",\n "version": "1.0.0", "licenses": [{"type":"MIT"},"ISC"], "license": "Apache-2.0" }';
    const { components } = await scanInMemory([tar([at('node_modules/a', text)])]);
    const [{ licences, evidence } = { licences: [], evidence: [] }] = components;
    expect(licences.map(({ spdx }) => spdx)).toEqual(['Apache-2.0', 'MIT', 'ISC']);
    expect(evidence[0]?.locator).toMatchObject({
      path: 'node_modules/a/package.json',
      kind: 'json',
      sha256: sha256('"name""a""version""1.0.0"'),
    });
    expect(evidence[0]?.locator.segments.map(({ from, to }) => text.slice(from, to))).toEqual([
      '"name"',
      '"a"',
      '"version"',
      '"1.0.0"',
    ]);
  });
});
