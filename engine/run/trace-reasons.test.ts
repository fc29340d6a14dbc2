import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '#engine/testing/compile-cache.ts';
import type { ImageSpec } from '#engine/testing/image.ts';
import { saveImage, scanned } from '#engine/testing/scanned-image.ts';
import { dir, file, symlink, type TarEntry } from '#engine/testing/tar.ts';
import { tempFolder } from '#engine/testing/temp-folder.ts';
import { program, script } from '#engine/testing/trace.ts';
import { type MetricReason, TRACE_REASONS, type TraceOutcome, type TraceReason } from '#shared/model/entry-trace.ts';
import { entryTraceSchema } from '#shared/schema/entry-trace.ts';
import { type Engine, openEngine } from './index.ts';

/** An archive's image, and what its trace has to count. */
type Case = Readonly<{
  image: Pick<ImageSpec, 'entrypoint' | 'cmd'>;
  files?: readonly TarEntry[];
  outcome: TraceOutcome;
  /** Reasons of its diagnostics, each as often as it is said. */
  says: readonly TraceReason[];
  counts: Readonly<Partial<Record<MetricReason, number>>>;
}>;

/** A start script of dash. */
const started = (body: string, more: readonly TarEntry[] = []): Pick<Case, 'image' | 'files'> => ({
  image: { entrypoint: ['/start'] },
  files: [script('start', `#!/bin/sh\n${body}\n`), ...more],
});

const PROGRAMS =
  'bin/dash usr/bin/app usr/bin/other usr/bin/date usr/bin/run-parts usr/bin/java usr/bin/python3 usr/bin/node';

/**
 * The closed list (contracts §6): a reason that is new in the model does not compile without a row. `counts` is the seed's seven, which
 * the finer ones are counted as.
 */
const CASES: Readonly<Record<TraceReason, Case>> = {
  CommandNotFound: {
    ...started('nothing\nexec app'),
    outcome: 'partiallyresolved',
    says: ['CommandNotFound'],
    counts: { CommandNotFound: 1 },
  },
  MissingFile: {
    ...started('sh /none.sh\nexec app'),
    outcome: 'partiallyresolved',
    says: ['MissingFile'],
    counts: { MissingFile: 1 },
  },
  DynamicEnvironmentReference: {
    ...started('exec "$(date)"'),
    outcome: 'unresolved',
    says: ['DynamicEnvironmentReference'],
    counts: { DynamicEnvironmentReference: 1 },
  },
  RecursionLimitReached: {
    ...started('f() { f; }\nf\nexec app'),
    outcome: 'partiallyresolved',
    says: ['RecursionLimitReached'],
    counts: { RecursionLimitReached: 1 },
  },
  RunPartsEmpty: {
    ...started('run-parts /etc/hooks\nexec app', [dir('etc/hooks')]),
    outcome: 'partiallyresolved',
    says: ['RunPartsEmpty'],
    counts: { RunPartsEmpty: 1 },
  },
  JarNotFound: {
    image: { entrypoint: ['java', '-jar', '/app.jar'] },
    outcome: 'partiallyresolved',
    says: ['JarNotFound'],
    counts: { JarNotFound: 1 },
  },
  ModuleNotFound: {
    image: { entrypoint: ['python3', '-m', 'none'] },
    outcome: 'partiallyresolved',
    says: ['ModuleNotFound'],
    counts: { ModuleNotFound: 1 },
  },
  NoEntrypoint: { image: {}, outcome: 'unresolved', says: ['NoEntrypoint'], counts: { CommandNotFound: 1 } },
  ScriptNotParsed: {
    ...started('exec app\nif true; then'),
    outcome: 'partiallyresolved',
    says: ['ScriptNotParsed'],
    counts: { MissingFile: 1 },
  },
  InterpreterNotFound: {
    image: { entrypoint: ['/start'] },
    files: [script('start', '#!/none\n')],
    outcome: 'unresolved',
    says: ['InterpreterNotFound'],
    counts: { MissingFile: 1 },
  },
  NotExecutable: {
    image: { entrypoint: ['/start'] },
    files: [file('start', '#!/bin/sh\nexec app\n')],
    outcome: 'unresolved',
    says: ['NotExecutable'],
    counts: { CommandNotFound: 1 },
  },
  UnsupportedConstruct: {
    image: { entrypoint: ['/start'] },
    files: [
      script('start', '#!/bin/bash\nselect x in a b; do exec app; done\nexec other\n'),
      symlink('bin/bash', 'dash'),
    ],
    outcome: 'partiallyresolved',
    says: ['UnsupportedConstruct'],
    counts: { DynamicEnvironmentReference: 1 },
  },
};

