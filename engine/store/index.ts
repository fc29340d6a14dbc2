/** The store stage's front door. */
export type { BlobStore, OpenBlob, PutResult, TempFile } from './blobs/blob-store.ts';
export type { CatalogReader } from './catalog/catalog-reader.ts';
export type { ArtifactCommit, CatalogWriter, LayerCommit, ScanCommit } from './catalog/catalog-writer.ts';
export type * from './catalog/records.ts';
export { StoreError, type StoreErrorCode } from './store-error.ts';
export type { GarbageOptions, GarbageReport, Store, StoreOptions } from './store.ts';
