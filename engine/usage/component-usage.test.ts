import { describe, expect, it } from 'vitest';
import { debComponent } from '#engine/testing/graph.ts';
import { stepOf } from '#engine/testing/usage.ts';
import type { Component } from '#shared/model/component.ts';
import type { FileUsage, OpenPoint, OpenScope } from '#shared/model/usage.ts';
import { componentUsage } from './component-usage.ts';

const reached = (path: string): FileUsage => ({ path, state: 'reached', step: stepOf('a', path) });
const possible = (path: string): FileUsage => ({ path, state: 'possible', step: stepOf('a', path) });
const openPoint = (scope: OpenScope): OpenPoint => ({
  scope,
  reason: 'DynamicImport',
  detail: '',
  file: null,
  line: null,
  column: null,
  hop: null,
});

/** A component of a language's package: where it lies is its only place, unless it lists files. */
function lying(key: string, type: Component['type'], path: string, more: Partial<Component> = {}): Component {
  const occurrences = [{ path, layer: 0 }];
  return debComponent(key, '1', { key, type, origin: 'metadata', occurrences, ...more });
}

const deb = (key: string, ...files: string[]): Component => debComponent(key, '1', { key, files });

/** One line a component: its state, and the file or the numbers of open points. */
function told(
  components: readonly Component[],
  files: readonly FileUsage[] = [],
  open: readonly OpenScope[] = [],
  real = (path: string): string => path,
): string[] {
  return componentUsage(components, files, open.map(openPoint), real).map(
    ({ key, state, strength, file, open: points }) =>
      [key, strength ?? state, file ?? points?.join(',') ?? ''].join(' ').trim(),
  );
}

