/** OCI and Docker names of the same things are interchangeable (protocols: image index ≙ manifest list, manifest ≙ schema 2). */
const INDEX = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);
const MANIFEST = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]);
const CONFIG = new Set(['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json']);

/** `unstated`: no media type at all, so the document's own fields decide. `other`: no image. */
export type DocumentKind = 'index' | 'manifest' | 'unstated' | 'other';

export function documentKind(mediaType: string | null | undefined): DocumentKind {
  if (!mediaType) return 'unstated';
  if (INDEX.has(mediaType)) return 'index';
  return MANIFEST.has(mediaType) ? 'manifest' : 'other';
}

export function isImageConfig(mediaType: string | null | undefined): boolean {
  // Some tools leave it out; an artifact always has one.
  return !mediaType || CONFIG.has(mediaType);
}

/**
 * Is this the type of a file system layer? Compression is decided by the bytes; here it only matters that a tar is promised:
 * `…layer.v1.tar+gzip`, `…rootfs.diff.tar.gzip`, nondistributable and foreign ones, and a tar by any other name.
 */
export function isLayerType(mediaType: string | null | undefined): boolean {
  return !mediaType || (/(^|[./+-])tar([.+-]|$)/.test(mediaType) && !isEncrypted(mediaType));
}

/** Layers that only the holder of a key can read (containers/ocicrypt). */
export function isEncrypted(mediaType: string): boolean {
  return mediaType.endsWith('+encrypted');
}

/** Layers that may not be distributed: usually absent from archives. */
export function isForeignType(mediaType: string | null | undefined): boolean {
  return /\b(foreign|nondistributable)\b/.test(mediaType ?? '');
}
