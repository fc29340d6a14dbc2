import { join } from 'node:path';
import { run } from '../../support/tools.ts';
import type { OciLayout } from '../../gather/oci-layout.ts';

/** The containers that one image is put into, by file or folder name. All hold the same config: the same image. */
export const forms = [
  'oci-layout',
  'oci-layout-zstd',
  'oci.tar',
  'docker.tar',
  'docker.tar.gz',
  'docker.tar.zst',
  'oci-zstd.tar',
] as const;
export type Form = (typeof forms)[number];

/** Copies an image into each of {@link forms}, with skopeo, gzip and zstd. */
export function writeForms(image: OciLayout, folder: string): void {
  const at = (form: Form): string => join(folder, form);
  const source = `oci:${image.folder}:${image.tag}`;
  const copy = (to: string, ...more: string[]): Buffer => run('skopeo', ['copy', '-q', ...more, source, to]);
  const zstd = ['--dest-compress', '--dest-compress-format', 'zstd', '--dest-compress-level', '1'];
  copy(`oci:${at('oci-layout')}:${image.tag}`);
  copy(`oci:${at('oci-layout-zstd')}:${image.tag}`, ...zstd);
  copy(`oci-archive:${at('oci.tar')}:${image.tag}`);
  run('tar', ['-C', at('oci-layout-zstd'), '-cf', at('oci-zstd.tar'), '.']);
  copy(`docker-archive:${at('docker.tar')}:${image.tag}`);
  run('sh', ['-c', 'gzip -1 < "$1" > "$1.gz" && zstd -q -1 "$1"', 'sh', at('docker.tar')]);
}
