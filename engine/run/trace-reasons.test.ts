import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '#engine/testing/compile-cache.ts';
import { type BuiltImage, dockerArchive, image as buildImage, type ImageSpec } from '#engine/testing/image.ts';
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
  /** Is there another layer whose bytes are not those that the config names? */
  unread?: true;
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
  LayerNotRead: {
    ...started('nothing\nexec app'),
    unread: true,
    outcome: 'partiallyresolved',
    says: ['LayerNotRead', 'LayerNotRead'],
    counts: { MissingFile: 2 },
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

const DPKG = 'Package: one\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\nDescription: one\n\n';

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

/** Saves an image with one more layer, whose bytes are others than its config says. */
async function saveUnread(folder: string, spec: ImageSpec, name: string): Promise<string> {
  const [right, wrong] = ['right', 'wrong'].map((text) =>
    buildImage({ ...spec, layers: [...spec.layers, { entries: [file('more', text)] }] }),
  ) as [BuiltImage, BuiltImage];
  const path = join(folder, name);
  await writeFile(path, dockerArchive([{ ...wrong, imageId: right.imageId, config: right.config }]));
  return path;
}

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

  it.for(Object.entries({ ...CASES, ...MORE }))(
    '%s',
    async ([name, { image, files = [], outcome, says, counts, unread }]) => {
      const entries = [...PROGRAMS.split(' ').map(program), symlink('bin/sh', 'dash'), ...files];
      const tags = [`example/${name.toLowerCase().replaceAll(/\W+/g, '-')}:1`];
      const spec: ImageSpec = { ...image, tags, env: ['PATH=/usr/bin:/bin'], layers: [{ entries }] };
      const archive = `${tags[0]?.replaceAll(/\W/g, '-')}.tar`;
      const path = await (unread ? saveUnread : saveImage)(folder.path, spec, archive);
      const { result } = await scanned(engine, path);
      const artifacts = await engine.images.artifacts(result?.imageId ?? expect.fail('not scanned'));
      const { id } = artifacts.find(({ kind }) => kind === 'entrytrace.graph') ?? expect.fail('no trace');
      const { bytes } = await engine.images.artifact(id);
      const trace = entryTraceSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
      expect([trace.outcome, trace.diagnostics.map(({ reason }) => reason).sort()]).toEqual([
        outcome,
        [...says].sort(),
      ]);
      expect(trace.counters).toEqual({
        entrytrace_resolutions_total: { [outcome]: 1 },
        entrytrace_unresolved_total: counts,
      });
    },
  );

  it('of a layer that was not read leave nothing for certain, also when a start is traced again', async () => {
    const spec: ImageSpec = {
      tags: ['example/unread:1'],
      cmd: ['/hello'],
      layers: [{ entries: [program('usr/bin/app'), file('var/lib/dpkg/status', DPKG)] }],
    };
    const { result } = await scanned(engine, await saveUnread(folder.path, spec, 'unread.tar'));
    const imageId = result?.imageId ?? expect.fail('not scanned');
    const about = 'not known: layer 1 was not read';
    const usage = await engine.usage.summary(imageId);
    expect([usage?.counts, usage?.open.map(({ scope, detail }) => [scope, detail])]).toEqual([
      { reached: 0, notReached: 0, possible: 0, open: 2 },
      [
        ['any', `${about}, and may change all that is started`],
        ['any', `${about}; without it, /hello is not in the image`],
      ],
    ]);
    const hinted = await engine.starts.hinted(imageId, { cmd: ['app'] });
    expect([hinted?.trace.hops.map(({ path, status }) => [path, status]), hinted?.after.notReached]).toEqual([
      [['usr/bin/app', 'possible']],
      0,
    ]);
  });

  it('are the list of the contract, each counted as one of the seven', () => {
    const seven =
      'CommandNotFound DynamicEnvironmentReference JarNotFound MissingFile ModuleNotFound RecursionLimitReached RunPartsEmpty';
    const finer = 'InterpreterNotFound LayerNotRead NoEntrypoint NotExecutable ScriptNotParsed UnsupportedConstruct';
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
