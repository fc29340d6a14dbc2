import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dockerArchive, image, type LayerSpec } from './image.ts';
import { dir, file, symlink, whiteout, type TarEntry } from './tar.ts';

/** Where the image of `npm run demo` is kept. */
export const SAMPLE_FILE = join(import.meta.dirname, '../../assets/sample/greeting.tar');
/** The image that it is compared with. */
export const SAMPLE_UPDATE_FILE = join(dirname(SAMPLE_FILE), 'greeting-2.tar');

type Package = Readonly<{ name: string; version: string; about: string; files: Readonly<Record<string, string>> }>;

const greet = (version: string): Package => ({
  name: 'greet',
  version,
  about: 'says hello',
  files: { 'usr/bin/greet': `#!/bin/sh\n# greet ${version}\necho "hello, $1"\n` },
});
const data: Package = {
  name: 'greet-data',
  version: '1:7-1',
  about: 'names to say hello to',
  files: { 'usr/share/greet/names': 'Ada\nGrace\n', 'usr/share/greet/extra': 'Edsger\n' },
};
const ada: Package = {
  name: 'ada',
  version: '1.0-1',
  about: 'somebody to say hello to',
  files: { 'usr/bin/ada': '#!/bin/sh\necho Ada\n' },
};
const oldTool: Package = {
  name: 'old-tool',
  version: '0.9-2',
  about: 'nobody needs it',
  files: { 'usr/bin/old-tool': '#!/bin/sh\nexit 1\n' },
};

/**
 * A `docker save` archive of three small layers that have one of each: packages installed, one upgraded, one removed, a listed file
 * that was deleted, and a program that no package owns. Uncompressed, so that its bytes are the same everywhere.
 */
export function sampleImage(): Uint8Array<ArrayBuffer> {
  const built = image({
    tags: ['example.org/greeting:1'],
    created: '2026-01-01T00:00:00Z',
    entrypoint: ['/opt/app/server'],
    layers: [
      ...lowerLayers(),
      {
        createdBy: 'COPY server /opt/app/server; RUN remove old-tool; rm a file',
        entries: [
          status([greet('2.3-2'), data]),
          ...['list', 'md5sums'].map((kind) => whiteout(`var/lib/dpkg/info/old-tool.${kind}`)),
          whiteout('usr/bin/old-tool'),
          whiteout('usr/share/greet/extra'),
          dir('opt/app'),
          file('opt/app/server', elfHeader(), { mode: 0o755 }),
        ],
      },
    ],
  });
  return dockerArchive([built], 'hybrid');
}

/** What the sample became: the same lower layers, another one on top with a newer package, a package more and the program's mode. */
export function sampleUpdate(): Uint8Array<ArrayBuffer> {
  const packages = [greet('2.4-1'), data, ada];
  const built = image({
    tags: ['example.org/greeting:2'],
    created: '2026-02-01T00:00:00Z',
    entrypoint: ['/opt/app/server'],
    user: 'greeter',
    layers: [
      ...lowerLayers(),
      {
        createdBy: 'RUN upgrade greet, add ada, remove old-tool; COPY server',
        entries: [
          status(packages),
          ...installed(greet('2.4-1')),
          ...installed(ada),
          ...['list', 'md5sums'].map((kind) => whiteout(`var/lib/dpkg/info/old-tool.${kind}`)),
          whiteout('usr/bin/old-tool'),
          dir('opt/app'),
          file('opt/app/server', elfHeader(), { mode: 0o750 }),
        ],
      },
    ],
  });
  return dockerArchive([built], 'hybrid');
}

function lowerLayers(): LayerSpec[] {
  const base = [greet('2.3-1'), data, oldTool];
  return [
    {
      createdBy: 'ADD debian-like root file system',
      entries: [
        ...['etc', 'usr', 'usr/lib', 'usr/bin', 'var', 'var/lib', 'var/lib/dpkg', 'var/lib/dpkg/info'].map((path) =>
          dir(path),
        ),
        file('usr/lib/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="A small system like Debian 12"\n'),
        symlink('etc/os-release', '../usr/lib/os-release'),
        status(base),
        ...base.flatMap(installed),
        file('usr/share/doc/greet/copyright', COPYRIGHT),
      ],
    },
    {
      createdBy: 'RUN upgrade greet',
      entries: [status([greet('2.3-2'), data, oldTool]), ...installed(greet('2.3-2'))],
    },
  ];
}

const COPYRIGHT = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 2026 nobody
License: Apache-2.0
`;

function status(packages: readonly Package[]): TarEntry {
  const stanzas = packages.map(
    ({ name, version, about }) => `Package: ${name}
Status: install ok installed
Priority: optional
Section: misc
Maintainer: Nobody <nobody@example.org>
Architecture: amd64
Version: ${version}
Description: ${about}
`,
  );
  return file('var/lib/dpkg/status', stanzas.join('\n'));
}

/** A package's files and dpkg's two lists of them. */
function installed({ name, files }: Package): TarEntry[] {
  const paths = Object.keys(files);
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  return [
    ...paths.map((path) => file(path, files[path] ?? '', { mode: path.includes('/bin/') ? 0o755 : 0o644 })),
    file(`var/lib/dpkg/info/${name}.list`, ['/.', ...paths.map((path) => `/${path}`), ''].join('\n')),
    file(`var/lib/dpkg/info/${name}.md5sums`, paths.map((path) => `${md5(files[path] ?? '')}  ${path}\n`).join('')),
  ];
}

/** The 64 bytes that make a file an ELF executable for x86-64, and no program. */
function elfHeader(): Uint8Array {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(62, 18);
  header.writeUInt32LE(1, 20);
  header.writeUInt16LE(64, 52);
  return header;
}

if (import.meta.main) {
  mkdirSync(dirname(SAMPLE_FILE), { recursive: true });
  writeFileSync(SAMPLE_FILE, sampleImage());
  writeFileSync(SAMPLE_UPDATE_FILE, sampleUpdate());
}
