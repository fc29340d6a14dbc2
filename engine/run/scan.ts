import { availableParallelism } from 'node:os';
import { type AcquiredDirectory, type AcquiredImage, openSource } from '#engine/acquire/index.ts';
import { goMarkers } from '#engine/analyzers/language/go-markers/index.ts';
import { composeImage } from '#engine/compose/compose-image.ts';
import type { LayerIndex } from '#engine/layers/layer-index.ts';
import { type LinkedArtifact, openFactReader, type Store, type TempFile } from '#engine/store/index.ts';
import type { Component } from '#shared/model/component.ts';
import { type Diagnostic, isLoss } from '#shared/model/diagnostic.ts';
import type { DiffId, ImageId } from '#shared/model/digest.ts';
import type { Usage } from '#shared/model/usage.ts';
import type { ScanResult } from '#shared/schema/scan-result.ts';
import { analyzerSetOf, enabledAnalyzers } from './analyzer-set.ts';
import { type Carried, keepCarried, readCarried } from './carried-attestations.ts';
import { Contents } from './contents.ts';
import { inventoryKeys, makeInventory } from './document.ts';
import { Facts } from './facts.ts';
import { ImageFiles } from './image-files.ts';
import { usageWith } from './usage.ts';
import { documentUsage, usageCommits } from './usage-artifacts.ts';
import { makeFragments } from './fragments.ts';
import { harvest } from './harvest.ts';
import { obtainLayers, type ObtainedLayer } from './obtain-layers.ts';
import { obtainDirectory } from './obtain-directory.ts';
import { loadIndex } from './stored-image.ts';
import type { KnownSubject, ScanContext, ScanSubject } from './scan-subject.ts';
import { WorkerPool } from './worker-pool.ts';
import { foundSoFar } from './found-so-far.ts';
import { WrappedArchive } from './wrapped-archive.ts';

export type ScanOptions = Readonly<{
  image?: string | undefined;
  platform?: string | undefined;
  /** Hashes every blob, even where fstat says that nothing changed. */
  verify?: boolean;
  /** Reads every layer and makes every fact again. */
  force?: boolean;
}>;

/** Where no image states a diffID and the layer cannot be read either. */
const UNKNOWN_DIFF_ID = `sha256:${'0'.repeat(64)}` as DiffId;

/**
 * The pipeline: acquire → layers → rootfs → analyzers → compose → emit → store.
 *
 * @throws {AcquireError} when the reference yields no image, StoreError when the data folder fails, the signal's reason on cancel
 */
export async function scan(ref: string, options: ScanOptions, context: ScanContext): Promise<ScanResult> {
  const { store, progress, signal } = context;
  const { image, platform, verify = false, force = false } = options;
  await using lease = await store.lease('scan');
  await using cleanUp = new AsyncDisposableStack();
  progress({ kind: 'stage', stage: 'acquire' });
  const wrapped = new WrappedArchive(ref, [image, platform], context);
  const recalled = verify || force ? undefined : await wrapped.recall();
  const known = recalled && (await finishedBefore(recalled, context));
  if (known) return known;
  const acquired = await openSource(ref, {
    spool: { tempFile: async () => cleanUp.use<TempFile>(await store.blobs.tempFile('spool')).path },
    ...(image === undefined ? {} : { image }),
    ...(platform === undefined ? {} : { platform }),
    ...(signal === undefined ? {} : { signal }),
  });
  progress({ kind: 'stage', stage: 'layers' });
  const subject = await obtain(acquired, options, context);
  const finished = force ? undefined : await finishedBefore(subject, context);
  const result = finished ?? (await analyzeAndStore(subject, force, context));
  await keepCarried(store, subject.imageId, subject.attestations, context.clock.now());
  if (!isDirectory(acquired)) await wrapped.remember(acquired, subject);
  return result;
}

/** Everything that needs worker threads; they end here, so that later stages have their memory. */
async function obtain(
  acquired: AcquiredImage | AcquiredDirectory,
  options: ScanOptions,
  context: ScanContext,
): Promise<ScanSubject> {
  const { store, config, clock, progress, signal } = context;
  const threads = config.jobs ?? availableParallelism();
  await using pool = new WorkerPool(threads, { dataDir: store.dataDir, progressEveryMs: 100 });
  const { verify = false, force = false } = options;
  const obtaining = { store, pool, clock, bounds: config.limits, verify, force, progress, signal };
  if (isDirectory(acquired)) return await obtainDirectory(acquired, obtaining);
  const layers = acquired.layers.map(({ index, diffId, region }) => ({ index, diffId, size: region?.size ?? 0 }));
  const { imageId, tags, digests, platform, config: stated, source } = acquired;
  const createdBy = acquired.layers.map((layer) => layer.createdBy);
  progress({
    kind: 'image',
    imageId,
    layers,
    stated: { tags, digests, platform, config: stated, source, createdBy },
  });
  const obtained = await obtainLayers(acquired, obtaining);
  return subjectOf(acquired, obtained, await readCarried(acquired.attestations));
}