describe('a component is reached', () => {
  it('by a file that it lists; possibly by one that may be', () => {
    expect(
      told(
        [deb('c', 'x', 'y'), deb('b', 'm'), deb('a', 'm', 'x'), deb('d', 'z')],
        [possible('m'), reached('x'), possible('y')],
      ),
    ).toEqual(['a reached x', 'b possible m', 'c reached x', 'd notReached']);
  });

  it('by where a listed file really lies', () => {
    const real = (path: string): string => path.replace(/^lib\//, 'usr/lib/');
    expect(told([deb('libc', 'lib/libc.so.6')], [reached('usr/lib/libc.so.6')], [], real)).toEqual([
      'libc reached usr/lib/libc.so.6',
    ]);
    expect(told([deb('libc', 'lib/libc.so.6')], [reached('lib/libc.so.6')], [], real)).toEqual(['libc notReached']);
  });

  it('not by the database that states it', () => {
    expect(told([deb('a')], [reached('var/lib/dpkg/status')])).toEqual(['a notReached']);
  });

  it('unless a later layer removed it: then nothing is said', () => {
    const layers = { introduced: 0, recordWritten: 0, lastModified: 0, removed: 1 };
    expect(told([{ ...deb('a', 'x'), layers }], [reached('x')])).toEqual([]);
  });

  it('by the binary that it was built into', () => {
    const more = { origin: 'build-info' } as const;
    expect(
      told([lying('one', 'golang', 'srv/app', more), lying('two', 'golang', 'srv/other', more)], [reached('srv/app')]),
    ).toEqual(['one reached srv/app', 'two notReached']);
  });

  it('by any file in its folder, but not by those of packages deeper inside', () => {
    const packages = [
      lying('app', 'npm', 'app/package.json'),
      lying('lodash', 'npm', 'app/node_modules/lodash/package.json'),
      lying('outer', 'npm', 'app/node_modules/outer/package.json'),
      lying('inner', 'npm', 'app/node_modules/outer/node_modules/inner/package.json'),
      lying('outer-2', 'npm', 'app/node_modules/outer-2/package.json'),
    ];
    const inner = 'app/node_modules/outer/node_modules/inner/lib/deep/x.js';
    expect(told(packages, [reached(inner)])).toEqual([
      'app notReached',
      `inner reached ${inner}`,
      'lodash notReached',
      'outer notReached',
      'outer-2 notReached',
    ]);
    expect(
      told(packages, [
        possible('app/node_modules/outer/a.js'),
        reached('app/node_modules/outer/z.js'),
        reached('x.js'),
      ]),
    ).toEqual([
      'app notReached',
      'inner notReached',
      'lodash notReached',
      'outer reached app/node_modules/outer/z.js',
      'outer-2 notReached',
    ]);
  });

  it('by the archive that it lies in, each of nested ones for itself', () => {
    const jars = [
      lying('boot', 'maven', 'srv/app.jar!/META-INF/maven/g/boot/pom.properties'),
      lying('gson', 'maven', 'srv/app.jar!/BOOT-INF/lib/gson.jar'),
      lying('shaded', 'maven', 'srv/app.jar!/BOOT-INF/lib/gson.jar!/META-INF/maven/g/shaded/pom.properties'),
      lying('spare', 'maven', 'srv/app.jar!/BOOT-INF/spare/spare.jar'),
      lying('plain', 'maven', 'srv/lib/plain.jar'),
    ];
    expect(told(jars, [reached('srv/app.jar'), reached('srv/app.jar!/BOOT-INF/lib/gson.jar')])).toEqual([
      'boot reached srv/app.jar',
      'gson reached srv/app.jar!/BOOT-INF/lib/gson.jar',
      'plain notReached',
      'shaded reached srv/app.jar!/BOOT-INF/lib/gson.jar',
      'spare notReached',
    ]);
  });
});

describe('what is not known makes open', () => {
  const all = [
    lying('npm', 'npm', 'a/node_modules/x/package.json'),
    lying('pypi', 'pypi', 'p/x.dist-info/METADATA', { files: ['p/x/__init__.py'] }),
    lying('maven', 'maven', 'j/x.jar'),
    lying('gem', 'gem', 'g/specifications/x.gemspec'),
    lying('cargo', 'cargo', 'opt/y.so', { origin: 'build-info' }),
    lying('composer', 'composer', 'v/composer/installed.json', { files: ['v/x/x.php'] }),
    lying('nuget', 'nuget', 'n/app.deps.json'),
    lying('cran', 'cran', 'r/x/DESCRIPTION'),
    deb('deb', 'etc/x.conf', 'usr/bin/x'),
    deb('deb-lua', 'usr/share/lua/x.lua'),
    deb('deb-tcl', 'usr/share/tcltk/x.tcl'),
    deb('deb-perl', 'usr/share/perl5/X.pm'),
    deb('deb-jl', 'usr/share/julia/x.jl'),
    lying('bin-addon', 'bin', 'opt/x.node', { origin: 'file' }),
  ];

  it.for<[scope: OpenScope, ...keys: string[]]>([
    ['any', ...all.map(({ key }) => key)],
    ['node', 'bin-addon', 'npm'],
    ['python', 'cargo', 'pypi'],
    ['java', 'maven'],
    ['ruby', 'cargo', 'gem'],
    ['perl', 'cargo', 'deb-perl'],
    ['php', 'cargo', 'composer'],
    ['dotnet', 'nuget'],
    ['r', 'cargo', 'cran'],
    ['lua', 'deb-lua'],
    ['tcl', 'deb-tcl'],
    ['deno', 'bin-addon', 'npm'],
    ['julia', 'cargo', 'deb-jl'],
  ])('%s', ([scope, ...keys]) => {
    const open = told(all, [], [scope]).filter((line) => line.endsWith(' open 0'));
    expect(open).toEqual(keys.map((key) => `${key} open 0`).sort());
  });

  it('all points that may lead there are named, and only where nothing does already', () => {
    expect(
      told(
        [...all.slice(0, 2), deb('deb', 'usr/bin/x')],
        [possible('a/node_modules/x/i.js')],
        ['node', 'any', 'python'],
      ),
    ).toEqual(['deb open 1', 'npm possible a/node_modules/x/i.js', 'pypi open 1,2']);
  });
});
