import type { PbBom } from '../messages.ts';

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
