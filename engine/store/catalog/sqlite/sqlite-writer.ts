import { statSync } from 'node:fs';
import type { Clock } from '#engine/ports/clock.ts';
import type { SigningRecord } from '#shared/model/attestation.ts';
import type { DiffId, ImageId, Sha256 } from '#shared/model/digest.ts';
import { blobPath, type DataFolder } from '../../data-folder.ts';
import { StoreError } from '../../store-error.ts';
import type { ArtifactCommit, CatalogWriter, LayerCommit, ScanCommit } from '../catalog-writer.ts';
import type {
  AttestationRecord,
  CheckpointRecord,
  FactEntry,
  FileIdentity,
  LayerRecord,
  LifecycleRule,
  TrustEntry,
} from '../records.ts';
import { saveArtifact } from '../tables/artifacts.ts';
import { saveCheckpoints } from '../tables/checkpoints.ts';
import { deleteAttestation, saveAttestation } from '../tables/attestations.ts';
import { chunkComponents } from '../tables/component-chunks.ts';
import { saveComponents } from '../tables/components.ts';
import { saveMissingRanges } from '../tables/evidence-ranges.ts';
import { saveFact } from '../tables/file-facts.ts';
import { saveImageLayers } from '../tables/image-layers.ts';
import { deleteImage, saveImage } from '../tables/images.ts';
import { findLayer, isLayerInImage, saveLayer, saveLayerBlob, touchLayer } from '../tables/layers.ts';
import { listLifecycleRules, saveLifecycleRule } from '../tables/lifecycle-rules.ts';
import { deleteLinksOfImage, saveLink } from '../tables/links.ts';
import { saveSigning } from '../tables/signings.ts';
import { saveSetting } from '../tables/settings.ts';
import { saveArchiveIndex, saveTrust } from '../tables/trust.ts';
import type { WriteConnection } from './connection.ts';
import type { Sql } from './sql.ts';

type Context = Readonly<{ connection: WriteConnection; folder: DataFolder; clock: Clock; tenant: string }>;

/**
 * Writes the catalog in SQLite, one transaction per call.
 *
 * Blobs that a row is to name are looked for *inside* the transaction. gc unlinks inside transactions of its own, so no row
 * can come to name bytes that are gone.
 */
