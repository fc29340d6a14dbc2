import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goBinary } from '#engine/analyzers/language/go-binary/index.ts';
import { moduleText, pointerProgram } from '#engine/testing/go-build-info.ts';
import { universalFile } from '#engine/testing/executable-files.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar } from '#engine/testing/tar.ts';
import { zip } from '#engine/testing/zip.ts';
import type { GoModule } from '#shared/model/facts/go.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';

const missing = missingTools(['go']);
skipNotice('Go build information against go version -m', missing);

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

/** `go version -m -json`: runtime/debug.BuildInfo. */
type GoVersion = Readonly<{
  GoVersion: string;
  Path?: string;
  Main?: GoVersionModule;
  Deps?: readonly GoVersionModule[];
  Settings?: readonly Readonly<{ Key: string; Value?: string }>[];
}>;
type GoVersionModule = Readonly<{ Path: string; Version?: string; Sum?: string; Replace?: GoVersionModule }>;

/** All that Go says of a program, in the words of our fact. */
function byGo(path: string): object {
  const said = JSON.parse(run('go', ['version', '-m', '-json', path]).toString()) as GoVersion;
  const stated = ({ Path, Version = '', Sum = '' }: GoVersionModule) => ({ path: Path, version: Version, sum: Sum });
  const module = (one: GoVersionModule) => ({ ...stated(one), replacement: one.Replace ? stated(one.Replace) : null });
  return {
    goVersion: said.GoVersion,
    mainPackage: said.Path ?? null,
    main: said.Main?.Path ? module(said.Main) : null,
    modules: (said.Deps ?? []).map(module),
    settings: (said.Settings ?? []).map(({ Key, Value = '' }) => ({ key: Key, value: Value })),
  };
}

function byUs(bytes: Uint8Array): object[] {
  const module = ({ cited: _cited, ...rest }: GoModule) => rest;
  return factsOf(goBinary.analyze({ bytes })).map((fact) => {
    const { goVersion, mainPackage, main, modules, settings } = fact;
    return {
      goVersion: goVersion.text,
      mainPackage,
      main: main && module(main),
      modules: modules.map(module),
      settings,
    };
  });
}

function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A module in a proxy of this machine: the test needs no network. */
function publish(proxy: string, path: string, version: string, source: string): void {
  const mod = `module ${path}\n\ngo 1.20\n`;
  const members = { 'go.mod': mod, 'x.go': source };
  const archive = zip(
    Object.entries(members).map(([name, content]) => ({ name: `${path}@${version}/${name}`, content })),
  );
  write(join(proxy, path, '@v'), {
    list: `${version}\n`,
    [`${version}.info`]: JSON.stringify({ Version: version, Time: '2024-01-01T00:00:00Z' }),
    [`${version}.mod`]: mod,
    [`${version}.zip`]: archive,
  });
}

const APP = `package main

import (
	"example.com/dep"
	"example.com/local"
	"example.com/old"
)

func main() { println(dep.X, local.X, old.X) }
`;
const MOD = `module example.com/App/v2

go 1.20

require (
	example.com/dep v1.2.3
	example.com/local v1.0.0
	example.com/old v0.1.0
)

replace example.com/local => ../local

replace example.com/old => example.com/fork v0.0.0-20240101000000-abcdefabcdef
`;

let app = '';
let env: NodeJS.ProcessEnv = {};

type Build = readonly [name: string, env: Readonly<Record<string, string>>, args: readonly string[]];

const BUILDS: readonly Build[] = [
  ['as go builds it', {}, []],
  ['static, stripped, without paths', { CGO_ENABLED: '0' }, ['-trimpath', '-ldflags=-s -w -X "main.version=v1.0.0"']],
  ['position-independent', {}, ['-buildmode=pie']],
  ['vendored', {}, ['-mod=vendor']],
  ['Windows, 64 bits', { GOOS: 'windows', GOARCH: 'amd64' }, ['-ldflags=-s -w']],
  ['Windows, 32 bits', { GOOS: 'windows', GOARCH: '386' }, []],
  ['macOS', { GOOS: 'darwin', GOARCH: 'arm64' }, []],
  ['macOS, stripped', { GOOS: 'darwin', GOARCH: 'amd64' }, ['-ldflags=-s -w']],
  ['ARM', { GOARCH: 'arm64' }, []],
  ['big endian, 64 bits', { GOARCH: 'ppc64' }, []],
  ['big endian, IBM', { GOARCH: 's390x' }, ['-ldflags=-s -w']],
  ['big endian, 32 bits', { GOARCH: 'mips' }, []],
  ['32 bits', { GOARCH: '386' }, ['-tags=a,b']],
];

