import type { Component } from '#shared/model/component.ts';
import type { DocumentOptions } from '../options.ts';
import { componentProperties, descriptionOf } from './component-properties.ts';
import { binaryHash, cdxEvidence } from './evidence.ts';
import type { LayerText } from './layer-text.ts';
import { cdxLicences } from './licences.ts';
import type { CdxComponent } from './types.ts';

/**
 * One component of the graph. A package is a `library`, which CycloneDX advises where more is not known; an executable that
 * nothing names is a `file`. Keys are set in canonical order (see `canonicalJson`).
 */
export function cdxComponent(
  component: Component,
  layerText: LayerText,
  options: Pick<DocumentOptions, 'profile' | 'view' | 'usage'>,
): CdxComponent {
  const { profile = 'full', view, usage } = options;
  // The way to each is long; documents of all that is there do without.
  const steps = view === 'usage' && usage !== undefined ? usage.proofOf(component.key) : [];
  const hash = binaryHash(component.key);
  const licenses = cdxLicences(component.licences);
  return {
    'bom-ref': component.key,
    description: descriptionOf(component),
    evidence: profile === 'full' ? cdxEvidence(component, layerText, steps) : undefined,
    hashes: hash === undefined ? undefined : [{ alg: 'SHA-256', content: hash }],
    licenses: licenses.length === 0 ? undefined : licenses,
    name: component.name,
    properties: componentProperties(component, layerText, profile),
    purl: component.purl ?? undefined,
    type: hash === undefined ? 'library' : 'file',
    version: component.version ?? undefined,
  };
}
