import type { SigningRecord } from '#shared/model/attestation.ts';
import type { ComponentWindow, EdgesWindow } from '#shared/model/component-list.ts';
import type { Component } from '#shared/model/component.ts';
import type { DiffId, Digest, ImageId, Sha256 } from '#shared/model/digest.ts';
import type { Fact } from '#shared/model/fact.ts';
import type { LibraryFindings } from '#shared/model/find.ts';
import type { ImageGraph } from '#shared/model/image.ts';
import type { Outcome } from '#shared/model/outcome.ts';
import type { Bytes } from '#shared/model/units.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import type {
  ArtifactKey,
  ArtifactRecord,
  ClaimsQuery,
  AttestationRecord,
  ComponentQuery,
  EdgesQuery,
  FileIdentity,
  FindQuery,
  ImageRecord,
  LayerBlob,
  LayerComponents,
  LayerRecord,
  LifecycleRule,
  LinkedArtifact,
  PathClaim,
  StoredClaims,
  StoredLayer,
  TrustEntry,
} from '../records.ts';
import { findCheckpoints } from '../tables/checkpoints.ts';
import { findArtifact } from '../tables/artifacts.ts';
import { queryEdges } from '../tables/component-edges.ts';
import { ComponentListCache } from '../tables/component-list-cache.ts';
import { queryComponents } from '../tables/component-window.ts';
import { countByLayer, countByType, findComponent, listComponents } from '../tables/components.ts';
import { hasRanges, queryClaims } from '../tables/evidence-ranges.ts';
import { listClaimsOn } from '../tables/evidence.ts';
import { findFact } from '../tables/file-facts.ts';
import { findInLibrary } from '../tables/find-in-library.ts';
import { listImageLayers } from '../tables/image-layers.ts';
import { findImage, findImages, libraryGeneration, listImages } from '../tables/images.ts';
import { findLayer, findLayerOfBlob } from '../tables/layers.ts';
import { listAttestations } from '../tables/attestations.ts';
import { listLifecycleRules } from '../tables/lifecycle-rules.ts';
import { findLinkAt, findLinkFor, listLinks } from '../tables/links.ts';
import { listSignings } from '../tables/signings.ts';
import { listSettings } from '../tables/settings.ts';
import { findArchiveIndex, findTrust, listTrust } from '../tables/trust.ts';
import type { Sql } from './sql.ts';

/** The catalog in SQLite. Methods are asynchronous by contract; here each is one synchronous query. */
export class SqliteReader implements CatalogReader {
  readonly #sql: Sql;
  readonly #tenant: string;
  readonly #lists = new ComponentListCache();
  #generation: { version: number; text: string } | undefined;

  constructor(sql: Sql, tenant: string) {
    this.#sql = sql;
    this.#tenant = tenant;
  }

