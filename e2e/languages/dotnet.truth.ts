import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dotnetAssembly } from '#engine/analyzers/language/dotnet-assembly/index.ts';
import { scanInMemory } from '#engine/testing/scan-in-memory.ts';
import { file, tar } from '#engine/testing/tar.ts';
import { factsOf } from '#shared/model/outcome.ts';
import { missingTools, run, skipNotice } from '../images/support/tools.ts';
import { WorkFolder } from '../images/support/work-folder.ts';

const missing = missingTools(['npm', 'python3', 'tar']);
if (missing.length === 0 && spawnSync('python3', ['-c', 'import dnfile']).status !== 0)
  missing.push('dnfile for python3');
skipNotice('.NET applications in npm packages, assemblies against dnfile', missing);

const work = new WorkFolder();
afterAll(() => work[Symbol.dispose]());

/** Published .NET applications that npm packages carry: one in files, two in one file each. */
const APPLICATION = 'nerdbank-gitversioning@3.6.143';
const BUNDLES = ['@vscode/vsce-sign-linux-x64@2.0.6', '@vscode/vsce-sign-darwin-arm64@2.0.6'] as const;

/** Prints, for each file, name, version, culture and references of the assembly in it. */
const DNFILE = `
import sys, json, dnfile
version = lambda r: f"{r.MajorVersion}.{r.MinorVersion}.{r.BuildNumber}.{r.RevisionNumber}"
def read(path):
    net = dnfile.dnPE(path).net
    if net is None or net.mdtables.Assembly is None: return None
    row = net.mdtables.Assembly.rows[0]
    refs = net.mdtables.AssemblyRef.rows if net.mdtables.AssemblyRef else []
    return [str(row.Name), version(row), str(row.Culture or ''), sorted(f"{r.Name} {version(r)}" for r in refs)]
json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
`;

function unpack(name: string): string {
  const folder = work.fresh('npm');
  const archive = run('npm', ['pack', '--silent', name], { cwd: folder }).toString().trim();
  run('tar', ['xzf', archive], { cwd: folder });
  return folder;
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

type Deps = Readonly<{
  runtimeTarget: Readonly<{ name: string }>;
  targets: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>>
  >;
  libraries: Readonly<Record<string, Readonly<{ type: string }>>>;
}>;

describe.skipIf(missing.length > 0)('a published application', () => {
  let folder = '';
  beforeAll(() => {
    folder = unpack(APPLICATION);
  }, 120_000);

  it('assemblies are what dnfile reads', { timeout: 120_000 }, () => {
    const paths = filesBelow(folder).filter((path) => /\.(dll|exe)$/.test(path));
    const said = JSON.parse(run('python3', ['-c', DNFILE, ...paths]).toString()) as unknown[];
    expect(said.filter((one) => one !== null).length).toBeGreaterThan(30);
    const got = paths.map((path) => {
      const [fact] = factsOf(dotnetAssembly.analyze({ bytes: readFileSync(path) }));
      return fact ? [fact.name, fact.version, fact.culture, fact.references] : null;
    });
    expect(got).toEqual(said);
  });

  it('packages are those of its deps.json that have a file in the folder', { timeout: 120_000 }, async () => {
    const deps = filesBelow(folder).find((path) => path.endsWith('.deps.json')) ?? expect.fail('no deps.json');
    const { runtimeTarget, targets, libraries } = JSON.parse(readFileSync(deps, 'utf8')) as Deps;
    const want = Object.entries(targets[runtimeTarget.name] ?? {}).flatMap(([key, kinds]) => {
      const paths = ['runtime', 'native', 'resources', 'runtimeTargets'].flatMap((kind) =>
        Object.keys(kinds[kind] ?? {}),
      );
      const places = paths.flatMap((path) => [path, basename(path), join(basename(dirname(path)), basename(path))]);
      const isThere = places.some((place) => existsSync(join(dirname(deps), place)));
      return isThere && libraries[key]?.type === 'package' ? [`pkg:nuget/${key.replace('/', '@')}`] : [];
    });
    expect(want.length).toBeGreaterThan(20);
    const entries = filesBelow(dirname(deps)).map((path) =>
      file(`app${path.slice(dirname(deps).length)}`, readFileSync(path)),
    );
    const { components } = await scanInMemory([tar(entries)]);
    expect(components.filter(({ type }) => type === 'nuget').map(({ key }) => key)).toEqual(want.sort());
  });
});

describe.skipIf(missing.length > 0)('an application in one file', () => {
  it.for(BUNDLES)('%s', { timeout: 120_000 }, async (name) => {
    const path = filesBelow(unpack(name)).find((one) => one.endsWith('bin/vsce-sign')) ?? expect.fail('no program');
    const bytes = readFileSync(path);
    // The deps.json lies in the file as it is, and is the only place with this word.
    const from = bytes.lastIndexOf('{', bytes.indexOf('"runtimeTarget"'));
    const { libraries } = JSON.parse(readJsonFrom(bytes.toString('latin1', from, from + (1 << 20)))) as Deps;
    const packs = Object.keys(libraries).filter((key) => key.startsWith('runtimepack.'));
    const { components } = await scanInMemory([tar([file('vsce-sign', bytes)])]);
    const keys = components.map(({ key }) => key);
    expect(packs.length).toBeGreaterThan(0);
    for (const pack of packs)
      expect(keys).toContain(`pkg:nuget/${pack.slice('runtimepack.'.length).replace('/', '@')}`);
    const listed = Object.keys(libraries).map(
      (key) => `pkg:nuget/${key.replace('runtimepack.', '').replace('/', '@')}`,
    );
    expect(listed).toEqual(expect.arrayContaining(keys.filter((key) => key.startsWith('pkg:'))));
  });
});

/** The object that the text begins with; its strings hold no brackets. */
function readJsonFrom(text: string): string {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return text.slice(0, at + 1);
  }
  return '';
}
