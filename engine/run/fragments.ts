import { composeImage } from '#engine/compose/compose-image.ts';
import { chainIds } from '#engine/bytes/chain-id.ts';
import {
  type ComposedLink,
  type Composition,
  composeFragments,
  compositionBytes,
  compositionUri,
} from '#engine/emit/composition.ts';
import { dssePaeSha256, FRAGMENT_PAYLOAD_TYPE } from '#engine/emit/dsse.ts';
import { emitCycloneDx } from '#engine/emit/cyclonedx/emit.ts';
import { documentTime } from '#engine/emit/document-time.ts';
import type { DocumentOptions, FragmentLink } from '#engine/emit/options.ts';
import { selectComponents } from '#engine/emit/select-components.ts';
import type { Validation } from '#engine/emit/validate/validation.ts';
import { type ArtifactCommit, putArtifactBytes, type Store } from '#engine/store/index.ts';
import { type Diagnostic, isLoss } from '#shared/model/diagnostic.ts';
import { type ChainId, hexOf, type ImageId } from '#shared/model/digest.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import type { LayerInfo } from '#shared/model/tree.ts';
import { TOOL_VERSION } from './analyzer-set.ts';
import { FORMATS } from './formats.ts';
import type { Harvest } from './harvest.ts';

/** What fragments are made from: the layers of one image, and their harvest up to any of them. */
export type FragmentInput = Readonly<{
  store: Store;
  imageId: ImageId;
  layers: readonly LayerInfo[];
  diagnostics: readonly Diagnostic[];
  /** Of the first `count` layers alone. */
  harvest: (count: number) => Promise<Harvest>;
  analyzerSet: string;
  sourceDateEpoch: string | null;
}>;

export type Fragments = Readonly<{
  composition: Composition;
  links: readonly FragmentLink[];
  commits: ArtifactCommit[];
}>;

/** Where the catalog keeps the composition of an image. */
export function compositionPath(imageId: ImageId): string {
  return `${compositionUri(imageId)}.zst`;
}

/**
 * Makes, checks and puts the documents of each layer. A fragment is a function of its chain of layers alone: the tree is composed
 * as it was after the layer, and the components that came with it are listed. The image's config has no part in it, its time
 * included, so that images with the same chain have the same fragments.
 *
 * @throws Error when one is not valid
 */
export async function makeFragments(input: FragmentInput): Promise<Fragments> {
  const { store, imageId, layers, analyzerSet } = input;
  const chains = chainIds(layers.map(({ diffId }) => diffId));
  const links: ComposedLink[] = [];
  const commits: ArtifactCommit[] = [];
  for (const [layer, chainId] of chains.entries()) {
    const graph = introducedBy(layer, chainId, await input.harvest(layer + 1), input);
    const options: DocumentOptions = {
      toolVersion: TOOL_VERSION,
      view: 'inventory',
      chainId,
      timestamp: documentTime({ sourceDateEpoch: input.sourceDateEpoch, created: null }),
    };
    const cdx = emitCycloneDx(graph, options);
    const { emitSpdx3 } = await import('#engine/emit/spdx3/emit.ts');
    const spdx = emitSpdx3(graph, options);
    const { validateWrittenCycloneDx } = await import('#engine/emit/validate/validate-cyclonedx.ts');
    const { validateWrittenSpdx3 } = await import('#engine/emit/validate/validate-spdx3.ts');
    const hints = input.sourceDateEpoch ?? '';
    for (const [format, name, bytes, validation] of [
      ['cdx-json', 'sbom.cdx.json', cdx.bytes, validateWrittenCycloneDx(cdx.written)],
      ['spdx-json', 'sbom.spdx.json', spdx.bytes, validateWrittenSpdx3(spdx.written)],
    ] as const) {
      refuseInvalid(validation, `chain ${chainId}`);
      const artifact = await putArtifactBytes(store.blobs, bytes);
      const { mediaType } = FORMATS[format];
      const schema = `${validation.schema} ${validation.version}`;
      commits.push({
        artifact: {
          ...artifact,
          mediaType,
          validation: { schema, valid: true, problems: [], components: graph.components.length },
        },
        path: `layers/${chainId}/${name}.zst`,
        key: { ...NO_IMAGE, chainId, kind: 'fragment', format, view: 'inventory', profile: 'full', analyzerSet, hints },
        retentionClass: 'default',
      });
    }
    const uuid = cdx.serialNumber.slice('urn:uuid:'.length);
    links.push({
      layer,
      chainId,
      cdx: { link: `urn:cdx:${uuid}/1`, artifactId: cdx.artifactId },
      spdx: { link: spdx.documentId, artifactId: spdx.artifactId },
      dssePaeSha256: dssePaeSha256(FRAGMENT_PAYLOAD_TYPE, cdx.bytes),
    });
  }
  const composition = composeFragments(
    imageId,
    links,
    layers.map(({ diffId }) => diffId),
  );
  const { validateComposition } = await import('#engine/emit/validate/validate-composition.ts');
  const verdict = validateComposition(composition);
  refuseInvalid(verdict, `image ${imageId}`);
  commits.push({
    artifact: {
      ...(await putArtifactBytes(store.blobs, compositionBytes(composition))),
      mediaType: 'application/vnd.stellaops.composition+json',
      validation: { schema: `${verdict.schema} ${verdict.version}`, valid: true, problems: [] },
    },
    path: compositionPath(imageId),
    key: {
      ...NO_IMAGE,
      imageId,
      kind: 'composition',
      format: 'json',
      view: 'inventory',
      profile: '',
      analyzerSet,
      hints: hexOf(composition.merkleRoot),
    },
    retentionClass: 'default',
  });
  return { composition, links, commits };
}

const NO_IMAGE = { imageId: null, chainId: null, otherImageId: null } as const;

/** The tree as it was after a layer, cut down to what came with it. */
function introducedBy(layer: number, chainId: ChainId, harvested: Harvest, input: FragmentInput): ImageGraph {
  const below = input.diagnostics.filter(({ where }) => where?.layer === undefined || where.layer <= layer);
  const diagnostics = [...below, ...harvested.diagnostics, ...harvested.notes];
  const graph = composeImage({
    // No image has it: only the chain is known.
    imageId: chainId as string as ImageId,
    config: null,
    layers: input.layers.slice(0, layer + 1),
    tree: harvested.tree,
    databases: harvested.databases,
    statedFiles: harvested.statedFiles,
    factsOf: harvested.factsOf,
    diagnostics,
    complete: ![...below, ...harvested.diagnostics].some(isLoss),
  });
  const isNew = graph.distro?.evidence.some(({ locator }) => locator.layerIndex === layer) ?? false;
  const introduced = new Set(graph.components.filter((one) => one.layers.introduced === layer).map(({ key }) => key));
  return { ...selectComponents(graph, (key) => introduced.has(key)), distro: isNew ? graph.distro : null };
}

function refuseInvalid({ valid, schema, errors }: Validation, what: string): void {
  if (valid) return;
  const problems = errors.map((error) => JSON.stringify(error)).join('; ');
  throw new Error(`Cannot store the fragments of ${what}: it is not valid ${schema}: ${problems}`);
}
