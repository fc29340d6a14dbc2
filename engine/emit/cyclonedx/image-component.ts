import { hexOf } from '#shared/model/digest.ts';
import type { Distro, ImageGraph } from '#shared/model/image.ts';
import { canonicalJson } from '../canonical-json.ts';
import { compositionUri } from '../composition.ts';
import type { DocumentOptions, FragmentLink } from '../options.ts';
import { byText, sortedBy } from '../order.ts';
import { type Property, property } from '../properties.ts';
import { cdxMethods } from './evidence.ts';
import type { LayerText } from './layer-text.ts';
import type { CdxComponent } from './types.ts';

/** The image itself: type `container`, named by option, else by its id. Layers are properties, from the base up. */
export function imageComponent(graph: ImageGraph, options: DocumentOptions, layerText: LayerText): CdxComponent {
  return {
    type: 'container',
    'bom-ref': `image:${graph.imageId}`,
    ...fragmentReferences(options.fragments ?? []),
    name: (options.name ?? graph.imageId).toWellFormed(),
    version: (options.version ?? graph.imageId).toWellFormed(),
    properties: [
      property('stellaops:image:id', graph.imageId),
      ...(options.merkleRoot === undefined
        ? []
        : [
            property('stellaops:composition:merkle-root', options.merkleRoot),
            property('stellaops:composition:uri', compositionUri(graph.imageId)),
          ]),
      ...configProperties(graph),
      // Numeric order: layer 10 comes after layer 9.
      ...[...graph.layers]
        .sort((a, b) => a.index - b.index)
        .map(({ index }) => property('stellaops:image:layer', layerText(index))),
      ...Object.entries(graph.fileCounts)
        .sort(([a], [b]) => byText(a, b))
        .map(([type, count]) => property('stellaops:image:files', `${type} ${count}`)),
      ...(graph.distro === null ? [property('stellaops:image:distro', 'unknown')] : []),
    ],
  };
}

/** The documents of the layers, by BOM-Link. */
function fragmentReferences(fragments: readonly FragmentLink[]): Pick<CdxComponent, 'externalReferences'> {
  if (fragments.length === 0) return {};
  return {
    externalReferences: sortedBy(
      fragments.map(({ chainId, cdx }) => ({
        comment: `layer chain ${chainId}`,
        hashes: [{ alg: 'SHA-256' as const, content: hexOf(cdx.artifactId) }],
        type: 'bom' as const,
        url: cdx.link,
      })),
      ({ url }) => url,
    ),
  };
}

/**
 * What a fragment is about: the top layer of a chain. It knows nothing of the image: other images have the same chain, and
 * their fragments are the same bytes.
 */
export function layerComponent(graph: ImageGraph, options: DocumentOptions, layerText: LayerText): CdxComponent {
  const chainId = options.chainId ?? '';
  return {
    type: 'container',
    'bom-ref': `layer:${chainId}`,
    name: chainId,
    version: chainId,
    properties: [
      property('stellaops:layer:chain-id', chainId),
      ...[...graph.layers]
        .sort((a, b) => a.index - b.index)
        .map(({ index }) => property('stellaops:image:layer', layerText(index))),
    ],
  };
}

/** The config's facts that results depend on. The environment is left out: people keep secrets there. */
function configProperties({ config }: ImageGraph): Property[] {
  if (config === null) return [];
  const { platform, created, entrypoint, cmd, user, workingDir } = config;
  const properties: Property[] = [];
  if (platform !== null) {
    const parts = [platform.os, platform.architecture, ...(platform.variant === undefined ? [] : [platform.variant])];
    properties.push(property('stellaops:image:platform', parts.join('/')));
    if (platform.osVersion !== undefined) properties.push(property('stellaops:image:os-version', platform.osVersion));
  }
  if (created !== null) properties.push(property('stellaops:image:created', created));
  if (entrypoint !== null) properties.push(property('stellaops:image:entrypoint', words(entrypoint)));
  if (cmd !== null) properties.push(property('stellaops:image:cmd', words(cmd)));
  if (user !== '') properties.push(property('stellaops:image:user', user));
  if (workingDir !== '') properties.push(property('stellaops:image:working-dir', workingDir));
  return properties;
}

function words(list: readonly string[]): string {
  return canonicalJson(list.map((word) => word.toWellFormed()));
}

/** The distribution, proven by the files that name it. */
export function osComponent(distro: Distro, options: DocumentOptions): CdxComponent {
  const methods = options.profile === 'lean' ? [] : cdxMethods(distro.evidence);
  return {
    'bom-ref': `os:${[distro.id, distro.versionId].filter((part) => part !== null).join('-')}`,
    description: distro.prettyName ?? undefined,
    evidence: methods.length === 0 ? undefined : { identity: [{ concludedValue: distro.id, field: 'name', methods }] },
    name: distro.id,
    type: 'operating-system',
    version: distro.versionId ?? undefined,
  };
}
