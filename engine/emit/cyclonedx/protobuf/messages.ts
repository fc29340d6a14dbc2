/**
 * The messages of `bom-1.7.proto` as plain objects: the part that is written here. Members have the names of the schema, because
 * the generated code drops any other in silence. Numbers are enumerations of the schema.
 */
export type PbBom = Readonly<{
  spec_version: string;
  version: number;
  serial_number?: string | undefined;
  metadata?: PbMetadata | null;
  components: readonly PbComponent[];
  dependencies: readonly PbDependency[];
  compositions: readonly Readonly<{ aggregate: number; assemblies: readonly string[] }>[];
  properties: readonly PbProperty[];
}>;

export type PbMetadata = Readonly<{
  /** int64: a number when it is written, an object that prints as digits when it was read. */
  timestamp?: Readonly<{ seconds: unknown }> | null;
  tools?: Readonly<{ components: readonly PbComponent[] }> | null;
  component?: PbComponent | null;
  lifecycles: readonly Readonly<{ phase?: number | null }>[];
}>;

export type PbProperty = Readonly<{ name: string; value?: string | null }>;

export type PbHash = Readonly<{ alg: number; value: string }>;

/** An absent member is null in what was read. */
export type PbComponent = Readonly<{
  type: number;
  bom_ref?: string | null | undefined;
  name: string;
  version?: string | undefined;
  description?: string | null | undefined;
  hashes?: readonly PbHash[] | undefined;
  licenses?: readonly PbLicenseChoice[] | undefined;
  purl?: string | null | undefined;
  external_references?: readonly PbReference[] | undefined;
  properties?: readonly PbProperty[] | undefined;
  evidence?: PbEvidence | null | undefined;
}>;

export type PbReference = Readonly<{
  type: number;
  url: string;
  comment?: string | null | undefined;
  hashes: readonly PbHash[];
}>;

/** One of the three: the licence, the expression, or the expression with properties. */
export type PbLicenseChoice = Readonly<{
  license?: Readonly<{
    id?: string | null | undefined;
    name?: string | null | undefined;
    properties?: readonly PbProperty[] | undefined;
    acknowledgement?: number | null | undefined;
  }> | null;
  expression?: string | null | undefined;
  expression_detailed?: Readonly<{
    expression: string;
    acknowledgement?: number | null | undefined;
    properties: readonly PbProperty[];
  }> | null;
  acknowledgement?: number | null | undefined;
}>;

export type PbEvidence = Readonly<{
  callstack?: Readonly<{ frames: readonly PbFrame[] }> | null | undefined;
  identity?: readonly PbIdentity[] | undefined;
  occurrences?: readonly Readonly<{ location: string; additionalContext?: string | null }>[] | undefined;
}>;

export type PbFrame = Readonly<{
  module: string;
  function?: string | null | undefined;
  line?: number | null | undefined;
  column?: number | null | undefined;
  fullFilename?: string | null | undefined;
}>;

export type PbIdentity = Readonly<{
  field: number;
  concludedValue?: string | null | undefined;
  methods: readonly Readonly<{ technique: number; confidence: number; value?: string | null }>[];
}>;

/** Messages nest: `dependencies` are those that `ref` depends on, by `ref` alone. */
export type PbDependency = Readonly<{ ref: string; dependencies?: readonly PbDependency[] }>;