const build = ([name, extra, args]: Build): string => {
  const out = join(work.path, name.replaceAll(/\W+/g, '-'));
  run('go', ['build', ...args, '-o', out, '.'], { cwd: app, env: { ...env, ...extra } });
  return out;
};

describe.skipIf(missing.length > 0)('programs that go built', () => {
  beforeAll(() => {
    const proxy = work.fresh('proxy');
    publish(proxy, 'example.com/dep', 'v1.2.3', 'package dep\n\nconst X = 1\n');
    const fork = 'package old\n\nconst X = 3\n';
    publish(proxy, 'example.com/fork', 'v0.0.0-20240101000000-abcdefabcdef', fork);
    const source = work.fresh('source');
    app = join(source, 'app');
    write(app, { 'go.mod': MOD, 'main.go': APP });
    write(join(source, 'local'), {
      'go.mod': 'module example.com/local\n\ngo 1.20\n',
      'x.go': 'package local\n\nconst X = 2\n',
    });
    env = {
      GOPROXY: pathToFileURL(proxy).href,
      GOSUMDB: 'off',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '-modcacherw',
      GOMODCACHE: work.fresh('modules'),
    };
    run('go', ['mod', 'tidy'], { cwd: app, env });
    run('go', ['mod', 'vendor'], { cwd: app, env });
  }, 120_000);

  it.for(BUILDS)('%s', { timeout: 300_000 }, (one) => {
    const path = build(one);
    const said = byGo(path);
    expect(said).toMatchObject({ mainPackage: 'example.com/App/v2', modules: [{ path: 'example.com/dep' }, {}, {}] });
    expect(byUs(readFileSync(path))).toEqual([said]);
  });

  it('without section headers', { timeout: 120_000 }, () => {
    const path = build(BUILDS[1] as Build);
    const bytes = readFileSync(path);
    bytes.fill(0, 40, 48); // e_shoff
    bytes.fill(0, 60, 64); // e_shnum, e_shstrndx
    writeFileSync(path, bytes);
    expect(byUs(bytes)).toEqual([byGo(path)]);
  });

  it('universal: each slice as Go reads it alone', { timeout: 120_000 }, () => {
    const paths = [BUILDS[6], BUILDS[7]].map((one) => build(one as Build));
    const cpus = [0x0100_000c, 0x0100_0007];
    const bytes = universalFile(paths.map((path, i) => ({ cpu: cpus[i] ?? 0, bytes: readFileSync(path) })));
    expect(byUs(bytes)).toEqual(paths.map(byGo));
  });

  it('components of the image', { timeout: 120_000 }, async () => {
    const { components } = await scanInMemory([tar([file('usr/bin/app', readFileSync(build(BUILDS[0] as Build)))])]);
    const version = /go(\S+)/.exec(run('go', ['env', 'GOVERSION']).toString())?.[1];
    expect(components.map(({ key }) => key)).toEqual([
      'pkg:golang/example.com/app/v2',
      'pkg:golang/example.com/dep@v1.2.3',
      'pkg:golang/example.com/fork@v0.0.0-20240101000000-abcdefabcdef',
      'pkg:golang/example.com/local',
      `pkg:golang/stdlib@${version}`,
    ]);
  });
});

describe.skipIf(missing.length > 0)('programs that Go reads', () => {
  const modules = moduleText([
    'path\texample.com/m',
    'mod\texample.com/m\tv1.2.3\th1:m=',
    'dep\texample.com/d\tv0.1.0\th1:d=',
  ]);

  it.for([
    { wide: true, order: 'le' },
    { wide: false, order: 'le' },
    { wide: true, order: 'be' },
    { wide: false, order: 'be' },
  ] as const)('strings by pointers, as before Go 1.18: %j', (options) => {
    const path = join(work.fresh('pointers'), 'program');
    const bytes = pointerProgram('go1.16.4', modules, options);
    writeFileSync(path, bytes, { mode: 0o755 });
    expect(byUs(bytes)).toEqual([byGo(path)]);
  });

  it('tools of Go itself, which have no main module', () => {
    const path = join(run('go', ['env', 'GOROOT']).toString().trim(), 'bin/gofmt');
    expect(byGo(path)).toMatchObject({ main: null, mainPackage: 'cmd/gofmt' });
    expect(byUs(readFileSync(path))).toEqual([byGo(path)]);
  });
});
