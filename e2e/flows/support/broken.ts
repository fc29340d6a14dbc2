import { archiveOf, image, ociLayout } from '#engine/testing/image.ts';
import { hexOf } from '#shared/model/digest.ts';
import { file } from '#engine/testing/tar.ts';

const SITE = 'usr/lib/python3/site-packages';

/**
 * `broken` of ui.md section 6: a distribution without its package database, a dist-info that ends before its version beside a whole one,
 * and a layer whose gzip stream ends in the middle, between two that are whole.
 */
export function brokenImage(): Uint8Array<ArrayBuffer> {
  const built = image({
    tags: ['acme/broken:1'],
    created: '2026-01-01T00:00:00Z',
    entrypoint: ['/opt/run'],
    layers: [
      {
        createdBy: 'ADD rootfs',
        entries: [
          file('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'),
          file('opt/run', '#!/bin/sh\nexec python3 /opt/app.py\n', { mode: 0o755 }),
        ],
      },
      {
        createdBy: 'RUN pip install whole torn',
        entries: [
          file(`${SITE}/whole-1.0.dist-info/METADATA`, 'Metadata-Version: 2.1\nName: whole\nVersion: 1.0\n'),
          file(`${SITE}/whole-1.0.dist-info/RECORD`, 'whole-1.0.dist-info/METADATA,,\n'),
          file(`${SITE}/torn-2.0.dist-info/METADATA`, 'Metadata-Version: 2.1\nName: torn\n'),
        ],
      },
      {
        createdBy: 'RUN make install',
        compression: 'gzip',
        entries: [
          file(
            'usr/bin/tool',
            Uint8Array.from({ length: 60_000 }, (_, at) => (at * 7919) >> 5),
          ),
        ],
      },
      {
        createdBy: 'COPY app /opt',
        entries: [
          file(`${SITE}/late-3.0.dist-info/METADATA`, 'Metadata-Version: 2.1\nName: late\nVersion: 3.0\n'),
          file('opt/app.py', 'import whole\n'),
        ],
      },
    ],
  });
  const files = new Map(ociLayout([built]));
  const torn = built.layers[2];
  if (!torn) throw new Error('The image has four layers');
  files.set(`blobs/sha256/${hexOf(torn.digest)}`, torn.blob.subarray(0, Math.floor(torn.blob.length / 2)));
  return archiveOf(files);
}
