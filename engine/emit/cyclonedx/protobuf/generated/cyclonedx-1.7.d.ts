import type { PbComponent, PbDependency, PbMetadata, PbProperty } from '../messages.ts';

type PbBom = Readonly<{
  spec_version: string;
  version: number;
  serial_number?: string;
  metadata?: PbMetadata | null;
  components: readonly PbComponent[];
  dependencies: readonly PbDependency[];
  compositions: readonly Readonly<{ aggregate: number; assemblies: readonly string[] }>[];
  properties: readonly PbProperty[];
}>;

/** Numbers of an enumeration's names. */
type Numbers = Readonly<Record<string, number>>;

export const cyclonedx: {
  readonly v1_7: {
    readonly Bom: {
      /** @throws Error for bytes that are no such message. */
      decode(bytes: Uint8Array): PbBom;
    };
    readonly Aggregate: Numbers;
    readonly Classification: Numbers;
    readonly EvidenceFieldType: Numbers;
    readonly EvidenceTechnique: Numbers;
    readonly ExternalReferenceType: Numbers;
    readonly HashAlg: Numbers;
    readonly LicenseAcknowledgementEnumeration: Numbers;
    readonly LifecyclePhase: Numbers;
  };
};
