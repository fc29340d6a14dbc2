import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf } from '#shared/model/outcome.ts';
import { runFileAnalyzer } from '#engine/analyzers/host.ts';
import { corpus, corpusFile } from '#engine/testing/corpus.ts';
import { readsEveryPrefix, readsOrRefuses } from '#engine/testing/every-prefix.ts';
import { nodePackage } from './index.ts';

const analyze = (bytes: Uint8Array) => nodePackage.analyze({ bytes });

it.for<[name: string, text: string, want: string[] | 'failed']>([
  ['a package', '{"name":"a","version":"1"}', ['a@1']],
  ['no version', '{"name":"a"}', []],
  ['names and versions that are no texts', '{"name":{},"version":1}', []],
  ['a list', '[]', []],
  ['a byte order mark', '\ufeff{"name":"a","version":"1"}', ['a@1']],
  ['comments, which npm refuses too', '{"name":"a", // x\n"version":"1"}', 'failed'],
  ['an empty file', '', 'failed'],
])('%s', ([, text, want]) => {
  const outcome = runFileAnalyzer(nodePackage, Buffer.from(text));
  expect(
    outcome.status === 'failed'
      ? 'failed'
      : factsOf(outcome).map((fact) => 'name' in fact && `${fact.name}@${'version' in fact ? fact.version : ''}`),
  ).toEqual(want);
});

it('lists what it needs to run, each once, and no tools of its developers', () => {
  const text = JSON.stringify({
    name: 'a',
    version: '1',
    dependencies: { x: '1', y: 'npm:z@2' },
    optionalDependencies: { x: '3' },
    peerDependencies: { p: '*' },
    devDependencies: { d: '1' },
  });
  expect(factsOf(analyze(Buffer.from(text)))[0]?.requires).toEqual([
    { name: 'x', stated: '1' },
    { name: 'y', stated: 'npm:z@2' },
    { name: 'p', stated: '*' },
  ]);
});

it('survives every cut and any values', () => {
  readsEveryPrefix(
    Buffer.from('{"name":"a","version":"1","license":{"type":"MIT"},"dependencies":{"b":"1"}}'),
    analyze,
  );
  const value = fc.jsonValue({ maxDepth: 3 });
  const record = fc.record({ name: value, version: value, license: value, licenses: value, dependencies: value });
  fc.assert(
    fc.property(record, (one) => readsOrRefuses(Buffer.from(JSON.stringify(one)), analyze, JSON.stringify(one))),
  );
});

describe.skipIf(corpus === undefined)('package.json files of the corpus', () => {
  type Package = Readonly<{ name?: string; version?: string; licenses?: readonly string[]; license?: string }>;
  type Case = Readonly<{ file: string; expected: Package | readonly Package[] | Readonly<{ library: Package }> }>;

  const FIELDS: Readonly<Record<string, (one: Package) => readonly string[] | undefined>> = {
    syft: ({ licenses }) => licenses ?? [],
    'go-dep-parser': ({ license }) => (license === undefined ? undefined : [license]),
    scalibr: () => undefined,
  };

  it.for(Object.entries(FIELDS))('%s', ([peer, licencesOf]) => {
    const cases = JSON.parse(readFileSync(corpusFile('lang/node', `${peer}.expected.json`), 'utf8')) as Case[];
    for (const { file, expected } of cases) {
      // Not by the file but by its place: an extension of an editor lies in no node_modules.
      if (file.endsWith('vscode-extension.json')) continue;
      const [first] = Array.isArray(expected) ? (expected as Package[]) : [expected as Package];
      const wanted = first && 'library' in first ? (first.library as Package) : first;
      const [fact] = factsOf(analyze(readFileSync(corpusFile(file))));
      const isWhole = wanted?.name !== undefined && wanted.version !== undefined;
      expect([file, fact?.name, fact?.version]).toEqual([
        file,
        isWhole ? wanted.name : undefined,
        isWhole ? wanted.version : undefined,
      ]);
      // A list of plain texts: syft takes no licence from it; the statement is clear and stands in the file.
      const isList = file.endsWith('package-malformed-license.json');
      const licences = isWhole ? (isList ? ['MIT'] : licencesOf(wanted)) : undefined;
      if (licences) expect([file, fact?.licences.map(({ text }) => text)]).toEqual([file, licences]);
    }
    expect(cases.length).toBeGreaterThan(1);
  });
});
