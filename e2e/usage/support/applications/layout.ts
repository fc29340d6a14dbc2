import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../images/support/tools.ts';
import { type Application, DEFAULT_PATH } from './applications.ts';

/** A layer that is a file already. */
export type LayerFile = Readonly<{ path: string; sha256: string }>;

export function layerFile(path: string): LayerFile {
  return { path, sha256: run('sha256sum', [path]).toString().slice(0, 64) };
}

/** Writes an OCI layout whose layers are links to files of the same disk: a root of hundreds of megabytes is not copied. */
export function writeLayout(folder: string, application: Application, layers: readonly LayerFile[]): void {
  const blobs = join(folder, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const put = (mediaType: string, value: unknown): object => {
    const bytes = JSON.stringify(value);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(blobs, sha256), bytes);
    return { mediaType, digest: `sha256:${sha256}`, size: bytes.length };
  };
  for (const { path, sha256 } of layers) linkSync(path, join(blobs, sha256));
  const { entrypoint, cmd, workingDir, path = DEFAULT_PATH } = application;
  const config = put('application/vnd.oci.image.config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: entrypoint, Cmd: cmd, WorkingDir: workingDir, Env: [`PATH=${path}`] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ sha256 }) => `sha256:${sha256}`) },
  });
  const manifest = put('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    config,
    layers: layers.map(({ path: file, sha256 }) => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      digest: `sha256:${sha256}`,
      size: statSync(file).size,
    })),
  });
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
}
