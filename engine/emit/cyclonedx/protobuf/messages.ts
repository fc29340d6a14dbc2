/**
 * The messages of `bom-1.7.proto` as they are read: the part that is written here. Members have the names of the schema, numbers
 * are enumerations of it.
 */

export type PbMetadata = Readonly<{
  /** int64: an object that prints as digits. */
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
  bom_ref?: string | null;
  name: string;
  version?: string;
  description?: string | null;
  hashes?: readonly PbHash[];
  licenses?: readonly PbLicenseChoice[];
  purl?: string | null;
  external_references?: readonly PbReference[];
  properties?: readonly PbProperty[];
  evidence?: PbEvidence | null;
}>;

export type PbReference = Readonly<{
  type: number;
  url: string;
  comment?: string | null;
  hashes: readonly PbHash[];
}>;

/** One of the three: the licence, the expression, or the expression with properties. */
export type PbLicenseChoice = Readonly<{
  license?: Readonly<{
    id?: string | null;
    name?: string | null;
    properties?: readonly PbProperty[];
    acknowledgement?: number | null;
  }> | null;
  expression?: string | null;
  expression_detailed?: Readonly<{
    expression: string;
    acknowledgement?: number | null;
    properties: readonly PbProperty[];
  }> | null;
  acknowledgement?: number | null;
}>;

export type PbEvidence = Readonly<{
  callstack?: Readonly<{ frames: readonly PbFrame[] }> | null;
  identity?: readonly PbIdentity[];
  occurrences?: readonly Readonly<{ location: string; additionalContext?: string | null }>[];
}>;

export type PbFrame = Readonly<{
  module: string;
  function?: string | null;
  line?: number | null;
  column?: number | null;
  fullFilename?: string | null;
}>;

export type PbIdentity = Readonly<{
  field: number;
  concludedValue?: string | null;
  methods: readonly Readonly<{ technique: number; confidence: number; value?: string | null }>[];
}>;

/** Messages nest: `dependencies` are those that `ref` depends on, by `ref` alone. */
export type PbDependency = Readonly<{ ref: string; dependencies?: readonly PbDependency[] }>;