function isDirectory(acquired: AcquiredImage | AcquiredDirectory): acquired is AcquiredDirectory {
  return acquired.source.kind === 'directory';
}

function subjectOf(image: AcquiredImage, obtained: readonly ObtainedLayer[], carried: Carried): ScanSubject {
  return {
    imageId: image.imageId,
    source: image.source,
    digests: image.digests,
    tags: image.tags,
    config: image.config,
    configBytes: image.configBytes,
    platform: image.platform,
    layers: obtained.map((one) => ({
      index: one.layer.index,
      diffId: one.diffId ?? UNKNOWN_DIFF_ID,
      createdBy: one.layer.createdBy,
      digest: one.digest,
      size: one.layer.region?.size ?? 0,
      complete: one.record !== null,
      cached: one.cached,
      obtained: one,
    })),
    attestations: carried.attestations,
    diagnostics: [
      ...image.diagnostics,
      ...carried.diagnostics,
      ...obtained.flatMap(({ diagnostics }) => diagnostics),
    ].map(withoutHostPath),
    sources: obtained.map(({ index, record, layer: { region } }) => ({
      index,
      packSha256: record?.packSha256 ?? null,
      blob: region && { kind: 'region', region },
    })),
    newLayers: [],
  };
}

/** Results do not depend on where the image lay. */
function withoutHostPath(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.where?.file === undefined) return diagnostic;
  const { file: _file, ...where } = diagnostic.where;
  return { ...diagnostic, where };
}

/** The result of an earlier scan, when every layer is cached and the document of exactly this image and set is there. */
async function finishedBefore(subject: KnownSubject, { store, config }: ScanContext): Promise<ScanResult | undefined> {
  if (subject.layers.some(({ cached, complete }) => cached === false || !complete)) return undefined;
  const analyzerSet = analyzerSetOf(config);
  const image = await store.reader.findImage(subject.imageId);
  if (!image?.complete || image.analyzerSet !== analyzerSet) return undefined;
  const artifacts: LinkedArtifact[] = [];
  for (const key of inventoryKeys(subject.imageId, analyzerSet, config, [])) {
    const artifact = await store.reader.findArtifactFor(key);
    if (artifact?.link.supersededAtMs !== null || !(await store.blobs.has(artifact.storedSha256))) return undefined;
    artifacts.push(artifact);
  }
  // Tags and places of an image may change without its content.
  if (subject.tags.some((tag) => !image.tags.includes(tag)) || image.source.path !== subject.source.path)
    return undefined;
  const components = await presentComponents(store, subject.imageId);
  const heuristics = config.analyzers[goMarkers.id]
    ? goHeuristics(await store.reader.listComponents(subject.imageId))
    : 0;
  return resultOf(subject, components, heuristics, image.complete, image.diagnostics, artifacts);
}