/** Several at once are counted apart, and a start without any has none. */
const MORE: Readonly<Record<string, Case>> = {
  'nothing unknown': { ...started('exec app'), outcome: 'resolved', says: [], counts: {} },
  'several, of which two are counted as one': {
    ...started('nothing\n. "$(date)"\nrun-parts /etc/hooks\nalias a=b\nexec app', [dir('etc/hooks')]),
    outcome: 'partiallyresolved',
    says: ['CommandNotFound', 'DynamicEnvironmentReference', 'RunPartsEmpty', 'UnsupportedConstruct'],
    counts: { CommandNotFound: 1, DynamicEnvironmentReference: 2, RunPartsEmpty: 1 },
  },
};

describe('reasons in the metrics of the exported trace', () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let engine: Engine;
  beforeAll(async () => {
    folder = await tempFolder();
    engine = await openEngine({ dataDir: folder.path });
  });
  afterAll(async () => {
    await engine.close();
    await folder[Symbol.asyncDispose]();
  });

  it.for(Object.entries({ ...CASES, ...MORE }))('%s', async ([name, { image, files = [], outcome, says, counts }]) => {
    const entries = [...PROGRAMS.split(' ').map(program), symlink('bin/sh', 'dash'), ...files];
    const tags = [`example/${name.toLowerCase().replaceAll(/\W+/g, '-')}:1`];
    const spec: ImageSpec = { ...image, tags, env: ['PATH=/usr/bin:/bin'], layers: [{ entries }] };
    const { result } = await scanned(
      engine,
      await saveImage(folder.path, spec, `${tags[0]?.replaceAll(/\W/g, '-')}.tar`),
    );
    const artifacts = await engine.images.artifacts(result?.imageId ?? expect.fail('not scanned'));
    const { id } = artifacts.find(({ kind }) => kind === 'entrytrace.graph') ?? expect.fail('no trace');
    const { bytes } = await engine.images.artifact(id);
    const trace = entryTraceSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
    expect([trace.outcome, trace.diagnostics.map(({ reason }) => reason).sort()]).toEqual([outcome, [...says].sort()]);
    expect(trace.counters).toEqual({
      entrytrace_resolutions_total: { [outcome]: 1 },
      entrytrace_unresolved_total: counts,
    });
  });

  it('are the list of the contract, each counted as one of the seven', () => {
    const seven =
      'CommandNotFound DynamicEnvironmentReference JarNotFound MissingFile ModuleNotFound RecursionLimitReached RunPartsEmpty';
    const finer = 'InterpreterNotFound NoEntrypoint NotExecutable ScriptNotParsed UnsupportedConstruct';
    expect(Object.keys(TRACE_REASONS).sort()).toEqual([...seven.split(' '), ...finer.split(' ')].sort());
    expect([...new Set<string>(Object.values(TRACE_REASONS))].sort()).toEqual(seven.split(' '));
    expect(Object.keys(CASES)).toEqual(Object.keys(TRACE_REASONS));
  });

  it('are refused by the published shape when they are others', () => {
    const { counters } = entryTraceSchema.shape;
    const count = { entrytrace_resolutions_total: { resolved: 1 }, entrytrace_unresolved_total: { MissingFile: 2 } };
    const other = { ...count, entrytrace_unresolved_total: { ScriptNotParsed: 1 } };
    expect([counters.safeParse(count).success, counters.safeParse(other).success]).toEqual([true, false]);
  });
});
