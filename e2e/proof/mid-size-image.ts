import { createHash } from 'node:crypto';
import { dockerArchive, image, type BuiltImage } from '#engine/testing/image.ts';
import { dir, file, whiteout, type TarEntry } from '#engine/testing/tar.ts';

/** Bytes that do not compress and are the same in each run. */
function noise(seed: string, length: number): Buffer {
  const pieces: Buffer[] = [];
  for (let n = 0, at = 0; at < length; n++, at += 32) pieces.push(createHash('sha256').update(`${seed} ${n}`).digest());
  return Buffer.concat(pieces).subarray(0, length);
}

const stanza = (name: string): string =>
  `Package: ${name}\nStatus: install ok installed\nVersion: 1.0-1\nArchitecture: amd64\nMaintainer: x\nDescription: x\n\n`;

/** Files of a package as dpkg lists them: a tool, a library, two scripts (which the layer's pack keeps), a copyright. */
function packageFiles(name: string): TarEntry[] {
  const paths = [`usr/bin/${name}`, `usr/lib/lib${name}.so`, `usr/share/${name}/setup.sh`, `usr/share/${name}/main.py`];
  return [
    ...paths.map((path, i) =>
      file(path, Buffer.concat([Buffer.from(i < 2 ? '\x7fELF' : '#!/bin/sh\n', 'latin1'), noise(path, 8000)])),
    ),
    file(`var/lib/dpkg/info/${name}.list`, `/.\n${paths.map((path) => `/${path}\n`).join('')}`),
    file(
      `usr/share/doc/${name}/copyright`,
      `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nCopyright: ${name}\nLicense: MIT\n`,
    ),
  ];
}

/** Three layers with 120 packages, some removed, some files that no package owns. `variant` changes the top layer. */
export function midSizeImage(variant = ''): BuiltImage {
  const names = Array.from({ length: 120 }, (_, i) => `package${i}`);
  const status = (some: readonly string[]): TarEntry => file('var/lib/dpkg/status', some.map(stanza).join(''));
  const base = names.slice(0, 80);
  const added = names.slice(80);
  return image({
    layers: [
      {
        entries: [
          file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n'),
          dir('var'),
          dir('var/lib'),
          status(base),
          ...base.flatMap(packageFiles),
        ],
        createdBy: 'ADD rootfs.tar /',
      },
      { entries: [status(names), ...added.flatMap(packageFiles)], compression: 'gzip', createdBy: 'RUN install' },
      {
        entries: [
          status(names.filter((name) => name !== 'package7')),
          whiteout('usr/bin/package7'),
          file(
            'opt/app/server',
            Buffer.concat([Buffer.from('\x7fELF', 'latin1'), noise(`server ${variant}`, 4 << 20)]),
          ),
          file('opt/app/main.js', `run(${JSON.stringify(variant)})\n`),
        ],
        compression: 'zstd',
        createdBy: 'COPY . /opt/app',
      },
    ],
    tags: [`example/app:${variant === '' ? 'latest' : variant}`],
    created: '2026-01-02T03:04:05Z',
    entrypoint: ['/opt/app/server'],
  });
}

/** The image as a `docker save` archive. */
export function midSizeArchive(variant = ''): Uint8Array {
  return dockerArchive([midSizeImage(variant)], 'hybrid');
}
