import type { Component } from '#shared/model/component.ts';
import type { Evidence } from '#shared/model/evidence.ts';
import type { UsageStep } from '#shared/model/usage.ts';
import { canonicalJson } from '../canonical-json.ts';
import { sortedBy } from '../order.ts';
import { type Property, property } from '../properties.ts';
import type { LayerText } from './layer-text.ts';
import type { CdxEvidence, CdxFrame, CdxIdentity, CdxMethod, CdxOccurrence } from './types.ts';

/**
 * The component's identity and occurrences as standard CycloneDX evidence; undefined where there is neither.
 *
 * @param steps that lead to it from the image's config; they make the call stack
 */
export function cdxEvidence(
  component: Component,
  layerText: LayerText,
  steps: readonly UsageStep[] = [],
): CdxEvidence | undefined {
  const methods = cdxMethods(component.evidence.filter(({ proves }) => proves === 'component'));
  const occurrences = sortedBy(
    component.occurrences.map(({ path, layer }): CdxOccurrence => ({
      additionalContext: `layer ${layerText(layer)}`,
      location: path,
    })),
    ({ location, additionalContext }) => `${location}\0${additionalContext}`,
  );
  if (methods.length === 0 && occurrences.length === 0 && steps.length === 0) return undefined;
  return {
    ...(steps.length === 0 ? {} : { callstack: { frames: steps.map(cdxFrame) } }),
    ...(methods.length === 0 ? {} : { identity: [cdxIdentity(component, methods)] }),
    ...(occurrences.length === 0 ? {} : { occurrences }),
  };
}

function cdxFrame({ mechanism, rule, as, to, file, line, column }: UsageStep): CdxFrame {
  return {
    column: column ?? undefined,
    fullFilename: file ?? undefined,
    function: `${mechanism} ${rule} ${as}`.toWellFormed(),
    line: line ?? undefined,
    module: to,
  };
}

/** Evidence as methods of CycloneDX; each value says who read which bytes, so that a checker can read them again. */
export function cdxMethods(evidence: readonly Evidence[]): CdxMethod[] {
  return sortedBy(
    evidence.map((one): CdxMethod => ({ confidence: 1, technique: one.method, value: proofText(one) })),
    ({ technique, value }) => `${technique}\0${value}`,
  );
}

/**
 * Proofs as properties: of something else than the component itself, for which CycloneDX has no place; or of the component, for
 * formats that have none for that either.
 */
export function proofProperties(evidence: readonly Evidence[], of: 'component' | 'others' = 'others'): Property[] {
  const properties: Property[] = [];
  for (const one of evidence) {
    if ((one.proves === 'component') === (of === 'component'))
      properties.push(property(`stellaops:evidence:${one.proves}`, proofText(one)));
  }
  return sortedBy(properties, ({ name, value }) => `${name}\0${value}`);
}

/** Places of a component as properties, for formats that have no member for them. */
export function occurrenceProperties({ occurrences }: Component, layerText: LayerText): Property[] {
  const texts = occurrences.map(({ path, layer }) => `${layerText(layer)} ${path}`);
  return sortedBy(texts, (text) => text).map((text) => property('stellaops:component:occurrence', text));
}

function proofText({ analyzer, source, locator }: Evidence): string {
  const { container, diffId, kind, layerIndex, path, segments, sha256 } = locator;
  return canonicalJson({
    analyzer,
    locator: { container, diffId, kind, layerIndex, path, segments, sha256 },
    source,
  });
}

/** Which field the evidence supports: the purl, the hash of a file that nothing names, or else the name. */
function cdxIdentity({ key, purl, name }: Component, methods: readonly CdxMethod[]): CdxIdentity {
  if (purl !== null) return { concludedValue: purl, field: 'purl', methods };
  const hash = binaryHash(key);
  return hash === undefined
    ? { concludedValue: name, field: 'name', methods }
    : { concludedValue: hash, field: 'hash', methods };
}

/** The 64 hex digits of `bin:sha256:<hex>`. */
export function binaryHash(key: string): string | undefined {
  return key.startsWith('bin:sha256:') ? key.slice('bin:sha256:'.length) : undefined;
}
