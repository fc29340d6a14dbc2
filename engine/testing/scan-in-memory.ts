import type { Analyzer } from '#engine/analyzers/analyzer.ts';
import { Dispatch } from '#engine/analyzers/dispatch.ts';
import { analyzers as registry } from '#engine/analyzers/registry.ts';
import { sha256 } from '#engine/bytes/sha256.ts';
import { composeImage } from '#engine/compose/compose-image.ts';
import { TarReader } from '#engine/formats/tar/reader.ts';
import { LayerPass, type PassResult } from '#engine/layers/layer-pass.ts';
import { entryPath, entrySha256 } from '#engine/layers/layer-index.ts';
import { PackWriter } from '#engine/layers/pack.ts';
import { Contents } from '#engine/run/contents.ts';
import { Facts } from '#engine/run/facts.ts';
import { harvest } from '#engine/run/harvest.ts';
import type { BlobStore } from '#engine/store/index.ts';
import { type DiffId, digestOf, type ImageId } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';

/** What one layer's pass found, and the bytes that later stages may ask for. */
type PassedLayer = Readonly<{ tar: Uint8Array; pass: PassResult; files: ReadonlyMap<string, Uint8Array> }>;

/**
 * The stages between archive and store, on tars in memory and without threads: milliseconds instead of the second that a scan with
 * a data folder takes. The same code runs in both; a test compares the two.
 */
export async function scanInMemory(
  layers: readonly Uint8Array[],
  analyzers: readonly Analyzer[] = registry,
): Promise<ImageGraph> {
  const passed = layers.map((tar) => passOver(tar, analyzers));
  const infos = passed.map(({ tar }, index) => ({
    index,
    diffId: digestOf(sha256(tar)) as DiffId,
    createdBy: `layer ${index}`,
  }));
  const sources = passed.map(({ pass, files }) => ({
    index: pass.index,
    packSha256: null,
    blob: {
      kind: 'folder' as const,
      readFile: (path: string) => Promise.resolve(files.get(path) ?? new Uint8Array()),
    },
  }));
  await using contents = new Contents(sources, NO_BLOBS);
  const facts = new Facts(
    undefined,
    passed.flatMap(({ pass }) => pass.facts),
  );
  const indexes = passed.map(({ pass }) => pass.index);
  const { tree, databases, statedFiles, factsOf, diagnostics, notes } = await harvest(
    indexes,
    infos,
    analyzers,
    facts,
    contents,
  );
  return composeImage({
    imageId: digestOf(sha256(infos.map(({ diffId }) => diffId).join(' '))) as ImageId,
    config: null,
    layers: infos,
    tree,
    databases,
    statedFiles,
    factsOf,
    diagnostics: [...passed.flatMap(({ pass }) => pass.diagnostics), ...diagnostics, ...notes],
    complete: true,
  });
}

/** Nothing is stored: contents come from `files`. */
const NO_BLOBS = {} as BlobStore;

function passOver(tar: Uint8Array, analyzers: readonly Analyzer[]): PassedLayer {
  const contents = new Map<string, Uint8Array>();
  const pass = new LayerPass({
    dispatch: new Dispatch(analyzers),
    isKnown: () => false,
    pack: new PackWriter(() => undefined),
  });
  const reader = new TarReader(pass);
  reader.push(Buffer.from(tar));
  reader.finish();
  const result = pass.finish();
  for (let row = 0; row < result.index.count; row++) {
    const at = result.index.dataOffset[row] as number;
    const bytes = tar.subarray(at, at + (result.index.size[row] as number));
    // A sparse file's stored bytes are not its content.
    if (sha256(bytes) === entrySha256(result.index, row)) contents.set(entryPath(result.index, row), bytes);
  }
  return { tar, pass: result, files: contents };
}
