import type { Component } from '#shared/model/component.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import type { DocumentOptions } from '../options.ts';
import { byText, sortedBy } from '../order.ts';
import { property } from '../properties.ts';
import { completeness } from './completeness.ts';
import { cdxComponent } from './component.ts';
import { imageComponent, layerComponent, osComponent } from './image-component.ts';
import { layerTexts } from './layer-text.ts';
import type { CdxComponent, CdxDependency, CdxParts } from './types.ts';

/**
 * The CycloneDX 1.7 document of an image, without serial number and time: a function of the graph and the options, whatever the
 * order of the graph's lists. Components are made when they are asked for, each time anew: all of them at once need ten times
 * the memory of the graph.
 *
 * `dependencies` begins with the image, which contains everything. Others have an entry where their metadata declare what they
 * need; by the schema, a component without an entry has unknown dependencies.
 *
 * @throws RangeError when a component names a layer that the image does not have
 */
export function cdxDocument(graph: ImageGraph, options: DocumentOptions): CdxParts {
  const profile = options.profile ?? 'full';
  const layerText = layerTexts(graph.layers);
  const image =
    options.chainId === undefined
      ? imageComponent(graph, options, layerText)
      : layerComponent(graph, options, layerText);
  const root = image['bom-ref'] ?? '';
  const sources: { ref: string; make: Component | CdxComponent }[] = graph.components.map((component) => ({
    ref: component.key,
    make: component,
  }));
  if (graph.distro !== null) {
    const os = osComponent(graph.distro, options);
    sources.push({ ref: os['bom-ref'] ?? '', make: os });
  }
  // Equal keys are not merged here: they would be a mistake of compose, and the check of references reports them.
  sources.sort((a, b) => byText(a.ref, b.ref));
  const { composition, properties } = completeness(graph, root, options);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.7.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.7',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'post-build' }],
      tools: { components: [{ type: 'application', name: 'stellaops-scanner', version: options.toolVersion }] },
      component: image,
    },
    components: {
      length: sources.length,
      *[Symbol.iterator]() {
        for (const { make } of sources) yield 'key' in make ? cdxComponent(make, layerText, options) : make;
      },
    },
    dependencies: [
      { ref: root, dependsOn: sources.map(({ ref }) => ref) },
      ...sortedBy(graph.components.flatMap(declared), ({ ref }) => ref),
    ],
    compositions: [composition],
    properties: [
      property('stellaops:document:profile', profile),
      property('stellaops:document:view', options.view),
      ...properties,
    ],
  };
}

/** What the component's metadata declare. Other edges are not dependencies: they are properties. */
function declared({ key, dependencies }: Component): CdxDependency[] {
  const targets = dependencies.filter(({ kind }) => kind === 'declares').map(({ to }) => to);
  return targets.length === 0 ? [] : [{ ref: key, dependsOn: sortedBy(targets, (to) => to) }];
}
