import { cyclonedx } from './generated/cyclonedx-1.7.js';

const { v1_7 } = cyclonedx;

/** A word of the JSON schema in both directions. */
export type Words = Readonly<{
  /** @throws RangeError for a word that the Protobuf schema does not have */
  number(word: string): number;
  /** Undefined for a number that has no word. */
  word(number: number): string | undefined;
}>;

/** `post-build` is `LIFECYCLE_PHASE_POST_BUILD`: words in capitals after the name of the enumeration. */
function words(
  numbers: Readonly<Record<string, number>>,
  prefix: string,
  special: Readonly<Record<string, string>> = {},
): Words {
  const byWord = new Map<string, number>();
  for (const name of Object.keys(numbers)) {
    const number = numbers[name];
    // protobufjs has both directions in one object.
    if (typeof number !== 'number' || !name.startsWith(prefix)) continue;
    const word = name.slice(prefix.length);
    byWord.set(special[word] ?? word.toLowerCase().replaceAll('_', '-'), number);
  }
  const byNumber = new Map([...byWord].map(([word, number]) => [number, word]));
  return {
    number(word) {
      const number = byWord.get(word);
      if (number === undefined) throw new RangeError(`${prefix} has no ${word}`);
      return number;
    },
    word: (number) => byNumber.get(number),
  };
}

export const aggregates = words(v1_7.Aggregate, 'AGGREGATE_', { NOT_SPECIFIED: 'not_specified' });
export const componentTypes = words(v1_7.Classification, 'CLASSIFICATION_');
export const evidenceFields = words(v1_7.EvidenceFieldType, 'EVIDENCE_FIELD_', { OMNIBOR_ID: 'omniborId' });
export const techniques = words(v1_7.EvidenceTechnique, 'EVIDENCE_TECHNIQUE_');
export const referenceTypes = words(v1_7.ExternalReferenceType, 'EXTERNAL_REFERENCE_TYPE_');
export const acknowledgements = words(v1_7.LicenseAcknowledgementEnumeration, 'LICENSE_ACKNOWLEDGEMENT_ENUMERATION_');
export const phases = words(v1_7.LifecyclePhase, 'LIFECYCLE_PHASE_');
export const hashAlgorithms = words(v1_7.HashAlg, 'HASH_ALG_', {
  MD_5: 'MD5',
  SHA_1: 'SHA-1',
  SHA_256: 'SHA-256',
  SHA_384: 'SHA-384',
  SHA_512: 'SHA-512',
  SHA_3_256: 'SHA3-256',
  SHA_3_384: 'SHA3-384',
  SHA_3_512: 'SHA3-512',
  BLAKE_2_B_256: 'BLAKE2b-256',
  BLAKE_2_B_384: 'BLAKE2b-384',
  BLAKE_2_B_512: 'BLAKE2b-512',
  BLAKE_3: 'BLAKE3',
  STREEBOG_256: 'Streebog-256',
  STREEBOG_512: 'Streebog-512',
});
