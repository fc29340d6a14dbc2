import { type SignerRefusalCode, signerRefusals, type SigningRecord } from '#shared/model/attestation.ts';
import type { ImageId, Sha256 } from '#shared/model/digest.ts';
import type { Sql } from '../sqlite/sql.ts';

type SigningRow = Readonly<{
  at_ms: number;
  artifact_id: Sha256;
  signer: string;
  key_id: Sha256 | null;
  algorithm: string | null;
  attestation: Sha256 | null;
  refusal: string | null;
  detail: string | null;
}>;

/** Newest first. */
export function listSignings(sql: Sql, tenant: string, imageId: ImageId): SigningRecord[] {
  return sql
    .all<SigningRow>(
      `SELECT at_ms, artifact_id, signer, key_id, algorithm, attestation, refusal, detail FROM signings
       WHERE tenant = ? AND image_id = ? ORDER BY sequence DESC`,
      tenant,
      imageId,
    )
    .map((row) => ({ atMs: row.at_ms, imageId, artifactId: row.artifact_id, outcome: outcomeOf(row) }));
}

export function saveSigning(sql: Sql, tenant: string, { atMs, imageId, artifactId, outcome }: SigningRecord): void {
  const signed = outcome.kind === 'signed' ? outcome : null;
  const refused = outcome.kind === 'refused' ? outcome : null;
  sql.run(
    `INSERT INTO signings (tenant, at_ms, image_id, artifact_id, signer, key_id, algorithm, attestation, refusal, detail)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    tenant,
    atMs,
    imageId,
    artifactId,
    signed?.signer.name ?? refused?.name ?? '',
    signed?.signer.keyId ?? null,
    signed?.signer.algorithm ?? null,
    signed?.attestation ?? null,
    refused?.refusal.code ?? null,
    refused?.refusal.detail ?? null,
  );
}

function outcomeOf(row: SigningRow): SigningRecord['outcome'] {
  const { signer: name, key_id: keyId, algorithm, attestation, refusal, detail } = row;
  if (attestation !== null && keyId !== null && algorithm !== null)
    return { kind: 'signed', signer: { keyId, algorithm, name }, attestation };
  // Another version of this program may know more reasons.
  const code: SignerRefusalCode = signerRefusals.find((one) => one === refusal) ?? 'policy';
  return { kind: 'refused', name, refusal: { code, detail } };
}