export class SqliteWriter implements CatalogWriter {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  async commitScan(scan: ScanCommit): Promise<void> {
    const { tenant } = this.#context;
    const { imageId } = scan.graph;
    const components = chunkComponents(scan.graph.components);
    await this.#write((sql, nowMs) => {
      this.#requireBlobs(scan.blobs.map(({ sha256 }) => sha256));
      saveImage(sql, tenant, scan, nowMs);
      saveImageLayers(sql, tenant, imageId, scan.layers);
      for (const layer of scan.newLayers) this.#saveLayer(sql, layer, nowMs);
      for (const fact of scan.facts) saveFact(sql, tenant, fact);
      for (const entry of scan.trust) saveTrust(sql, tenant, entry);
      saveComponents(sql, tenant, imageId, components);
      for (const artifact of scan.artifacts) this.#saveArtifact(sql, artifact, nowMs);
      // A layer that was known already: its blobs must have outlived gc until now.
      for (const { diffId } of scan.layers) this.#requireLayerBlobs(findLayer(sql, tenant, diffId));
    });
  }

  async commitLayer(layer: LayerCommit): Promise<void> {
    await this.#write((sql, nowMs) => this.#saveLayer(sql, layer, nowMs));
  }

  async claimLayers(diffIds: readonly DiffId[], indexVersion: number): Promise<readonly LayerRecord[]> {
    const { connection, tenant } = this.#context;
    const known = (sql: Sql): LayerRecord[] =>
      diffIds.flatMap((diffId) => {
        const layer = findLayer(sql, tenant, diffId);
        return layer?.indexVersion === indexVersion ? [layer] : [];
      });
    // Reading first: the usual layer is kept by an image, and then there is nothing to write.
    const free = connection.read((sql) => known(sql).filter(({ diffId }) => !isLayerInImage(sql, tenant, diffId)));
    if (free.length === 0) return connection.read(known);
    return await this.#write((sql, nowMs) => {
      for (const { diffId } of free) touchLayer(sql, tenant, diffId, nowMs);
      return known(sql);
    });
  }

  async commitArtifacts(artifacts: readonly ArtifactCommit[]): Promise<void> {
    await this.#write((sql, nowMs) => {
      for (const artifact of artifacts) this.#saveArtifact(sql, artifact, nowMs);
    });
  }

  async saveCheckpoints(record: CheckpointRecord): Promise<void> {
    await this.#write((sql, nowMs) => {
      this.#requireBlobs([record.sha256]);
      saveCheckpoints(sql, this.#context.tenant, record, nowMs);
    });
  }

  async indexClaims(imageId: ImageId): Promise<void> {
    await this.#write((sql) => saveMissingRanges(sql, this.#context.tenant, imageId));
  }

  async commitFacts(facts: readonly FactEntry[]): Promise<void> {
    await this.#write((sql) => {
      for (const fact of facts) saveFact(sql, this.#context.tenant, fact);
    });
  }

  async commitTrust(trust: readonly TrustEntry[]): Promise<void> {
    await this.#write((sql) => {
      for (const entry of trust) saveTrust(sql, this.#context.tenant, entry);
    });
  }

  async saveArchiveIndex(identity: FileIdentity, version: number, index: unknown): Promise<void> {
    await this.#write((sql, nowMs) =>
      saveArchiveIndex(sql, this.#context.tenant, { identity, version, content: index, nowMs }),
    );
  }

  async removeImage(imageId: ImageId): Promise<boolean> {
    const { tenant } = this.#context;
    return await this.#write((sql) => {
      const kept = listLifecycleRules(sql, tenant).filter(({ immutable }) => immutable);
      deleteLinksOfImage(
        sql,
        tenant,
        imageId,
        kept.map(({ retentionClass }) => retentionClass),
      );
      return deleteImage(sql, tenant, imageId);
    });
  }

  async addAttestation(imageId: ImageId, attestation: AttestationRecord): Promise<void> {
    await this.#write((sql) => saveAttestation(sql, this.#context.tenant, imageId, attestation));
  }

  async commitSigning(signing: SigningRecord, attestation: AttestationRecord | null): Promise<void> {
    const { tenant } = this.#context;
    await this.#write((sql) => {
      if (attestation) saveAttestation(sql, tenant, signing.imageId, attestation);
      saveSigning(sql, tenant, signing);
    });
  }

  async removeAttestation(imageId: ImageId, sha256: Sha256): Promise<boolean> {
    return await this.#write((sql) => deleteAttestation(sql, this.#context.tenant, imageId, sha256));
  }

  async setSetting(key: string, value: string | null): Promise<void> {
    await this.#write((sql) => saveSetting(sql, this.#context.tenant, key, value));
  }

  async setLifecycleRule(rule: LifecycleRule): Promise<void> {
    await this.#write((sql) => saveLifecycleRule(sql, this.#context.tenant, rule));
  }

  #saveLayer(sql: Sql, { layer, blob, facts }: LayerCommit, nowMs: number): void {
    const { tenant } = this.#context;
    this.#requireLayerBlobs(layer);
    saveLayer(sql, tenant, layer, nowMs);
    if (blob) saveLayerBlob(sql, tenant, blob);
    for (const fact of facts) saveFact(sql, tenant, fact);
  }

  #saveArtifact(sql: Sql, commit: ArtifactCommit, nowMs: number): void {
    const { tenant } = this.#context;
    const saved = saveArtifact(sql, tenant, commit.artifact, nowMs);
    this.#requireBlobs([saved.storedSha256]);
    saveLink(sql, tenant, commit, nowMs);
  }

  #requireLayerBlobs(layer: LayerRecord | undefined): void {
    if (layer) this.#requireBlobs(layer.packSha256 ? [layer.indexSha256, layer.packSha256] : [layer.indexSha256]);
  }

  #requireBlobs(blobs: readonly Sha256[]): void {
    for (const sha256 of blobs) {
      const path = blobPath(this.#context.folder, sha256);
      if (statSync(path, { throwIfNoEntry: false }) === undefined)
        throw new StoreError('missing-blob', `Cannot commit: blob ${sha256} is not in ${this.#context.folder.blobs}`);
    }
  }

  async #write<T>(work: (sql: Sql, nowMs: number) => T): Promise<T> {
    return await this.#context.connection.write((sql) => work(sql, this.#context.clock.now()));
  }
}