  async findImage(imageId: ImageId): Promise<ImageRecord | undefined> {
    return findImage(this.#sql, this.#tenant, imageId);
  }

  async listImages(): Promise<readonly ImageRecord[]> {
    return listImages(this.#sql, this.#tenant);
  }

  async findImages(reference: string): Promise<readonly ImageRecord[]> {
    return findImages(this.#sql, this.#tenant, reference);
  }

  async listLayers(imageId: ImageId): Promise<readonly StoredLayer[]> {
    return listImageLayers(this.#sql, this.#tenant, imageId);
  }

  async readGraph(imageId: ImageId): Promise<ImageGraph | undefined> {
    const image = findImage(this.#sql, this.#tenant, imageId);
    if (image === undefined) return undefined;
    const { config, distro, fileCounts, diagnostics, complete } = image;
    const layers = listImageLayers(this.#sql, this.#tenant, imageId).map(({ index, diffId, createdBy }) => ({
      index,
      diffId,
      createdBy,
    }));
    const components = listComponents(this.#sql, this.#tenant, imageId);
    return { imageId, config, layers, distro, components, fileCounts, diagnostics, complete };
  }

  async findLayer(diffId: DiffId): Promise<LayerRecord | undefined> {
    return findLayer(this.#sql, this.#tenant, diffId);
  }

  async findLayerOfBlob(digest: Digest): Promise<LayerBlob | undefined> {
    return findLayerOfBlob(this.#sql, this.#tenant, digest);
  }

  async listTrust(identity: FileIdentity): Promise<readonly TrustEntry[]> {
    return listTrust(this.#sql, this.#tenant, identity);
  }

  async findTrust(identity: FileIdentity, offset: Bytes, length: Bytes): Promise<TrustEntry | undefined> {
    return findTrust(this.#sql, this.#tenant, identity, offset, length);
  }

  async findArchiveIndex(identity: FileIdentity, version: number): Promise<unknown> {
    return findArchiveIndex(this.#sql, this.#tenant, identity, version);
  }

  async findCheckpoints(diffId: DiffId, storedSize: Bytes, version: number): Promise<Sha256 | undefined> {
    return findCheckpoints(this.#sql, this.#tenant, diffId, storedSize, version);
  }

  async findFact(sha256: Sha256, analyzerKey: string): Promise<Outcome<Fact> | undefined> {
    return findFact(this.#sql, this.#tenant, sha256, analyzerKey);
  }

  async findArtifact(artifactId: Sha256): Promise<ArtifactRecord | undefined> {
    return findArtifact(this.#sql, this.#tenant, artifactId);
  }

  async findArtifactAt(path: string): Promise<LinkedArtifact | undefined> {
    return findLinkAt(this.#sql, this.#tenant, path);
  }

  async findArtifactFor(key: ArtifactKey): Promise<LinkedArtifact | undefined> {
    return findLinkFor(this.#sql, this.#tenant, key);
  }

  async listArtifacts(
    filter: Readonly<{ imageId?: ImageId; kind?: string; superseded?: true }> = {},
  ): Promise<readonly LinkedArtifact[]> {
    return listLinks(this.#sql, this.#tenant, filter);
  }

  async listComponents(imageId: ImageId): Promise<readonly Component[]> {
    return listComponents(this.#sql, this.#tenant, imageId);
  }

  async findComponent(imageId: ImageId, key: string): Promise<Component | undefined> {
    return findComponent(this.#sql, this.#tenant, imageId, key);
  }

  async queryComponents(query: ComponentQuery): Promise<ComponentWindow> {
    return this.#sql.snapshot(() => queryComponents(this.#sql, this.#tenant, query, this.#lists));
  }

  async queryEdges(query: EdgesQuery): Promise<EdgesWindow> {
    return this.#sql.snapshot(() => queryEdges(this.#sql, this.#tenant, query));
  }

  async findInLibrary(query: FindQuery): Promise<LibraryFindings> {
    return this.#sql.snapshot(() => findInLibrary(this.#sql, this.#tenant, query));
  }

  async listClaimsOn(imageId: ImageId, path: string): Promise<readonly PathClaim[]> {
    return listClaimsOn(this.#sql, this.#tenant, imageId, path);
  }

  async hasIndexedClaims(imageId: ImageId): Promise<boolean> {
    return hasRanges(this.#sql, this.#tenant, imageId);
  }

  async queryClaims(query: ClaimsQuery): Promise<StoredClaims> {
    return this.#sql.snapshot(() => queryClaims(this.#sql, this.#tenant, query));
  }

  async countByLayer(imageId: ImageId): Promise<readonly LayerComponents[]> {
    return countByLayer(this.#sql, this.#tenant, imageId);
  }

  async countByType(imageId: ImageId): Promise<readonly Readonly<{ type: string; count: number }>[]> {
    return countByType(this.#sql, this.#tenant, imageId);
  }

  async libraryGeneration(): Promise<string> {
    const [row] = this.#sql.all<{ data_version: number }>('PRAGMA data_version');
    const version = row?.data_version ?? 0;
    // It moves with every commit of another connection, also for a job's note: then, and only then, images are looked at.
    if (this.#generation?.version !== version)
      this.#generation = { version, text: libraryGeneration(this.#sql, this.#tenant) };
    return this.#generation.text;
  }

  async listSettings(prefix: string): Promise<readonly Readonly<{ key: string; value: string }>[]> {
    return listSettings(this.#sql, this.#tenant, prefix);
  }

  async listAttestations(imageId: ImageId): Promise<readonly AttestationRecord[]> {
    return listAttestations(this.#sql, this.#tenant, imageId);
  }

  async listSignings(imageId: ImageId): Promise<readonly SigningRecord[]> {
    return listSignings(this.#sql, this.#tenant, imageId);
  }

  async listLifecycleRules(): Promise<readonly LifecycleRule[]> {
    return listLifecycleRules(this.#sql, this.#tenant);
  }
}