async function analyzeAndStore(subject: ScanSubject, force: boolean, context: ScanContext): Promise<ScanResult> {
  const { store, config, progress, signal } = context;
  progress({ kind: 'stage', stage: 'rootfs' });
  const indexes = await Promise.all(
    subject.layers.map(
      async ({ obtained: { index, record } }): Promise<LayerIndex | null> =>
        index ?? (record ? loadIndex(store, record) : null),
    ),
  );
  const sources = subject.sources.map((source, i) => ({ ...source, index: indexes[i] ?? null }));
  signal?.throwIfAborted();
  using cached = force ? undefined : openFactReader(store.dataDir);
  const facts = new Facts(
    cached,
    subject.layers.flatMap(({ obtained }) => obtained.facts),
  );
  await using contents = new Contents(sources, store.blobs);
  const infos = subject.layers.map(({ index, diffId, createdBy }) => ({ index, diffId, createdBy }));
  progress({ kind: 'stage', stage: 'analyze' });
  // Loaded when there is one: most scans run no code from outside.
  await using plugins =
    Object.keys(config.plugins).length === 0
      ? undefined
      : await (await import('#engine/plugins/index.ts')).OpenPlugins.open(store.dataDir, config.plugins);
  const harvested = await harvest(indexes, infos, enabledAnalyzers(config), facts, contents, plugins?.analyzers);

  progress({ kind: 'stage', stage: 'compose' });
  const losses = [...subject.diagnostics, ...harvested.diagnostics].filter(isLoss);
  const composed = composeImage({
    imageId: subject.imageId,
    config: subject.config,
    layers: infos,
    tree: harvested.tree,
    databases: harvested.databases,
    statedFiles: harvested.statedFiles,
    factsOf: harvested.factsOf,
    diagnostics: [...subject.diagnostics, ...harvested.diagnostics, ...harvested.notes],
    complete: losses.length === 0 && subject.layers.every(({ complete }) => complete),
  });

  progress({ kind: 'found', found: foundSoFar(composed), components: composed.components });
  progress({
    kind: 'merged',
    image: { graph: composed, tree: harvested.tree, analyzerSet: analyzerSetOf(config) },
  });

  const annotated = plugins ? await plugins.annotate(composed.components) : composed.components;

  progress({ kind: 'stage', stage: 'usage' });
  const used = await usageWith(
    {
      config: subject.config,
      tree: harvested.tree,
      components: annotated,
      files: new ImageFiles(harvested.tree, (places) => contents.read(places)),
      unread: subject.layers.flatMap(({ index, complete }) => (complete ? [] : [index])),
    },
    (sha256) => harvested.factsOf(sha256).map(({ fact }) => fact),
  );
  progress({ kind: 'traced', trace: used.trace });
  const graph = { ...composed, components: withUsage(annotated, used.usage) };

  progress({ kind: 'stage', stage: 'emit' });
  const analyzerSet = analyzerSetOf(config);
  const lost = losses.map((loss) => JSON.stringify(loss));
  const keys = inventoryKeys(subject.imageId, analyzerSet, config, lost);
  // A chain with a hole would name a result that another image has whole.
  const hasFragments = config.emit.fragments && subject.layers.every(({ complete }) => complete);
  const fragments = hasFragments
    ? await makeFragments({
        store,
        imageId: subject.imageId,
        layers: infos,
        diagnostics: subject.diagnostics,
        harvest: (count) =>
          harvest(
            indexes.slice(0, count),
            infos.slice(0, count),
            enabledAnalyzers(config),
            facts,
            contents,
            plugins?.analyzers,
          ),
        analyzerSet,
        sourceDateEpoch: config.emit.sourceDateEpoch,
      })
    : undefined;
  const documents = await makeInventory(store, graph, keys, config, documentUsage(used), fragments?.composition);
  const usage = await usageCommits(store, subject.imageId, analyzerSet, lost, used);

  progress({ kind: 'stage', stage: 'store' });
  const configBlob = subject.configBytes.byteLength > 0 ? await store.blobs.put(subject.configBytes) : undefined;
  await store.writer.commitScan({
    graph,
    source: subject.source,
    digests: subject.digests,
    tags: subject.tags,
    layers: subject.layers.map(({ index, diffId, createdBy, digest, size, complete }) => ({
      index,
      diffId,
      createdBy,
      digest,
      size,
      complete,
    })),
    analyzerSet,
    blobs: configBlob ? [{ sha256: configBlob.sha256, role: 'config' }] : [],
    newLayers: subject.newLayers,
    facts: facts.made,
    trust: [],
    artifacts: [...documents, ...usage, ...(fragments?.commits ?? [])],
  });
  const components = graph.components.filter(({ layers }) => layers.removed === null).length;
  return resultOf(
    subject,
    components,
    goHeuristics(graph.components),
    graph.complete,
    graph.diagnostics,
    documents.map(({ artifact, key }) => ({ ...artifact, link: { key } })),
  );
}

/** Each component with the answer for it. */
function withUsage(components: readonly Component[], usage: Usage): Component[] {
  const words = new Map(usage.components.map(({ key, state, strength }) => [key, strength ?? state]));
  return components.map((component) => {
    const word = words.get(component.key);
    return word === undefined || word === 'unknown' ? component : { ...component, usage: word };
  });
}

/** Executables of the final tree that only marks in their bytes say to be Go's. */
function goHeuristics(components: readonly Component[]): number {
  return components.filter(({ layers, details }) => layers.removed === null && details['go-heuristic'] !== undefined)
    .length;
}

type Linked = Readonly<{
  artifactId: string;
  link: Readonly<{ key: Readonly<{ kind: string; format: string; view: string; profile: string }> }>;
}>;

function resultOf(
  subject: KnownSubject,
  components: number,
  heuristics: number,
  complete: boolean,
  diagnostics: readonly Diagnostic[],
  artifacts: readonly Linked[],
): ScanResult {
  return {
    imageId: subject.imageId,
    digests: [...subject.digests],
    platform: subject.platform,
    source: { kind: subject.source.kind, path: subject.source.path },
    layers: subject.layers.map(({ index, diffId, digest, size, createdBy, cached }) => ({
      index,
      diffId,
      digest,
      size,
      createdBy,
      cached,
    })),
    components,
    partial: !complete,
    counters: { scanner_analyzer_golang_heuristic_total: heuristics },
    diagnostics: [...diagnostics],
    artifacts: artifacts.map(({ artifactId, link: { key } }) => ({
      id: `sha256:${artifactId}`,
      kind: key.kind,
      format: key.format,
      view: key.view,
      profile: key.profile,
    })),
  };
}

/** Components that no later layer removed: what documents and counts are about. */
export async function presentComponents(store: Store, imageId: ImageId): Promise<number> {
  return (await store.reader.countByType(imageId)).reduce((sum, { count }) => sum + count, 0);
}
