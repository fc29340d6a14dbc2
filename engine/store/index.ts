/** The store stage's front door. */
export { putArtifactBytes, readArtifactBytes } from './artifact-bytes.ts';
export type { BlobStore, OpenBlob, PutResult, TempFile } from './blobs/blob-store.ts';
export { openBlobStore } from './blobs/open-blob-store.ts';
export type { CatalogReader } from './catalog/catalog-reader.ts';
export type { ArtifactCommit, CatalogWriter, LayerCommit, ScanCommit } from './catalog/catalog-writer.ts';
export { openFactReader, type FactReader } from './catalog/fact-reader.ts';
export type * from './catalog/records.ts';
export { checkStore, type StoreCheck } from './check-store.ts';
export { FILE_MODE, FOLDER_MODE, handedOutFolder } from './data-folder.ts';
export { setContentKey } from './catalog/set-content-key.ts';
export { processToken } from './process-owner.ts';
export { openStore } from './open-store.ts';
export { StoreError, type StoreErrorCode } from './store-error.ts';
export type { GarbageOptions, GarbageReport, Store, StoreOptions } from './store.ts';
