import { dockerArchive, image } from '#engine/testing/image.ts';
import { file, whiteout } from '#engine/testing/tar.ts';

const SECRET = 'token=swordfish-in-a-lower-layer\n';

/** Three layers: one brings a secret, one changes files, one takes the secret away. */
export function layered(): Uint8Array {
  const built = image({
    tags: ['acme/layered:1'],
    created: '2026-01-01T00:00:00Z',
    layers: [
      {
        createdBy: 'COPY rootfs /',
        entries: [
          file('etc/app.conf', 'level=1\n'),
          file('etc/secret.env', SECRET),
          file('usr/bin/tool', '#!/bin/sh\necho one\n', { mode: 0o755 }),
          file('usr/share/data', 'd'.repeat(40_000)),
        ],
      },
      {
        createdBy: 'RUN configure',
        entries: [
          file('etc/app.conf', 'level=2\n'),
          file('usr/share/data', 'd'.repeat(40_000), { mode: 0o600 }),
          file('srv/new', 'new\n'),
        ],
      },
      { createdBy: 'RUN rm /etc/secret.env', entries: [whiteout('etc/secret.env')] },
    ],
  });
  return dockerArchive([built]);
}
