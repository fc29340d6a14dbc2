import type { EvidenceMethod } from '#shared/model/evidence.ts';
import type { Property } from '../properties.ts';

/** Versions of CycloneDX that can be written. */
export type CdxVersion = '1.6' | '1.7';

/** The part of CycloneDX 1.7 that is written here (ECMA-424, 2nd edition), and of 1.6. Names are the schema's. */
export type CdxDocument = Readonly<{
  $schema: `http://cyclonedx.org/schema/bom-${CdxVersion}.schema.json`;
  bomFormat: 'CycloneDX';
  specVersion: CdxVersion;
  /** `urn:uuid:` and a UUIDv5 of the content. */
  serialNumber?: string;
  version: 1;
  metadata: CdxMetadata;
  /** Sorted by `bom-ref`. */
  components: readonly CdxComponent[];
  dependencies: readonly CdxDependency[];
  compositions: readonly CdxComposition[];
  properties: readonly Property[];
}>;

/** The same document with components that are made one by one, in the same order, each time they are asked for. */
export type CdxParts = Omit<CdxDocument, 'components'> &
  Readonly<{ components: Iterable<CdxComponent> & Readonly<{ length: number }> }>;

export type CdxMetadata = Readonly<{
  /** RFC 3339, whole seconds, UTC. */
  timestamp?: string;
  lifecycles: readonly [{ readonly phase: 'post-build' }];
  tools: { readonly components: readonly [CdxComponent] };
  component: CdxComponent;
}>;

/** A member that is undefined is not written. */
export type CdxComponent = Readonly<{
  'bom-ref'?: string;
  description?: string | undefined;
  evidence?: CdxEvidence | undefined;
  externalReferences?: readonly CdxReference[] | undefined;
  hashes?: readonly CdxHash[] | undefined;
  licenses?: readonly CdxLicence[] | undefined;
  name: string;
  properties?: readonly Property[];
  purl?: string | undefined;
  type: 'application' | 'container' | 'file' | 'library' | 'operating-system';
  version?: string | undefined;
}>;

/** A BOM-Link to the document of one layer. */
export type CdxReference = Readonly<{ comment?: string; hashes: readonly CdxHash[]; type: 'bom'; url: string }>;

export type CdxHash = Readonly<{ alg: 'SHA-256'; content: string }>;

type Acknowledged = Readonly<{ acknowledgement: 'declared'; properties?: readonly Property[] }>;

/** An identifier of the SPDX list, a name, or an expression; never two of them. */
export type CdxLicence =
  | Readonly<{ license: Readonly<{ id: string } | { name: string }> & Acknowledged }>
  | (Readonly<{ expression: string }> & Acknowledged);

export type CdxEvidence = Readonly<{
  /** From the image's config to the component. */
  callstack?: Readonly<{ frames: readonly CdxFrame[] }>;
  identity?: readonly CdxIdentity[];
  /** Sorted by location, then layer. */
  occurrences?: readonly CdxOccurrence[];
}>;

/** `function` says by which mechanism and name the step before leads to `module`, and `fullFilename` where that is written. */
export type CdxFrame = Readonly<{
  column?: number | undefined;
  fullFilename?: string | undefined;
  function: string;
  line?: number | undefined;
  module: string;
}>;

export type CdxIdentity = Readonly<{
  field: 'purl' | 'hash' | 'name';
  concludedValue: string;
  methods: readonly CdxMethod[];
}>;

/** `confidence` is demanded by the schema. A fact is proven or not claimed, so it is always 1. */
export type CdxMethod = Readonly<{ technique: EvidenceMethod; confidence: 1; value: string }>;

/** `location` is the printed path; `additionalContext` the layer, as `layer <index> <diffID>`. */
export type CdxOccurrence = Readonly<{ location: string; additionalContext: string }>;

export type CdxDependency = Readonly<{ ref: string; dependsOn: readonly string[] }>;

export type CdxComposition = Readonly<{ aggregate: 'complete' | 'incomplete'; assemblies: readonly string[] }>;
